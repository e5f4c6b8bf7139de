import { Fieldset, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CALL_OUTCOMES, PROOF_KINDS } from '../../../../../../../../domain/leads/vocabulary/proofs.js';
import { ConditionAt } from '../conditions/condition-at';
import type { Path } from '../document';
import { useAt, useDraft, useIssues, useSetAt } from '../editing';
import { DurationAt } from '../fields/duration-at';
import { ListAt } from '../fields/list-at';
import { MultiSelectAt, ShareAt, SwitchAt } from '../fields/simple';
import { Unreadable } from '../fields/unreadable';
import { CALENDARS_OF, CLOCK_STARTS, RUNNING_IN, TIME_KINDS } from './choices';
import { HoursAt } from './hours-at';
import { Ladder } from './ladder';
import { isMembers, keyFrom, keysOf, listOf, membersOf } from './read';
import { useClockWords } from './words';

interface Choice {
  value: string;
  label: string;
}

/** All of one clock. @param index its place */
export function ClockFields({ path, index }: { path: Path; index: number }) {
  const { t } = useTranslation('flowClocks');
  const { t: shared } = useTranslation();
  const value = useAt(path);
  if (!isMembers(value)) return <Unreadable path={path} label={t('clockN', { n: index + 1 })} value={value} />;
  const { proofs, callOutcomes } = value;
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <NameAt path={path} />
        <KeyAt path={path} />
      </SimpleGrid>
      <Fieldset legend={t('promise')}>
        <Stack>
          <StartsAt path={[...path, 'starts']} index={index} />
          <TargetAt path={[...path, 'target']} />
          <Targets path={[...path, 'targets']} />
          <ShareAt path={[...path, 'atRisk']} label={t('atRisk')} optional min={1} max={99} />
        </Stack>
      </Fieldset>
      <Fieldset legend={t('stops')}>
        <Stack>
          <MultiSelectAt
            path={[...path, 'proofs']}
            label={t('proofs')}
            data={PROOF_KINDS.map((kind) => ({ value: kind, label: shared(`lead.kind.${kind}`) }))}
          />
          {(listOf(proofs).includes('CALL_LOGGED') || callOutcomes !== undefined) && (
            <MultiSelectAt
              path={[...path, 'callOutcomes']}
              label={t('callOutcomes')}
              description={t('callOutcomesHint')}
              optional
              data={CALL_OUTCOMES.map((outcome) => ({ value: outcome, label: shared(`call.${outcome}`) }))}
            />
          )}
        </Stack>
      </Fieldset>
      <Fieldset legend={t('stands')}>
        <Stack>
          <SwitchAt path={[...path, 'restartOnReassign']} label={t('restartOnReassign')} />
          <SwitchAt path={[...path, 'recurring']} label={t('recurring')} />
          <MultiSelectAt
            path={[...path, 'pauseIn']}
            label={t('pauseIn')}
            optional
            data={RUNNING_IN.map((status) => ({ value: status, label: shared(`status.${status}`) }))}
          />
        </Stack>
      </Fieldset>
      <Ladder path={path} index={index} />
    </Stack>
  );
}

/** The name; while a new clock gets its first one, its key is made of it. */
function NameAt({ path }: { path: Path }) {
  const { t } = useTranslation('flowClocks');
  const { document, readOnly } = useDraft();
  const name = useAt([...path, 'name']);
  const error = useIssues([...path, 'name']);
  const [isNew, setNew] = useState(name === '');
  if (name !== undefined && typeof name !== 'string')
    return <Unreadable path={[...path, 'name']} label={t('name')} value={name} anew="" />;
  return (
    <TextInput
      label={t('name')}
      error={error}
      readOnly={readOnly}
      value={name ?? ''}
      onBlur={() => setNew((before) => before && !name)}
      onChange={({ currentTarget: { value } }) => {
        const clock = membersOf(document.get(path));
        if (!isNew) return document.set([...path, 'name'], value);
        const others = keysOf(document.get(path.slice(0, -1))).filter((key) => key !== clock['key']);
        document.set(path, { ...clock, name: value, key: keyFrom(value, others, 'clock') });
      }}
    />
  );
}

/** The key. Changed, the clocks that start after this one follow. */
function KeyAt({ path }: { path: Path }) {
  const { t } = useTranslation('flowClocks');
  const { document, readOnly } = useDraft();
  const key = useAt([...path, 'key']);
  const error = useIssues([...path, 'key']);
  const [typed, setTyped] = useState<string | null>(null);
  if (key !== undefined && typeof key !== 'string')
    return <Unreadable path={[...path, 'key']} label={t('key')} value={key} anew="clock" />;
  const commit = (): void => {
    if (typed === null) return;
    setTyped(null);
    if (typed === key) return;
    const list = path.slice(0, -1);
    const at = path.at(-1);
    const clocks = listOf(document.get(list));
    const isShared = clocks.filter((one) => membersOf(one)['key'] === key).length > 1;
    document.set(
      list,
      clocks.map((one, index) => {
        if (index === at) return { ...membersOf(one), key: typed };
        const starts = membersOf(membersOf(one)['starts']);
        if (isShared || key === undefined || starts['afterMet'] !== key) return one;
        return { ...membersOf(one), starts: { ...starts, afterMet: typed } };
      }),
    );
  };
  return (
    <TextInput
      label={t('key')}
      description={t('keyHint')}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      error={error}
      readOnly={readOnly}
      value={typed ?? key ?? ''}
      onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => event.key === 'Enter' && commit()}
    />
  );
}

