import type { PropsWithChildren } from 'react';
import { useTranslation } from 'react-i18next';
import { Bar, BarChart, CartesianGrid, Line, LineChart, Tooltip, XAxis, YAxis } from 'recharts';
import { durationMs, spanWords } from '../../../shared/time';
import { durationTicks, tickWords, useBucketWords } from './axes';
import { useNumbers } from './numbers';
import type { Bucket } from './queries';
import { SeriesTable, SeriesTooltip, type Series } from './series';

interface Props {
  buckets: Bucket[];
  timeZone: string;
}

const AXIS = { tickLine: false, axisLine: false, tick: { fill: 'var(--chart-words)', fontSize: 12 } } as const;
/** Nothing moves by itself: what hangs on the wall all day is calm. A value between two gaps is seen by its dot. */
const LINE = { type: 'linear', isAnimationActive: false, strokeWidth: 2, dot: { r: 2.5, strokeWidth: 0 } } as const;

/** Share of the decided clocks that were met in time. */
export function AttainmentChart(props: Props) {
  const { t } = useTranslation();
  const { share } = useNumbers();
  const series: Series = { name: t('overview.inTime'), of: ({ attainment }) => attainment, words: share };
  return (
    <Chart {...props} kind={LineChart} title={t('overview.attainmentOverTime')} series={[series]}>
      <YAxis {...AXIS} width={44} domain={[0, 1]} ticks={[0, 0.25, 0.5, 0.75, 1]} tickFormatter={share} />
      <Line {...LINE} dataKey={series.of} stroke="var(--chart-main)" dot={{ ...LINE.dot, fill: 'var(--chart-main)' }} />
    </Chart>
  );
}

const msOf = (iso: string | null): number | null => (iso === null ? null : durationMs(iso));

/** Time from receipt to the first contact. */
export function ContactChart(props: Props) {
  const { t } = useTranslation();
  const half: Series = { name: t('overview.p50'), of: ({ firstContact }) => msOf(firstContact.p50), words: spanWords };
  const most: Series = { name: t('overview.p90'), of: ({ firstContact }) => msOf(firstContact.p90), words: spanWords };
  const ticks = durationTicks(Math.max(...props.buckets.map((bucket) => most.of(bucket) ?? 0)));
  return (
    <Chart {...props} kind={LineChart} title={t('overview.contactOverTime')} series={[half, most]}>
      <YAxis {...AXIS} width={52} domain={[0, ticks.at(-1)!]} ticks={ticks} tickFormatter={tickWords} />
      <Line
        {...LINE}
        dataKey={most.of}
        stroke="var(--chart-second)"
        strokeDasharray="5 4"
        dot={{ ...LINE.dot, fill: 'var(--chart-second)' }}
      />
      <Line {...LINE} dataKey={half.of} stroke="var(--chart-main)" dot={{ ...LINE.dot, fill: 'var(--chart-main)' }} />
    </Chart>
  );
}

export function NewLeadsChart(props: Props) {
  const { t } = useTranslation();
  const { count } = useNumbers();
  const leads: Series = { name: t('overview.newLeads'), of: ({ newLeads }) => newLeads, words: count };
  return (
    <Chart {...props} kind={BarChart} title={t('overview.newOverTime')} series={[leads]}>
      <YAxis {...AXIS} width={44} allowDecimals={false} tickFormatter={count} />
      <Bar
        dataKey="newLeads"
        isAnimationActive={false}
        fill="var(--chart-main)"
        radius={[3, 3, 0, 0]}
        maxBarSize={32}
      />
    </Chart>
  );
}

interface ChartProps extends Props {
  kind: typeof LineChart | typeof BarChart;
  title: string;
  series: Series[];
}

/** What all charts have in common; the arrow keys go through its buckets, and a table says the same. */
function Chart({ kind: Kind, title, buckets, timeZone, series, children }: PropsWithChildren<ChartProps>) {
  const { t } = useTranslation();
  const words = useBucketWords(buckets, timeZone);
  return (
    <>
      <div className="chart">
        <Kind
          responsive
          className="fill"
          data={buckets}
          margin={{ top: 8, right: 12, bottom: 0, left: 0 }}
          aria-label={t('overview.chart', { title })}
        >
          <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
          <XAxis {...AXIS} dataKey="from" tickFormatter={words.short} minTickGap={28} tickMargin={6} />
          {children}
          <Tooltip
            isAnimationActive={false}
            cursor={Kind === BarChart ? { fill: 'var(--chart-grid)' } : { stroke: 'var(--chart-words)' }}
            content={(told) => <SeriesTooltip {...told} series={series} when={words.whole} />}
          />
        </Kind>
      </div>
      <SeriesTable title={title} buckets={buckets} series={series} when={words.whole} />
    </>
  );
}
