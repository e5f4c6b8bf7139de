import { Badge, Stack, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Instant } from '../../../../../../shared/instant';
import { useTold } from '../../../../../../shared/told';
import { Disclosure } from '../../../../lead/disclosure';
import { countedWords, formatsOf, lengthWords } from '../../../../lead/formats';
import { Section } from '../../../../parts/section';
import type { TrialAnswer } from './use-trial';

type Clock = TrialAnswer['clocks'][number];
type Run = NonNullable<Clock['run']>;

/** Each clock: when it starts, is at risk and is due, and what was counted for that. */
export function Clocks({ trial: { clocks } }: { trial: TrialAnswer }) {
  const { t } = useTranslation('flowTry');
  if (clocks.length === 0) return null;
  return (
    <Section title={t('clocks.title')}>
      <Stack gap="sm">
        {clocks.map((clock) => (
          <OneClock key={clock.key} clock={clock} clocks={clocks} />
        ))}
      </Stack>
    </Section>
  );
}

function OneClock({ clock, clocks }: { clock: Clock; clocks: Clock[] }) {
  const { t } = useTranslation('flowTry');
  const told = useTold();
  const { name, state, run, why, startsOn } = clock;
  const after = startsOn?.startsWith('MET:') ? startsOn.slice('MET:'.length) : null;
  return (
    <div role="group" aria-label={name}>
      <Text fw={600} size="sm">
        {name}{' '}
        <Badge size="sm" variant="default" tt="none">
          {t(`clocks.state.${state}`)}
        </Badge>
      </Text>
      {why !== null && <Text size="sm">{told(why)}</Text>}
      {state === 'WAITS' && startsOn !== null && (
        <Text size="sm" c="dimmed">
          {after === null
            ? t(`clocks.starts.${startsOn}`)
            : t('clocks.starts.MET', { name: clocks.find(({ key }) => key === after)?.name ?? after })}
        </Text>
      )}
      {run && <Running run={run} />}
    </div>
  );
}

function Running({ run: { startedAt, atRiskAt, deadlineAt, targetMs, receipt } }: { run: Run }) {
  const { t } = useTranslation('flowTry');
  const told = useTold();
  return (
    <>
      <dl className="try-instants">
        <Moment label={t('clocks.started')} at={startedAt} />
        {atRiskAt !== null && <Moment label={t('clocks.atRisk')} at={atRiskAt} />}
        {deadlineAt !== null && <Moment label={t('clocks.deadline')} at={deadlineAt} />}
        <div>
          <dt>{t('clocks.target')}</dt>
          <dd>{countedWords(targetMs)}</dd>
        </div>
      </dl>
      <Text size="sm" c="dimmed">
        {told(receipt.text)}
      </Text>
      <Disclosure label={t('clocks.receipt', { count: receipt.intervals.length + receipt.skipped.length })}>
        <Intervals receipt={receipt} />
      </Disclosure>
    </>
  );
}

const Moment = ({ label, at }: { label: string; at: string }) => (
  <div>
    <dt>{label}</dt>
    <dd>
      <Instant at={at} seconds />
    </dd>
  </div>
);

function Intervals({ receipt }: { receipt: Run['receipt'] }) {
  const { t, i18n } = useTranslation('flowTry');
  const { t: common } = useTranslation();
  const { range } = formatsOf(i18n.language, receipt.timeZone);
  const rows = [
    ...receipt.intervals.map((one) => ({ ...one, why: null })),
    ...receipt.skipped.map(({ why, ...one }) => ({ ...one, why })),
  ].toSorted((a, b) => Date.parse(a.from) - Date.parse(b.from));
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={t('clocks.counted')}>
      <Table fz="sm" verticalSpacing={4} className="tabular">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{common('lead.whenIn', { zone: receipt.timeZone })}</Table.Th>
            <Table.Th>{common('lead.what')}</Table.Th>
            <Table.Th ta="right">{common('lead.long')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ from, to, why }) => (
            <Table.Tr key={from} c={why === null ? undefined : 'dimmed'}>
              <Table.Td>{range(Date.parse(from), Date.parse(to))}</Table.Td>
              <Table.Td>{why === null ? common('lead.counted') : common('lead.notCounted', { why })}</Table.Td>
              <Table.Td ta="right">{lengthWords(Date.parse(to) - Date.parse(from))}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
