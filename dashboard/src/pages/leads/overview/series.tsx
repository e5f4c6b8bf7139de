import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TooltipContentProps } from 'recharts';
import type { Bucket } from './queries';

/** One of a chart's values over time. */
export interface Series {
  name: string;
  of: (bucket: Bucket) => number | null;
  words: (value: number) => string;
}

interface Props {
  series: Series[];
  when: (bucket: Bucket) => string;
}

/** The bucket that is pointed at, or that the arrow keys went to. */
export function SeriesTooltip({ active, payload, series, when }: Props & Partial<TooltipContentProps>) {
  const { t } = useTranslation();
  const bucket = payload?.[0]?.payload as Bucket | undefined;
  if (!active || !bucket) return null;
  return (
    <div className="chart-tip">
      <div>{when(bucket)}</div>
      {series.map(({ name, of, words }) => {
        const value = of(bucket);
        return (
          <div key={name}>
            {name}: <b className="tabular">{value === null ? t('overview.none') : words(value)}</b>
          </div>
        );
      })}
    </div>
  );
}

/** What a chart shows, for those who do not see it. */
export function SeriesTable({ title, buckets, series, when }: Props & { title: string; buckets: Bucket[] }) {
  const { t } = useTranslation();
  return (
    <VisuallyHidden>
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{t('overview.when')}</th>
            {series.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {buckets.map((bucket) => (
            <tr key={bucket.from}>
              <th scope="row">{when(bucket)}</th>
              {series.map(({ name, of, words }) => {
                const value = of(bucket);
                return <td key={name}>{value === null ? t('overview.none') : words(value)}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </VisuallyHidden>
  );
}
