import { ActionIcon, Badge, Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconArrowsExchange, IconFolderPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ConditionPhase } from '../../../../../../../../domain/leads/vocabulary/condition-fields';
import { tellChanged } from '../../../../../../shared/settings/tell-changed';
import { dotted, type Path } from '../document';
import { useAt, useDraft, useIssues } from '../editing';
import { useRowIds } from '../fields/row-ids';
import { Strays } from '../fields/strays';
import { Unreadable } from '../fields/unreadable';
import { ComparisonAt } from './comparison';
import { NEW_COMPARISON } from './choices';
import { useFocus } from './focus';
import { readCondition } from './read';

interface NodeProps {
  path: Path;
  phase: ConditionPhase;
  /** Where it stands among the others: `2.1`; empty for the whole. */
  number: string;
  isRoot?: boolean;
  /** Takes it out of its group. */
  onRemove?: () => void;
}

type Members = Readonly<Record<string, unknown>>;

/** What it says the opposite of, as deep as that goes. */
function unwrapped(value: unknown, path: Path): { path: Path; value: unknown; outer: Path[] } {
  const reading = readCondition(value);
  if (reading.is !== 'NOT') return { path, value, outer: [] };
  const inner = unwrapped(reading.part, [...path, 'not']);
  return { ...inner, outer: [path, ...inner.outer] };
}

/** One condition of a condition: a comparison, or a group of them; each can be turned into its opposite. */
export function Node({ path, phase, number, isRoot = false, onRemove }: NodeProps) {
  const { t } = useTranslation('flowConditions');
  const { document, readOnly } = useDraft();
  const focus = useFocus();
  const value = useAt(path);
  const inner = unwrapped(value, path);
  const reading = readCondition(inner.value);
  const error = useIssues(path);
  const name = number === '' ? t('node.whole') : t('node.name', { number });
  const isGroup = reading.is === 'GROUP';
  const isTurned = inner.outer.length > 0;

  /** Its opposite; of what is turned already, what stands within. */
  const turn = (): void => {
    const outer = readCondition(document.get(path));
    document.set(path, outer.is === 'NOT' ? outer.part : { not: document.get(path) });
  };
  const intoGroup = (): void => {
    const place: Path = [...path, 'any', 1];
    focus.wanted = dotted(place);
    document.set(path, { any: [document.get(path), NEW_COMPARISON] });
  };
  const andAnother = (): void => {
    focus.wanted = dotted([...path, 'all', 1]);
    document.set(path, { all: [document.get(path), NEW_COMPARISON] });
  };

  return (
    <div className="condition-row" role="group" aria-label={name}>
      <div className="condition-body">
        <Stack gap={6}>
          {isTurned && (
            <Badge miw="max-content" variant="light" color="orange" tt="none" c="var(--mantine-color-text)">
              {t(inner.outer.length % 2 === 1 ? 'node.not' : 'node.notNot')}
            </Badge>
          )}
          {inner.outer.map((one) => (
            <Strays key={dotted(one)} path={one} members={['not']} />
          ))}
          {reading.is !== 'UNREADABLE' && <Strays path={inner.path} members={MEMBERS} />}
          {reading.is === 'COMPARISON' && <ComparisonAt path={inner.path} phase={phase} />}
          {isGroup && <ConditionGroup path={inner.path} phase={phase} number={number} />}
          {reading.is === 'UNREADABLE' && (
            <Unreadable
              path={inner.path}
              label={name}
              value={inner.value}
              anew={isRoot && !isTurned ? { all: [] } : NEW_COMPARISON}
            />
          )}
          {isTurned && reading.is !== 'UNREADABLE' && <At path={inner.path} />}
          {error !== undefined && reading.is !== 'UNREADABLE' && (
            <Text size="xs" c="red" role="alert">
              {error}
            </Text>
          )}
          {isRoot && (!isGroup || isTurned) && !readOnly && (
            <Group>
              <Button size="compact-sm" variant="default" onClick={andAnother}>
                {t('node.andAnother')}
              </Button>
            </Group>
          )}
        </Stack>
      </div>
      {!readOnly && reading.is !== 'UNREADABLE' && (
        <Actions
          name={name}
          isTurned={isTurned}
          onTurn={turn}
          onGroup={isGroup ? undefined : intoGroup}
          onRemove={onRemove}
        />
      )}
      {!readOnly && reading.is === 'UNREADABLE' && onRemove && <Actions name={name} onRemove={onRemove} />}
    </div>
  );
}

