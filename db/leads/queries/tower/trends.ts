import type { Measure } from '../../../../domain/leads/tower/counts.js';
import { AGE_TO_WIDTH } from '../../../../domain/leads/tower/spans.js';
import type { OrgTransaction } from '../../../client.js';
import { OF_NOW_AT, WAITING } from './facts.js';
import { filterSql, type Range, type TowerFilter } from './spans.js';
import { leadWaitsForContact } from '../../predicates.js';
import { WAITS_UNBEGUN } from './summary.js';

/** What a point of a trend spans; a day is a day of the org's zone. */
export type Bucket = 'PT15M' | 'PT1H' | 'P1D';

const UNITS = { PT15M: ['15 minutes', 'UTC'], PT1H: ['1 hour', 'UTC'], P1D: ['1 day', null] } as const;

export interface TrendBucket {
  from: Date;
  to: Date;
}

/** The org's zone, and the buckets that a range touches: whole ones, in order. */
export async function trendBuckets(
  tx: OrgTransaction,
  range: Range,
  bucket: Bucket,
): Promise<{ timeZone: string; byQuarter: boolean; buckets: TrendBucket[] }> {
  const [width, zone] = UNITS[bucket];
  const { rows } = await tx.client.query<TrendBucket & { timeZone: string; byQuarter: boolean }>(
    `SELECT o.time_zone AS "timeZone",
       -- A zone that is not whole hours off UTC at some time of the range: kept hours do not fit its days and hours.
       EXISTS (SELECT FROM generate_series($2::timestamptz, $3::timestamptz + interval '7 days', interval '7 days') g
         WHERE extract(minute FROM g AT TIME ZONE o.time_zone) <> extract(minute FROM g AT TIME ZONE 'UTC')) AS "byQuarter",
       b.at AS "from", date_add(b.at, $4::interval, z.zone) AS "to"
     FROM orgs o
     CROSS JOIN LATERAL (SELECT coalesce($5::text, o.time_zone) AS zone) z
     CROSS JOIN LATERAL generate_series(
       CASE WHEN $5::text IS NULL THEN date_trunc('day', $2::timestamptz, z.zone)
            ELSE date_bin($4::interval, $2::timestamptz, ${OF_NOW_AT}) END,
       $3::timestamptz - interval '1 millisecond', $4::interval, z.zone) AS b(at)
     WHERE o.id = $1 ORDER BY b.at`,
    [tx.orgId, range.from, range.to, width, zone],
  );
  const { timeZone, byQuarter } = rows[0]!;
  return { timeZone, byQuarter, buckets: rows.map(({ from, to }) => ({ from, to })) };
}

export interface TrendAmount {
  /** Number of the bucket, from 0 on. */
  bucket: number;
  measure: Measure;
  amount: number;
}

export interface HourAmount {
  /** 1 Monday to 7 Sunday, and 0 to 23, on the org's clocks. */
  day: number;
  hour: number;
  amount: number;
}

/** @param span how wide the kept counts are that are read; those not folded yet are added */
const keptAt = (span: string, filter: ReturnType<typeof filterSql>): string => `(
  SELECT c.at, m.key AS measure, m.value::bigint AS amount
    FROM tower_counts c CROSS JOIN LATERAL jsonb_each_text(c.amounts) m
    WHERE c.org_id = $1 AND c.breakdown = '${filter.breakdown}' AND c.span = '${span}' AND c.at >= $2
      AND c.at < $3${filter.of('c')}
  UNION ALL
  SELECT w.at, w.measure, w.amount FROM ${WAITING} w WHERE w.at >= $2 AND w.at < $3${filter.of('w')}
  UNION ALL
  SELECT l.received_at, 'leads', 1 FROM leads l
    WHERE l.org_id = $1 AND l.status = 'RECEIVED' AND l.received_at >= $2 AND l.received_at < $3${filter.of('l')}) k`;

