import { Alert, Group, Select, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { InstantField } from '../../../../../../shared/instant-field';
import { useZone } from '../../../../../../shared/instant';
import { formatsOf } from '../../../../lead/formats';
import { useAt, useDraft } from '../editing';
import { CALENDARS_OF, oneOf } from './choices';
import type { FlowOutlook } from './outlook';
import { listOf, membersOf } from './read';
import { useClockWords } from './words';

interface ExampleProps {
  asked: { outlook: FlowOutlook | null; isFailed: boolean };
  /** The place of the clock. */
  index: number;
  targets: readonly unknown[];
  /** The place of the conditional target under which it is counted; null: the plain one. */
  chosen: number | null;
  onChoose: (chosen: number | null) => void;
  receivedAt: string;
  onReceivedAt: (at: string) => void;
  /** The plain target's length in words. */
  plain: string;
}

/** The lead that stands for all: when it comes in, under which target, and what its clock comes to. */
export function Example(props: ExampleProps) {
  const { targets, chosen, receivedAt } = props;
  const { t } = useTranslation('flowClocks');
  const { readOnly } = useDraft();
  const words = useClockWords();
  const zone = useZone();
  if (readOnly)
    return (
      <Text size="sm" c="dimmed">
        {t('outlook.readOnly')}
      </Text>
    );
  return (
    <Stack gap={4} role="group" aria-label={t('outlook.title')}>
      <Group align="flex-end" gap="sm">
        <InstantField
          label={t('outlook.receivedAt', { zone })}
          at={receivedAt}
          onTyped={(at) => at !== '' && props.onReceivedAt(at)}
        />
        {targets.length > 0 && (
          <Select
            label={t('outlook.target')}
            allowDeselect={false}
            className="ladder-target"
            data={[
              { value: '', label: t('outlook.plain', { length: props.plain }) },
              ...targets.map((one, at) => ({
                value: String(at),
                label: t('outlook.conditional', {
                  length: words.length(membersOf(one)['duration']),
                  condition: words.condition(membersOf(one)['when']),
                }),
              })),
            ]}
            value={chosen === null ? '' : String(chosen)}
            onChange={(next) => props.onChoose(next === '' || next === null ? null : Number(next))}
          />
        )}
      </Group>
      <Told {...props} />
    </Stack>
  );
}

function Told({ asked: { outlook, isFailed }, index, chosen }: ExampleProps) {
  const { t, i18n } = useTranslation('flowClocks');
  const clocks = listOf(useAt(['clocks']));
  const words = useClockWords();
  if (isFailed)
    return (
      <Text size="sm" c="dimmed" role="status">
        {t('outlook.failed')}
      </Text>
    );
  if (!outlook)
    return (
      <Text size="sm" c="dimmed" role="status">
        {t('outlook.asking')}
      </Text>
    );
  const { example, timeZone } = outlook;
  const clock = outlook.clocks.find((one) => one.index === index);
  const target = clock?.targets.find((one) => one.index === chosen);
  if (!clock || !target) {
    const [problem] = clock?.problems ?? [];
    return <Alert color="orange">{problem ? t('outlook.gone', { why: problem.message }) : t('outlook.notYet')}</Alert>;
  }
  const { moment } = formatsOf(i18n.language, timeZone);
  const { calendar, after, startsAt } = clock;
  const of = oneOf(CALENDARS_OF, calendar?.of);
  const said = [
    after !== null && t('outlook.after', { name: words.clockName(clocks[after], after) }),
    calendar === null
      ? t('outlook.all')
      : of === null
        ? t('outlook.counts', { name: calendar.name, zone: calendar.timeZone })
        : t('outlook.countsOf', { name: calendar.name, zone: calendar.timeZone, whose: t(`hoursOf.${of}`) }),
    example === null
      ? false
      : example.ownerName === null
        ? t('outlook.exampleTeam', { team: example.teamName })
        : t('outlook.example', { team: example.teamName, owner: example.ownerName }),
  ];
  return (
    <>
      <dl className="ladder-instants">
        <dt>{t('outlook.startsAt')}</dt>
        <dd className="tabular">{moment(startsAt)}</dd>
        {target.atRiskAt !== null && (
          <>
            <dt>{t('outlook.atRiskAt')}</dt>
            <dd className="tabular">{moment(target.atRiskAt)}</dd>
          </>
        )}
        <dt>{t('outlook.deadlineAt')}</dt>
        <dd className="tabular">{moment(target.deadlineAt)}</dd>
      </dl>
      <Text size="sm" c="dimmed">
        {said.filter((one) => one !== false).join(' ')}
      </Text>
    </>
  );
}
