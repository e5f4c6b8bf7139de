import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { durationWords } from '../../../shared/time';
import { Changing } from './changing';
import type { Filters } from './filters';
import { useNumbers } from './numbers';
import { Panel } from './panel';
import type { Summary } from './queries';

/** How fast people are reached. */
export function FirstContact({ summary, filters }: { summary: Summary | undefined; filters: Filters }) {
  const { t } = useTranslation();
  const { share, rate, count } = useNumbers();
  const contact = summary?.firstContact;
  const speed = summary && leadsPer(summary);
  /** Of nobody there is no time; of some it may not be known yet. */
  const time = (of: string | null | undefined) =>
    of === null && contact !== undefined && contact.toReach > 0 ? t('overview.notReached') : of && durationWords(of);
  const figures = [
    { key: 'attainment', value: contact && (contact.attainment === null ? null : share(contact.attainment)) },
    { key: 'p50', value: time(contact?.p50) },
    { key: 'p90', value: time(contact?.p90) },
    {
      key: 'reached',
      value: contact && t('overview.reachedOf', { reached: count(contact.reached), toReach: count(contact.toReach) }),
    },
    { key: speed?.unit ?? 'perHour', value: speed && rate(speed.rate) },
  ] as const;
  return (
    <Panel title={t('overview.firstContact')} beside={<RangeWords filters={filters} />}>
      <dl className="first-contact">
        {figures.map(({ key, value }) => (
          <div key={key}>
            <dt>{t(`overview.${key}`)}</dt>
            <dd className="tabular">
              {value === undefined ? (
                <Skeleton width={72} height="1em" />
              ) : value === null ? (
                <span className="none">{t('overview.none')}</span>
              ) : (
                <Changing>{value}</Changing>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

const HOUR_MS = 3_600_000;

/** How many leads come in: by the hour where that is one at least, or the range is no longer than a day, else by the day. */
function leadsPer({ range, newLeads }: Summary): { unit: 'perHour' | 'perDay'; rate: number } {
  const hours = (Date.parse(range.to) - Date.parse(range.from)) / HOUR_MS;
  const perHour = newLeads / hours;
  return perHour >= 1 || hours < 24 ? { unit: 'perHour', rate: perHour } : { unit: 'perDay', rate: perHour * 24 };
}

/** What a figure's range is, in few words. */
export function RangeWords({ filters }: { filters: Filters }) {
  const { t } = useTranslation();
  return <span className="range-words">{t(`overview.within.${filters.range}`)}</span>;
}