/** The counts of each bucket. */
export async function trendAmounts(
  tx: OrgTransaction,
  buckets: TrendBucket[],
  span: 'PT15M' | 'PT1H',
  filter: TowerFilter,
): Promise<TrendAmount[]> {
  const by = filterSql(filter, 5);
  const { rows } = await tx.client.query<TrendAmount>(
    `SELECT width_bucket(extract(epoch FROM k.at)::float8, $4::float8[]) - 1 AS bucket, k.measure,
       sum(k.amount)::bigint AS amount
     FROM ${keptAt(span, by)} GROUP BY 1, 2`,
    [tx.orgId, buckets[0]!.from, buckets.at(-1)!.to, buckets.map(({ from }) => from.getTime() / 1000), ...by.values],
  );
  return rows;
}

export interface WaitingAmount {
  /** Number of the bucket in which the leads were received. */
  bucket: number;
  ageMs: number;
  amount: number;
}

/** How old the leads of each bucket are that wait for their first contact. @param span of the kept counts that are read */
export async function waitingByBucket(
  tx: OrgTransaction,
  buckets: TrendBucket[],
  span: 'PT15M' | 'PT1H',
  filter: TowerFilter,
  now: Date,
): Promise<WaitingAmount[]> {
  const by = filterSql(filter, 7);
  const bucketOf = (instant: string) => `width_bucket(extract(epoch FROM ${instant})::float8, $4::float8[]) - 1`;
  const ageOf = (instant: string) => `greatest(0, extract(epoch FROM $6::timestamptz - ${instant}) * 1000)::float8`;
  const { rows } = await tx.client.query<WaitingAmount>(
    `SELECT ${bucketOf('k.at')} AS bucket, ${ageOf(`k.at + interval '${WIDTH_S[span] / 2} seconds'`)} AS "ageMs",
       sum(k.amount)::bigint AS amount
     FROM ${keptAt(span, by)} WHERE k.measure = 'waiting' AND k.at < $5 GROUP BY 1, 2 HAVING sum(k.amount) <> 0
     UNION ALL
     SELECT ${bucketOf('l.received_at')}, ${ageOf('l.received_at')}, 1 FROM leads l
     WHERE l.org_id = $1 AND ${leadWaitsForContact('l')} AND l.received_at >= greatest($2, $5) AND l.received_at < $3${by.of('l')}
     UNION ALL
     SELECT ${bucketOf('l.received_at')}, ${ageOf('l.received_at')}, 1 FROM leads l
     WHERE l.org_id = $1 AND ${WAITS_UNBEGUN} AND l.received_at >= $2 AND l.received_at < $3${by.of('l')}`,
    [
      tx.orgId,
      buckets[0]!.from,
      buckets.at(-1)!.to,
      buckets.map(({ from }) => from.getTime() / 1000),
      youngSince(span, now),
      now,
      ...by.values,
    ],
  );
  return rows;
}

const WIDTH_S = { PT15M: 900, PT1H: 3_600 };

/** From when on a kept count of that width does not tell the age of what is in it well enough. */
function youngSince(span: 'PT15M' | 'PT1H', now: Date): Date {
  const widthMs = WIDTH_S[span] * 1000;
  return new Date((Math.floor(now.getTime() / widthMs) - AGE_TO_WIDTH) * widthMs);
}

/** Breaches by the hour of the week at which they happened. */
export async function breachesByHour(
  tx: OrgTransaction,
  range: Range,
  timeZone: string,
  span: 'PT15M' | 'PT1H',
  filter: TowerFilter,
): Promise<HourAmount[]> {
  const by = filterSql(filter, 5);
  const { rows } = await tx.client.query<HourAmount>(
    `SELECT extract(isodow FROM k.at AT TIME ZONE $4)::int AS day, extract(hour FROM k.at AT TIME ZONE $4)::int AS hour,
       sum(k.amount)::bigint AS amount
     FROM ${keptAt(span, by)} WHERE k.measure = 'breach' GROUP BY 1, 2`,
    [tx.orgId, range.from, range.to, timeZone, ...by.values],
  );
  return rows;
}