const AFTER = 'after:';

/** What starts the clock: something of the lead, or that another clock is met. */
function StartsAt({ path, index }: { path: Path; index: number }) {
  const { t } = useTranslation('flowClocks');
  const { readOnly } = useDraft();
  const words = useClockWords();
  const [value, set] = [useAt(path), useSetAt(path)];
  const wrong = [useIssues(path), useIssues([...path, 'afterMet'])].filter((one) => one !== undefined);
  const clocks = listOf(useAt(['clocks']));
  const afterMet = isMembers(value) && typeof value['afterMet'] === 'string' ? value['afterMet'] : null;
  if (value !== undefined && typeof value !== 'string' && afterMet === null)
    return <Unreadable path={path} label={t('starts')} value={value} anew="RECEIVED" />;
  const chosen = typeof value === 'string' ? value : afterMet === null ? null : AFTER + afterMet;
  const data: Choice[] = [
    ...CLOCK_STARTS.map((one) => ({ value: one, label: t(`start.${one}`) })),
    ...clocks.flatMap((clock, at) => {
      const key = membersOf(clock)['key'];
      if (at === index || typeof key !== 'string' || key === '') return [];
      return [{ value: AFTER + key, label: t('start.after', { name: words.clockName(clock, at) }) }];
    }),
  ];
  const once = data.filter((one, at) => data.findIndex((each) => each.value === one.value) === at);
  if (chosen !== null && !once.some((one) => one.value === chosen))
    once.push({ value: chosen, label: afterMet === null ? chosen : t('start.gone', { key: afterMet }) });
  return (
    <Select
      label={t('starts')}
      error={wrong.join(' ') || undefined}
      readOnly={readOnly}
      allowDeselect={false}
      data={once}
      value={chosen}
      onChange={(next) => {
        if (next === null || next === chosen) return;
        set(next.startsWith(AFTER) ? { afterMet: next.slice(AFTER.length) } : next);
      }}
    />
  );
}

/** How long, and in whose time. */
function TargetAt({ path }: { path: Path }) {
  const { t } = useTranslation('flowClocks');
  const { document, readOnly } = useDraft();
  const value = useAt(path);
  const error = useIssues(path);
  const timeError = useIssues([...path, 'time']);
  if (!isMembers(value))
    return <Unreadable path={path} label={t('duration')} value={value} anew={{ duration: 'PT15M', time: 'ELAPSED' }} />;
  const { time, ...rest } = value;
  const chosen = typeof time === 'string' ? time : null;
  const kinds: Choice[] = TIME_KINDS.map((kind) => ({ value: kind, label: t(`times.${kind}`) }));
  if (chosen !== null && !kinds.some((one) => one.value === chosen)) kinds.push({ value: chosen, label: chosen });
  const namesHours = 'calendarId' in rest || 'calendarOf' in rest;
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }}>
      <DurationAt path={[...path, 'duration']} label={t('duration')} />
      <Select
        label={t('time')}
        error={timeError ?? error}
        readOnly={readOnly}
        allowDeselect={false}
        data={kinds}
        value={chosen}
        onChange={(next) => {
          if (next === null || next === chosen) return;
          // All time has no calendar; working time begins with the flow's.
          const { calendarId: _, calendarOf: __, ...bare } = rest;
          if (next === 'ELAPSED') document.set(path, { ...bare, time: next });
          else document.set(path, { ...rest, time: next, ...(namesHours ? {} : { calendarOf: 'FLOW' }) });
        }}
      />
      {(chosen === 'BUSINESS' || namesHours) && <HoursAt path={path} label={t('hours')} of={CALENDARS_OF} />}
    </SimpleGrid>
  );
}

/** Other durations by condition: the first that holds. */
function Targets({ path }: { path: Path }) {
  const { t } = useTranslation('flowClocks');
  const words = useClockWords();
  return (
    <Fieldset legend={t('targets')} variant="unstyled">
      <ListAt
        path={path}
        label={t('targets')}
        optional
        title={(item) => {
          const { duration, when } = membersOf(item);
          return t('targetTitle', { length: words.length(duration), condition: words.condition(when) });
        }}
        itemName={(_, index) => t('targetN', { n: index + 1 })}
        fresh={() => ({ when: { field: 'score', op: 'gte', value: 80 }, duration: 'PT5M' })}
        add={t('targetsAdd')}
        empty={t('targetsEmpty')}
      >
        {(one) => (
          <Stack>
            <ConditionAt path={[...one, 'when']} label={t('when')} phase="ROUTED" />
            <DurationAt path={[...one, 'duration']} label={t('targetDuration')} />
          </Stack>
        )}
      </ListAt>
    </Fieldset>
  );
}
