import { Table, Text } from '@mantine/core';
import { Trans, useTranslation } from 'react-i18next';
import { Instant, useZone } from '../../../../shared/instant';
import { Disclosure } from '../disclosure';
import { formatsOf, lengthWords, useInstantFormat } from '../formats';
import type { Clock, ClockShape } from './shape';
import { useClockWords } from './words';

interface ReceiptProps {
  shape: ClockShape;
  nowMs: number;
  /** What it promised is history, and other clocks still promise something. */
  isQuiet: boolean;
}

/** Why the deadline is what it is: the receipt in words, and interval by interval. */
export function ClockReceipt({ shape: { clock }, nowMs, isQuiet }: ReceiptProps) {
  const { t } = useTranslation();
  const words = useClockWords();
  const { receipt, deadlineAt } = clock;
  const isAhead = clock.open && deadlineAt !== null && Date.parse(deadlineAt) > nowMs;
  const kinds = clock.proofs.map((kind) => t(`lead.kind.${kind}`, { defaultValue: kind }));
  const because = (
    <Text size="sm">
      <Trans
        i18nKey={deadlineAt === null ? 'lead.standsBecause' : isAhead ? 'lead.isDue' : 'lead.wasDueBecause'}
        values={{ name: words.name(clock), text: receipt.text }}
        components={{ b: <b />, at: deadlineAt === null ? <span /> : <Instant at={deadlineAt} /> }}
      />{' '}
      {kinds.length > 0 && t('lead.stoppedBy', { kinds: listOf(kinds, t('lead.or')) })}
    </Text>
  );
  if (isQuiet) {
    return (
      <Disclosure label={t('lead.howCounted', { name: words.name(clock) })}>
        {because}
        <Intervals clock={clock} />
      </Disclosure>
    );
  }
  return (
    <div className="receipt">
      {because}
      <Disclosure label={t('lead.intervals', { count: receipt.intervals.length + receipt.skipped.length })}>
        <Intervals clock={clock} />
      </Disclosure>
    </div>
  );
}

const listOf = (words: string[], or: string): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${or} ${words.at(-1)}`;

function Intervals({ clock }: { clock: Clock }) {
  const { receipt } = clock;
  const { t, i18n } = useTranslation();
  const words = useClockWords();
  const { range } = useInstantFormat();
  const zone = useZone();
  // Elapsed time has no calendar: its zone says nothing.
  const isElsewhere = receipt.timeZone !== zone && receipt.timeZone !== 'UTC';
  const there = formatsOf(i18n.language, receipt.timeZone);
  const rows = [
    ...receipt.intervals.map((interval) => ({ ...interval, why: null })),
    ...receipt.skipped.map((interval) => ({ ...interval, why: interval.why })),
  ].toSorted((a, b) => Date.parse(a.from) - Date.parse(b.from));
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={t('lead.intervalsOf', { name: words.name(clock) })}>
      <Table fz="sm" verticalSpacing={4} className="tabular intervals">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{isElsewhere ? t('lead.whenIn', { zone }) : t('lead.when')}</Table.Th>
            {isElsewhere && <Table.Th>{t('lead.whenIn', { zone: receipt.timeZone })}</Table.Th>}
            <Table.Th>{t('lead.what')}</Table.Th>
            <Table.Th ta="right">{t('lead.long')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ from, to, why }) => {
            const span = { fromMs: Date.parse(from), toMs: Date.parse(to) };
            return (
              <Table.Tr key={from} c={why === null ? undefined : 'dimmed'}>
                <Table.Td>{range(span.fromMs, span.toMs)}</Table.Td>
                {isElsewhere && <Table.Td>{there.range(span.fromMs, span.toMs)}</Table.Td>}
                <Table.Td>
                  {why === null
                    ? t('lead.counted')
                    : t('lead.notCounted', { why: words.skip({ kind: 'skipped', why, ...span }, receipt.timeZone) })}
                </Table.Td>
                <Table.Td ta="right">{lengthWords(span.toMs - span.fromMs)}</Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </div>
  );
}
