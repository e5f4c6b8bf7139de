import { SimpleGrid, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Failed } from '../../../shared/states';
import { bucketOf, type Filters } from './filters';
import { HeatMap } from './heat-map';
import { Panel } from './panel';
import { useTrends, type Trends as Data } from './queries';

/** The library that draws is as large as half of the page: it comes after the figures. */
const useCharts = () =>
  useQuery({
    queryKey: ['module', 'charts'],
    staleTime: Infinity,
    structuralSharing: false,
    queryFn: () => import('./charts'),
  });

/** How it went over the range. */
export function Trends({ filters }: { filters: Filters }) {
  const { t } = useTranslation();
  const trends = useTrends(filters);
  const charts = useCharts();
  const error = trends.data === undefined ? trends.error : (charts.error ?? null);
  if (error) return <Failed error={error} again={() => void (trends.error ? trends : charts).refetch()} />;

  const { data } = trends;
  const draw = (
    isEmpty: (data: Data) => boolean,
    drawn: (modules: NonNullable<typeof charts.data>, data: Data) => ReactNode,
  ) =>
    data && isEmpty(data) ? (
      <div className="chart">
        <Text c="dimmed">{t('overview.noneInRange')}</Text>
      </div>
    ) : data && charts.data ? (
      drawn(charts.data, data)
    ) : (
      <Skeleton className="chart" />
    );
  return (
    <>
      <SimpleGrid cols={{ base: 1, lg: 3 }}>
        <Panel title={t('overview.attainmentOverTime')} subtitle={t('overview.attainmentIs')}>
          {draw(
            ({ buckets }) => buckets.every(({ attainment }) => attainment === null),
            ({ AttainmentChart }, { buckets, timeZone }) => (
              <AttainmentChart buckets={buckets} timeZone={timeZone} />
            ),
          )}
        </Panel>
        <Panel
          title={t('overview.contactOverTime')}
          subtitle={
            <span className="chart-legend">
              <span className="key-p50">{t('overview.p50')}</span>
              <span className="key-p90">{t('overview.p90')}</span>
            </span>
          }
        >
          {draw(
            ({ buckets }) => buckets.every(({ firstContact }) => firstContact.p50 === null),
            ({ ContactChart }, { buckets, timeZone }) => (
              <ContactChart buckets={buckets} timeZone={timeZone} />
            ),
          )}
        </Panel>
        <Panel title={t('overview.newOverTime')} subtitle={t(`overview.per.${bucketOf(filters)}`)}>
          {draw(
            ({ buckets }) => buckets.every(({ newLeads }) => newLeads === 0),
            ({ NewLeadsChart }, { buckets, timeZone }) => (
              <NewLeadsChart buckets={buckets} timeZone={timeZone} />
            ),
          )}
        </Panel>
      </SimpleGrid>
      <Panel
        title={t('overview.heatMap')}
        beside={
          <Text size="xs" c="dimmed">
            {data?.timeZone}
          </Text>
        }
      >
        {data ? <HeatMap week={data.breachesByHourOfWeek} timeZone={data.timeZone} /> : <Skeleton className="chart" />}
      </Panel>
    </>
  );
}
