import { Badge, Button, Collapse, Group, Paper, Stack, Text, UnstyledButton } from '@mantine/core';
import { memo, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConditionPhase } from '../../../../../../../../domain/leads/vocabulary/condition-fields';
import { dotted, type Path } from '../document';
import { useAt, useDraft, useIssues, useIssuesUnder, useSetAt } from '../editing';
import { NEW_COMPARISON } from './choices';
import { FocusProvider, type Focus } from './focus';
import { Node } from './node';
import { Sentence } from './sentence-of';
import { OpenSign } from '../fields/open-sign';
import './conditions.css';

interface ConditionProps {
  path: Path;
  label: string;
  /** When it is asked: what is known of the lead then. */
  phase: ConditionPhase;
  /** Nothing given takes the member out. */
  optional?: boolean;
}

const isSame = (before: ConditionProps, after: ConditionProps): boolean =>
  dotted(before.path) === dotted(after.path) &&
  (['label', 'phase', 'optional'] as const).every((prop) => before[prop] === after[prop]);

/** A condition: a sentence, which opens into what it is made of. Not drawn again for what changes beside it. */
export const ConditionAt = memo(function ConditionAt({ path, label, phase, optional = false }: ConditionProps) {
  const { t } = useTranslation('flowConditions');
  const { readOnly, opens } = useDraft();
  const isGiven = useAt(path) !== undefined;
  const [set, error, wrong] = [useSetAt(path), useIssues(path), useIssuesUnder(path)];
  const [isOpen, setOpen] = useState(() => opens?.(dotted(path)) ?? false);
  const head = useRef<HTMLButtonElement>(null);
  const body = useId();
  const focus = useMemo<Focus>(() => ({ wanted: null, adders: new Map() }), []);
  const begin = (): void => {
    set(optional ? NEW_COMPARISON : { all: [] });
    focus.wanted = optional ? dotted(path) : null;
    setOpen(true);
  };
  return (
    <Stack gap={4} role="group" aria-label={label}>
      <Text size="sm" fw={600} component="span">
        {label}
      </Text>
      {isGiven ? (
        <Paper withBorder p="xs">
          <Group gap="xs" wrap="nowrap" align="flex-start">
            <UnstyledButton
              ref={head}
              className="condition-head"
              aria-expanded={isOpen}
              aria-controls={body}
              onClick={() => setOpen(!isOpen)}
            >
              <OpenSign isOpen={isOpen} />
              <Sentence path={path} />
            </UnstyledButton>
            {wrong > 0 && !isOpen && (
              <Badge miw="max-content" color="red" variant="light">
                {t('wrong', { count: wrong })}
              </Badge>
            )}
          </Group>
          <Collapse expanded={isOpen} id={body}>
            {isOpen && (
              <FocusProvider focus={focus}>
                <Stack gap="xs" pt="xs">
                  <Node path={path} phase={phase} number="" isRoot />
                  {optional && !readOnly && (
                    <Group>
                      <Button size="compact-sm" variant="subtle" color="red" onClick={() => set(undefined)}>
                        {t('without')}
                      </Button>
                    </Group>
                  )}
                </Stack>
              </FocusProvider>
            )}
          </Collapse>
        </Paper>
      ) : (
        <Group gap="xs">
          <Text size="sm" c="dimmed">
            {t('notGiven')}
          </Text>
          {!readOnly && (
            <Button size="compact-sm" variant="default" onClick={begin}>
              {t('begin')}
            </Button>
          )}
        </Group>
      )}
      {error !== undefined && (!isGiven || !isOpen) && (
        <Text size="xs" c="red" role="alert">
          {error}
        </Text>
      )}
    </Stack>
  );
}, isSame);
