import { Button, Fieldset, Group, MultiSelect, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { RECIPIENT_ROLES } from '../../../../../../../../domain/leads/vocabulary/escalations.js';
import type { Path } from '../document';
import { useAt, useDraft, useIssuesUnder, useIssues } from '../editing';
import { ListAt } from '../fields/list-at';
import { PersonAt } from '../fields/named';
import { Unreadable } from '../fields/unreadable';
import { useFlowNames } from '../names';
import { oneOf } from './choices';
import { isMembers } from './read';
import { useClockWords } from './words';

interface RecipientsProps {
  path: Path;
  label: string;
  description: string | undefined;
}

const PERSON = 'person:';
/** So many people are offered at once: the others are found by typing. */
const MOST_OFFERED = 50;

/** What a choice stands for; null: it is no single recipient, and stays as it is. */
function choiceOf(value: unknown): string | null {
  const role = oneOf(RECIPIENT_ROLES, value);
  if (role !== null) return role;
  if (!isMembers(value) || Object.keys(value).length !== 1 || typeof value['userId'] !== 'string') return null;
  return PERSON + value['userId'];
}

/** Who is told: roles and people, and lists of people on call, the first of whom is at work. */
export function RecipientsAt({ path, label, description }: RecipientsProps) {
  const { t } = useTranslation('flowClocks');
  const { document, readOnly } = useDraft();
  const { people } = useFlowNames();
  const value = useAt(path);
  const [error, wrong] = [useIssues(path), useIssuesUnder(path)];
  if (value !== undefined && !Array.isArray(value)) return <Unreadable path={path} label={label} value={value} />;
  const list = (value ?? []) as unknown[];
  const chosen = list.flatMap((one) => choiceOf(one) ?? []);
  const data: { value: string; label: string }[] = [
    ...RECIPIENT_ROLES.map((role) => ({ value: role, label: t(`who.${role}`) })),
    ...[...people].map(([id, name]) => ({ value: PERSON + id, label: name })),
  ];
  for (const one of chosen)
    if (!data.some((each) => each.value === one)) data.push({ value: one, label: t('who.gone') });

  /** Those that are chosen keep their places; new ones come last. */
  const choose = (next: string[]): void => {
    const kept = list.filter((one) => {
      const choice = choiceOf(one);
      return choice === null || next.includes(choice);
    });
    const added = next.filter((one) => !chosen.includes(one));
    const made = added.map((one) => (one.startsWith(PERSON) ? { userId: one.slice(PERSON.length) } : one));
    const all = [...kept, ...made];
    document.set(path, all.length === 0 ? undefined : all);
  };

  return (
    <Stack gap="xs">
      <MultiSelect
        label={label}
        description={description}
        error={
          error ??
          (wrong > 0 && chosen.some((one) => one.startsWith(PERSON) && !people.has(one.slice(PERSON.length)))
            ? t('who.gone')
            : undefined)
        }
        readOnly={readOnly}
        searchable
        limit={MOST_OFFERED}
        data={data}
        value={[...new Set(chosen)]}
        onChange={choose}
      />
      {list.map((one, index) =>
        choiceOf(one) !== null ? (
          isMembers(one) && <PersonIssue key={index} path={[...path, index, 'userId']} />
        ) : isMembers(one) && 'onCall' in one ? (
          // Its place in the list is what it is.
          <OnCall key={index} path={[...path, index]} />
        ) : (
          <Unreadable key={index} path={[...path, index]} label={label} value={one} />
        ),
      )}
      {!readOnly && (
        <Group>
          <Button variant="subtle" size="compact-sm" onClick={() => document.insert(path, list.length, { onCall: [] })}>
            {t('step.addOnCall')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

/** What is wrong with somebody who is told. */
function PersonIssue({ path }: { path: Path }) {
  const issue = useIssues(path);
  return issue === undefined ? null : (
    <Text size="xs" c="red" role="alert">
      {issue}
    </Text>
  );
}

function OnCall({ path }: { path: Path }) {
  const { t } = useTranslation('flowClocks');
  const { document, readOnly } = useDraft();
  const words = useClockWords();
  return (
    <Fieldset legend={t('step.onCall')}>
      <Stack gap="xs">
        <ListAt
          path={[...path, 'onCall']}
          label={t('step.onCall')}
          title={(id) => (id === '' ? '…' : words.person(id))}
          itemName={(id, index) => (id === '' ? t('step.onCallPerson', { n: index + 1 }) : words.person(id))}
          fresh={() => ''}
          add={t('step.onCallAdd')}
          empty={t('step.onCallEmpty')}
        >
          {(one, index) => <PersonAt path={one} label={t('step.onCallPerson', { n: index + 1 })} />}
        </ListAt>
        {!readOnly && (
          <Group>
            <Button variant="subtle" color="red" size="compact-sm" onClick={() => document.remove(path)}>
              {t('step.removeOnCall')}
            </Button>
          </Group>
        )}
      </Stack>
    </Fieldset>
  );
}
