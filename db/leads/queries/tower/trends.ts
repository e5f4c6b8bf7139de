import type { Measure } from '../../../../domain/leads/tower/counts.js';
import type { OrgTransaction } from '../../../client.js';
import { WAITING } from './facts.js';
import { filterSql, type Range, type TowerFilter } from './spans.js';

export interface TrendBucket {
  from: Date;
  to: Date;
}

/** The zone of the org, by whose clocks its days and hours are. */
export async function orgTimeZone(tx: OrgTransaction): Promise<string> {
  const { rows } = await tx.client.query<{ timeZone: string }>(
    'SELECT time_zone AS "timeZone" FROM orgs WHERE id = $1',
    [tx.orgId],
  );
  return rows[0]!.timeZone;
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
