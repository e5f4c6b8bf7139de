import { ActionIcon, Autocomplete, Button, Fieldset, Group, Select, Stack, Text } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Path } from '../document';
import { useAt, useDraft, useIssues } from '../editing';
import { Unreadable } from '../fields/unreadable';
import { skillOf } from './sentence';
import { skillsOf, useTeamMembers } from './team-members';

const LEVELS = [1, 2, 3, 4, 5] as const;
const ANY = 'any';

/** What skills somebody must have, and how well. Those that the team's people have are offered. */
export function SkillsAt({ path, teamId }: { path: Path; teamId: string | null }) {
  const { t } = useTranslation('flowRouting');
  const { document, readOnly } = useDraft();
  const value = useAt(path);
  const error = useIssues(path);
  const members = useTeamMembers(teamId) ?? [];
  // What was just added is where one goes on.
  const [added, setAdded] = useState<number | null>(null);
  if (value !== undefined && value !== null && !Array.isArray(value))
    return <Unreadable path={path} label={t('skills.title')} value={value} />;
  const demands = (value ?? []) as unknown[];
  const known = skillsOf(members);
  const remove = (index: number): void => {
    if (demands.length === 1) document.remove(path);
    else document.remove([...path, index]);
  };
  return (
    <Fieldset legend={t('skills.title')}>
      <Stack gap="xs">
        {error !== undefined && (
          <Text c="red" size="sm" role="alert">
            {error}
          </Text>
        )}
        {demands.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('skills.empty')}
          </Text>
        )}
        {demands.map((demand, index) => (
          <Demand
            key={index}
            path={[...path, index]}
            number={index + 1}
            demand={demand}
            known={known}
            people={members.length}
            isNew={index === added}
            onRemove={() => remove(index)}
          />
        ))}
        {!readOnly && (
          <Group>
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<IconPlus size={14} />}
              onClick={() => {
                setAdded(demands.length);
                document.insert(path, demands.length, '');
              }}
            >
              {t('skills.add')}
            </Button>
          </Group>
        )}
      </Stack>
    </Fieldset>
  );
}

interface DemandProps {
  path: Path;
  number: number;
  demand: unknown;
  known: { skill: string; people: number }[];
  people: number;
  isNew: boolean;
  onRemove: () => void;
}

function Demand({ path, number, demand, known, people, isNew, onRemove }: DemandProps) {
  const { t } = useTranslation('flowRouting');
  const { document, readOnly } = useDraft();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isNew) field.current?.focus();
  }, [isNew]);
  // A demand is a text, or says its level: issues stand at it, or at its members.
  const at = [useIssues(path), useIssues([...path, 'skill']), useIssues([...path, 'level'])];
  const error = at.filter((one) => one !== undefined).join(' ') || undefined;
  const read = skillOf(demand);
  if (read === null) return <Unreadable path={path} label={t('skills.item', { number })} value={demand} anew="" />;
  const isPlain = typeof demand === 'string';
  const set = (skill: string): void => document.set(isPlain ? path : [...path, 'skill'], skill);
  const setLevel = (level: string | null): void => {
    if (level === ANY) document.set(path, read.skill);
    else if (isPlain) document.set(path, { skill: read.skill, level: Number(level) });
    else document.set([...path, 'level'], Number(level));
  };
  const given = read.level !== null && !LEVELS.includes(read.level as 1) ? [read.level] : [];
  const counts = new Map(known.map(({ skill, people: count }) => [skill, count]));
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start">
      <Autocomplete
        ref={field}
        aria-label={t('skills.item', { number })}
        placeholder={t('skills.placeholder')}
        style={{ flex: 1, minWidth: 0 }}
        data={known.map(({ skill }) => skill)}
        renderOption={({ option }) => (
          <span>
            {option.value}{' '}
            <Text span size="xs" c="dimmed">
              {t('skills.have', { have: counts.get(option.value) ?? 0, people })}
            </Text>
          </span>
        )}
        error={error}
        readOnly={readOnly}
        value={read.skill}
        onChange={set}
      />
      <Select
        aria-label={t('skills.level', { number })}
        w={120}
        allowDeselect={false}
        readOnly={readOnly}
        data={[
          { value: ANY, label: t('skills.any') },
          ...[...LEVELS, ...given].map((level) => ({ value: String(level), label: t('skills.from', { level }) })),
        ]}
        value={read.level === null ? ANY : String(read.level)}
        onChange={setLevel}
      />
      {!readOnly && (
        <ActionIcon
          variant="subtle"
          color="red"
          mt={6}
          aria-label={t('skills.remove', { skill: read.skill || number })}
          onClick={onRemove}
        >
          <IconTrash size={16} />
        </ActionIcon>
      )}
    </Group>
  );
}
