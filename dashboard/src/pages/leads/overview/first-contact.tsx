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
  const { share, rate } = useNumbers();
  const figures = [
    { key: 'attainment', value: summary?.firstContact.attainment, words: share },
    { key: 'p50', value: summary?.firstContact.p50, words: durationWords },
    { key: 'p90', value: summary?.firstContact.p90, words: durationWords },
    { key: 'perMinute', value: summary?.leadsPerMinute, words: rate },
  ] as const;
  return (
    <Panel title={t('overview.firstContact')} beside={<RangeWords filters={filters} />}>
      <dl className="first-contact">
        {figures.map(({ key, value, words }) => (
          <div key={key}>
            <dt>{t(`overview.${key}`)}</dt>
            <dd className="tabular">
              {value === undefined ? (
                <Skeleton width={72} height="1em" />
              ) : value === null ? (
                <span className="none">{t('overview.none')}</span>
              ) : (
                <Changing>{(words as (value: string | number) => string)(value)}</Changing>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

/** What a figure's range is, in few words. */
export function RangeWords({ filters }: { filters: Filters }) {
  const { t } = useTranslation();
  return <span className="range-words">{t(`overview.within.${filters.range}`)}</span>;
}