/** Those of a condition that can be read: it has some of them, and no two that say different things. */
const MEMBERS = ['all', 'any', 'field', 'op', 'value'];

/** What is wrong with it as a whole. */
function At({ path }: { path: Path }) {
  const error = useIssues(path);
  return error === undefined ? null : (
    <Text size="xs" c="red" role="alert">
      {error}
    </Text>
  );
}

interface ActionsProps {
  name: string;
  isTurned?: boolean;
  onTurn?: (() => void) | undefined;
  onGroup?: (() => void) | undefined;
  onRemove?: (() => void) | undefined;
}

function Actions({ name, isTurned = false, onTurn, onGroup, onRemove }: ActionsProps) {
  const { t } = useTranslation('flowConditions');
  return (
    <Group gap={2} wrap="nowrap" justify="flex-end">
      {onTurn && (
        <ActionIcon
          variant={isTurned ? 'light' : 'subtle'}
          color={isTurned ? 'orange' : 'gray'}
          aria-pressed={isTurned}
          aria-label={t('node.turn', { name })}
          title={t('node.turnShort')}
          onClick={onTurn}
        >
          <IconArrowsExchange size={16} aria-hidden />
        </ActionIcon>
      )}
      {onGroup && (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('node.group', { name })}
          title={t('node.groupShort')}
          onClick={onGroup}
        >
          <IconFolderPlus size={16} aria-hidden />
        </ActionIcon>
      )}
      {onRemove && (
        <ActionIcon
          variant="subtle"
          color="red"
          aria-label={t('node.remove', { name })}
          title={t('node.removeShort')}
          onClick={onRemove}
        >
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      )}
    </Group>
  );
}

const listAt = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

/** Conditions that hold together, or of which one is enough. */
function ConditionGroup({ path, phase, number }: { path: Path; phase: ConditionPhase; number: string }) {
  const { t } = useTranslation('flowConditions');
  const { document, readOnly } = useDraft();
  const focus = useFocus();
  const value = useAt(path);
  const reading = readCondition(value);
  const joint = reading.is === 'GROUP' ? reading.joint : 'all';
  const parts = reading.is === 'GROUP' ? reading.parts : [];
  const rows = useRowIds(parts.length);
  const list: Path = [...path, joint];

  const join = (next: string): void => {
    const { [joint]: same, ...others } = document.get(path) as Members;
    document.set(path, { ...others, [next]: same });
  };
  const add = (item: Members, at: Path): void => {
    focus.wanted = dotted(at);
    rows.insert(parts.length);
    document.insert(list, parts.length, item);
  };
  const remove = (index: number): void => {
    const gone = parts[index];
    focus.adders.get(dotted(path))?.focus();
    rows.remove(index);
    document.remove([...list, index]);
    const isGroup = readCondition(gone).is !== 'COMPARISON';
    if (!isGroup) return;
    // Much can go at once.
    tellChanged(t('node.removedTold'), () => {
      const now = document.get(list);
      if (Array.isArray(now)) document.insert(list, Math.min(index, listAt(now).length), gone);
      return Promise.resolve();
    });
  };
  return (
    <Stack gap="xs" className="condition-group">
      {parts.length !== 1 && (
        <SegmentedControl
          aria-label={t('group.joint')}
          size="xs"
          readOnly={readOnly}
          style={{ alignSelf: 'flex-start' }}
          data={[
            { value: 'all', label: t('group.all') },
            { value: 'any', label: t('group.any') },
          ]}
          value={joint}
          onChange={join}
        />
      )}
      {parts.length === 0 && (
        <Text size="sm" c="dimmed">
          {t(joint === 'all' ? 'group.every' : 'group.none')}
        </Text>
      )}
      <At path={list} />
      {parts.map((_, index) => (
        <Node
          key={rows.ids[index]}
          path={[...list, index]}
          phase={phase}
          number={number === '' ? String(index + 1) : `${number}.${index + 1}`}
          onRemove={() => remove(index)}
        />
      ))}
      {!readOnly && (
        <Group gap="xs">
          <Button
            ref={(button) => {
              if (button) focus.adders.set(dotted(path), button);
              else focus.adders.delete(dotted(path));
            }}
            size="compact-sm"
            variant="default"
            onClick={() => add(NEW_COMPARISON, [...list, parts.length])}
          >
            {t('group.add')}
          </Button>
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() =>
              add({ [joint === 'all' ? 'any' : 'all']: [NEW_COMPARISON] }, [
                ...list,
                parts.length,
                joint === 'all' ? 'any' : 'all',
                0,
              ])
            }
          >
            {t('group.addGroup')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
