import type { Measure } from '../../../../domain/leads/tower/counts.js';
import { BUCKET_MS } from '../../../../domain/leads/tower/buckets.js';
import { AGE_TO_WIDTH } from '../../../../domain/leads/tower/spans.js';
import type { OrgTransaction } from '../../../client.js';
import { WAITING } from './facts.js';
import { filterSql, type Range, type TowerFilter } from './spans.js';
import { leadWaitsForContact } from '../../predicates.js';
import { WAITS_UNBEGUN } from './summary.js';

export interface TrendBucket {
  from: Date;
  to: Date;
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
    `SELECT ${bucketOf('k.at')} AS bucket, ${ageOf(`k.at + interval '${BUCKET_MS[span] / 2000} seconds'`)} AS "ageMs",
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

/** From when on a kept count of that width does not tell the age of what is in it well enough. */
function youngSince(span: 'PT15M' | 'PT1H', now: Date): Date {
  const widthMs = BUCKET_MS[span];
  return new Date((Math.floor(now.getTime() / widthMs) - AGE_TO_WIDTH) * widthMs);
}

/**
 * Breaches by the hour of the week at which they happened.
 * @param offsets of the org's zone in the range: Postgres has zones of its own, which are as old as it is
 */
export async function breachesByHour(
  tx: OrgTransaction,
  range: Range,
  offsets: readonly { fromMs: number; offsetMs: number }[],
  span: 'PT15M' | 'PT1H',
  filter: TowerFilter,
): Promise<HourAmount[]> {
  const by = filterSql(filter, 6);
  const { rows } = await tx.client.query<HourAmount>(
    `SELECT extract(isodow FROM k.wall)::int AS day, extract(hour FROM k.wall)::int AS hour, sum(k.amount)::bigint AS amount
     FROM (SELECT k.amount, k.at AT TIME ZONE 'UTC' + ($5::float8[])[width_bucket(extract(epoch FROM k.at)::float8,
         $4::float8[])] * interval '1 second' AS wall
       FROM ${keptAt(span, by)} WHERE k.measure = 'breach') k GROUP BY 1, 2`,
    [
      tx.orgId,
      range.from,
      range.to,
      offsets.map(({ fromMs }) => fromMs / 1_000),
      offsets.map(({ offsetMs }) => offsetMs / 1_000),
      ...by.values,
    ],
  );
  return rows;
}
