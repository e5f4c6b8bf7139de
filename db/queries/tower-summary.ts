import type { Measure } from '../../domain/tower/counts.js';
import { BIN_BOUNDS_MS } from '../../domain/tower/histogram.js';
import { cut } from '../../domain/tower/spans.js';
import type { OrgTransaction } from '../client.js';
import { clockFacts, escalationFacts, OF_NOW_AT, openFacts, receivedFacts } from './tower-facts.js';

/** From, inclusive, to, exclusive. */
export interface Range {
  from: Date;
  to: Date;
}

/** Of which leads; what is left out does not narrow it. */
export interface TowerFilter {
  flowId?: string | undefined;
  teamId?: string | undefined;
  source?: string | undefined;
}

export interface Amount {
  measure: Measure;
  bin: number;
  amount: number;
}

const COLUMNS = { flowId: 'flow_id', teamId: 'team_id', source: 'source' } as const;

/**
 * A filter as SQL. A text of its own for each combination: the planner then knows what is asked.
 * @param first number of the first parameter it may use
 */
export function filterSql(filter: TowerFilter, first: number) {
  const given = (['flowId', 'teamId', 'source'] as const).filter((key) => filter[key] !== undefined);
  return {
    name: given.join('_'),
    values: given.map((key) => filter[key]),
    /** Without a filter the counts over everything are enough. */
    whole: given.length === 0,
    of: (table: string): string => given.map((key, n) => ` AND ${table}.${COLUMNS[key]} = $${first + n}`).join(''),
  };
}

/**
 * The Control Tower's counts of a range and of this moment. Exact: what is kept, what was not folded yet, the rows
 * themselves at the two ends of the range, and the leads that nobody has begun. All in one statement, which sees one
 * state of the database.
 */
export async function towerAmounts(tx: OrgTransaction, range: Range, filter: TowerFilter): Promise<Amount[]> {
  const { kept, ends } = cut({ fromMs: range.from.getTime(), toMs: range.to.getTime() });
  const seconds = (values: number[]): number[] => values.map((ms) => ms / 1000);
  const by = filterSql(filter, 8);
  const spans = `unnest($2::text[], $3::float8[], $4::float8[]) s(span, from_s, to_s)`;
  // Spans and ends come first and each is looked up by itself, whatever the planner believes about how many there are.
  const stubs = `unnest($5::float8[], $6::float8[]) s(from_s, to_s)`;
  const within = (instant: string): string =>
    `${instant} >= to_timestamp(s.from_s) AND ${instant} < to_timestamp(s.to_s)`;
  const leads = `l.org_id = $1${by.of('l')}`;
  const { rows } = await tx.client.query<Amount>({
    name: `tower_amounts_${by.name}`,
    text: `
      SELECT measure, bin, sum(amount)::bigint AS amount FROM (
        SELECT c.measure, c.bin, c.amount FROM ${spans} CROSS JOIN LATERAL (
          SELECT * FROM tower_counts c WHERE c.org_id = $1 AND c.whole = ${by.whole} AND c.span = s.span
            AND ${within('c.at')}${by.of('c')} OFFSET 0) c
        UNION ALL
        SELECT d.measure, d.bin, d.amount FROM tower_deltas d
          WHERE d.org_id = $1${by.of('d')} AND EXISTS (SELECT FROM ${spans}
            WHERE (s.span = 'NOW') = (d.at = ${OF_NOW_AT}) AND d.at >= to_timestamp(s.from_s) AND d.at < to_timestamp(s.to_s))
        UNION ALL
        SELECT f.measure, f.bin, 1 FROM (${openFacts({ where: `${leads} AND l.status = 'RECEIVED'` })}) f
        UNION ALL
        SELECT 'leads', 0, 1 FROM ${spans} JOIN leads l ON ${leads} AND l.status = 'RECEIVED' AND s.span <> 'NOW'
          AND l.received_at >= to_timestamp(s.from_s) AND l.received_at < to_timestamp(s.to_s)
        UNION ALL
        SELECT f.measure, f.bin, 1 FROM ${stubs} CROSS JOIN LATERAL (${receivedFacts({
          where: `${leads} AND ${within('l.received_at')} OFFSET 0`,
          bounds: '$7::bigint[]',
        })}) f
        UNION ALL
        SELECT f.measure, f.bin, 1 FROM ${stubs} CROSS JOIN LATERAL (${clockFacts({
          where: `c.org_id = $1 AND ${leads} AND ${within('c.started_at')} OFFSET 0`,
          lookUp: true,
        })}) f WHERE f.measure <> 'breach'
        UNION ALL
        SELECT f.measure, f.bin, 1 FROM ${stubs} CROSS JOIN LATERAL (${escalationFacts({
          where: `e.org_id = $1 AND ${leads} AND ${within('e.fired_at')} OFFSET 0`,
          lookUp: true,
        })}) f
      ) all_of_it GROUP BY measure, bin`,
    values: [
      tx.orgId,
      ['NOW', ...kept.map(({ span }) => span)],
      [0, ...seconds(kept.map(({ fromMs }) => fromMs))],
      [1, ...seconds(kept.map(({ toMs }) => toMs))],
      seconds(ends.map(({ fromMs }) => fromMs)),
      seconds(ends.map(({ toMs }) => toMs)),
      BIN_BOUNDS_MS,
      ...by.values,
    ],
  });
  return rows;
}

/** Percentiles from the rows themselves: exact, and in proportion to the leads of the range. */
export async function exactPercentiles(
  tx: OrgTransaction,
  range: Range,
  filter: TowerFilter,
): Promise<{ p50Ms: number | null; p90Ms: number | null }> {
  const by = filterSql(filter, 4);
  const seconds = 'extract(epoch FROM l.contacted_at - l.received_at)';
  const { rows } = await tx.client.query<{ p50Ms: number | null; p90Ms: number | null }>({
    name: `tower_exact_${by.name}`,
    text: `SELECT 1000 * percentile_cont(0.5) WITHIN GROUP (ORDER BY ${seconds}) AS "p50Ms",
        1000 * percentile_cont(0.9) WITHIN GROUP (ORDER BY ${seconds}) AS "p90Ms"
      FROM leads l WHERE l.org_id = $1 AND l.received_at >= $2 AND l.received_at < $3${by.of('l')}`,
    values: [tx.orgId, range.from, range.to, ...by.values],
  });
  return rows[0]!;
}
