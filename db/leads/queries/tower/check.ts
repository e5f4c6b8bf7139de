import { BIN_BOUNDS_MS } from '../../../../domain/leads/tower/histogram.js';
import { SPANS } from '../../../../domain/leads/tower/spans.js';
import type { Database, OrgTransaction } from '../../../client.js';
import { LOCK } from './counts.js';
import {
  breachFacts,
  escalationFacts,
  kept,
  KEPT_KEY,
  leadFacts,
  OF_NOW_AT,
  openFacts,
  verdictFacts,
  WAITING,
} from './facts.js';

/** So much of an org is compared in one transaction: leads received in whole days. */
const SLICE_LEADS = 20_000;
const SLICE_TIMEOUT_MS = 120_000;
/** Even a small org is looked at only so often. */
const PAUSE_MS = 5 * 60_000;
/** And a large one so seldom that at most 1/300 of the time is spent on it. */
const REST = 300;

export interface CheckedSlice {
  /** Kept counts that were wrong. */
  drifted: number;
  /** They had never been made. */
  first: boolean;
  /** It was the last one. */
  done: boolean;
}

/**
 * One snapshot of both sides: a settlement commits its leads and its deltas together, so any difference is drift.
 * @param facts what should be counted @param at a condition on when @param spans of which those are
 * @returns the beginning of a statement, with the relation `difference`
 */
const differing = (facts: string[], at: (instant: string) => string, spans: string): string => `
WITH truth AS (
  ${kept(`(SELECT f.*, 1 AS amount FROM (${facts.join(' UNION ALL ')}) f
     UNION ALL SELECT w.measure, w.at, w.flow_id, w.team_id, w.source, w.owner_id, -w.amount FROM ${WAITING} w
       WHERE ${at('w.at')}) sides`)}
), difference AS (
  SELECT ${KEPT_KEY}, coalesce(max(amounts::text) FILTER (WHERE true_one), '{}')::jsonb AS amounts FROM (
    SELECT true AS true_one, truth.* FROM truth
    UNION ALL SELECT false, ${KEPT_KEY}, amounts FROM tower_counts
      WHERE org_id = $1 AND breakdown IN ('ALL', 'SCOPE', 'OWNER') AND span IN (${spans}) AND ${at('at')} AND amounts <> '{}'
  ) sides GROUP BY ${KEPT_KEY}
  HAVING max(amounts::text) FILTER (WHERE true_one) IS DISTINCT FROM max(amounts::text) FILTER (WHERE NOT true_one)
)`;

const REPAIRED = `, repaired AS (
  INSERT INTO tower_counts (org_id, ${KEPT_KEY}, amounts) SELECT $1, ${KEPT_KEY}, amounts FROM difference ORDER BY ${KEPT_KEY}
  ON CONFLICT ON CONSTRAINT tower_counts_key DO UPDATE SET amounts = excluded.amounts
)
SELECT count(*) FROM difference`;
const LOOKED_AT = `SELECT count(*), min(at) FILTER (WHERE at <> ${OF_NOW_AT}) AS "from" FROM difference`;

const NOW_DIFFERS = differing([openFacts('l.org_id = $1')], (instant) => `${instant} = ${OF_NOW_AT}`, `'NOW'`);

/** `$2` to `$3` are whole days, UTC; `$4` the histogram's bounds. */
const inSlice = (instant: string): string => `${instant} >= $2::timestamptz AND ${instant} < $3::timestamptz`;
const DAYS_DIFFER = differing(
  [
    leadFacts(`l.org_id = $1 AND ${inSlice('l.received_at')}`, '$4::bigint[]'),
    verdictFacts(`c.org_id = $1 AND ${inSlice('c.started_at')}`),
    breachFacts(`c.org_id = $1 AND ${inSlice('c.breached_at')}`),
    escalationFacts(`e.org_id = $1 AND ${inSlice('e.fired_at')}`),
  ],
  (instant) => `${inSlice(instant)} AND ${instant} <> ${OF_NOW_AT}`,
  SPANS.map(({ span }) => `'${span}'`).join(', '),
);

/**
 * Goes on with comparing an org's counts with its leads, clocks and escalations: what is counted of this moment first,
 * then slice by slice from the oldest day on, each in a transaction of its own. What is wrong is corrected.
 */
export async function checkNextSlice(tx: OrgTransaction, sliceLeads = SLICE_LEADS): Promise<CheckedSlice> {
  const startedAtMs = performance.now();
  // Room for its sums: in the default's they would go to disk.
  await tx.client.query(`SELECT set_config('statement_timeout', $1, true), set_config('work_mem', '64MB', true)`, [
    String(SLICE_TIMEOUT_MS),
  ]);
  await tx.client.query(`SELECT pg_advisory_xact_lock(${LOCK})`, [tx.orgId]);
  const state = await tx.client.query<{ through: string | null; first: boolean }>(
    'SELECT through_at::text AS through, checked_at IS NULL AS first FROM tower_checks WHERE org_id = $1',
    [tx.orgId],
  );
  const { through, first } = state.rows[0] ?? { through: null, first: true };
  const upTo = through === null ? '-infinity' : await endOfSlice(tx, through, sliceLeads);
  const { rows } =
    through === null
      ? await tx.client.query<{ count: number }>(NOW_DIFFERS + REPAIRED, [tx.orgId])
      : await tx.client.query<{ count: number }>(DAYS_DIFFER + REPAIRED, [tx.orgId, through, upTo, BIN_BOUNDS_MS]);
  const done = upTo === 'infinity';
  await tx.client.query(
    // An org without a row had nothing to make: it began when counts were kept already.
    `INSERT INTO tower_checks AS k (org_id, due_at, checked_at, through_at, spent_ms)
     VALUES ($1, clock_timestamp(), clock_timestamp(), $2, $3)
     ON CONFLICT (org_id) DO UPDATE SET through_at = CASE WHEN $4 THEN NULL ELSE excluded.through_at END,
       checked_at = CASE WHEN $4 THEN excluded.checked_at ELSE k.checked_at END,
       spent_ms = CASE WHEN $4 THEN 0 ELSE k.spent_ms + excluded.spent_ms END,
       due_at = excluded.due_at + CASE WHEN $4 THEN greatest($5, $6 * (k.spent_ms + excluded.spent_ms)) ELSE 0 END
         * interval '1 millisecond'`,
    [tx.orgId, upTo, Math.ceil(performance.now() - startedAtMs), done, PAUSE_MS, REST],
  );
  return { drifted: rows[0]!.count, first, done };
}

/** What a look at the counts came to that repairs nothing. */
export interface Drift {
  drifted: number;
  /** When all of them were last found right; null: they are being made, or never were compared. */
  rightAt: Date | null;
  /** When the first of those that are wrong begins; null: none is of a day. */
  fromAt: Date | null;
  /** There was no time for all of them. */
  isPartial: boolean;
}

/**
 * Compares an org's counts with its rows, as they are in this transaction's snapshot, and changes nothing: what is counted of this moment,
 * then slice by slice from the oldest day on. @param goesOn asked after each slice: false ends it
 */
export async function findDrift(tx: OrgTransaction, goesOn: () => boolean, sliceLeads = SLICE_LEADS): Promise<Drift> {
  await tx.client.query(`SELECT set_config('work_mem', '64MB', true)`);
  const { rows: known } = await tx.client.query<{ at: Date | null }>(
    'SELECT checked_at AS at FROM tower_checks WHERE org_id = $1',
    [tx.orgId],
  );
  const rightAt = known[0]?.at ?? null;
  // What is being made for the first time is no drift.
  if (known[0] !== undefined && rightAt === null) return { drifted: 0, rightAt, fromAt: null, isPartial: true };
  const { rows } = await tx.client.query<{ count: number }>(`${NOW_DIFFERS} ${LOOKED_AT}`, [tx.orgId]);
  let drifted = rows[0]!.count;
  let fromAt: Date | null = null;
  for (let from = '-infinity'; ;) {
    if (!goesOn()) return { drifted, rightAt, fromAt, isPartial: true };
    const upTo = await endOfSlice(tx, from, sliceLeads);
    const { rows: found } = await tx.client.query<{ count: number; from: Date | null }>(`${DAYS_DIFFER} ${LOOKED_AT}`, [
      tx.orgId,
      from,
      upTo,
      BIN_BOUNDS_MS,
    ]);
    drifted += found[0]!.count;
    fromAt ??= found[0]!.from;
    if (upTo === 'infinity') return { drifted, rightAt, fromAt, isPartial: false };
    from = upTo;
  }
}

/** The end of the day in which so many leads have been received since. */
async function endOfSlice(tx: OrgTransaction, from: string, leads: number): Promise<string> {
  const { rows } = await tx.client.query<{ end: string }>(
    `SELECT (date_bin('1 day', received_at, ${OF_NOW_AT}) + interval '1 day')::text AS end FROM leads
     WHERE org_id = $1 AND received_at >= $2::timestamptz ORDER BY received_at OFFSET $3 LIMIT 1`,
    [tx.orgId, from, leads],
  );
  return rows[0]?.end ?? 'infinity';
}

/** Has the next slice begin with what is counted of this moment, and with the oldest day after it. */
export async function restartCheck(tx: OrgTransaction): Promise<void> {
  await tx.client.query('UPDATE tower_checks SET through_at = NULL WHERE org_id = $1', [tx.orgId]);
}

/** After a failure: an org that cannot be checked must not keep the others from it. */
export async function putCheckOff(tx: OrgTransaction): Promise<void> {
  await tx.client.query(
    `UPDATE tower_checks SET due_at = clock_timestamp() + $2 * interval '1 millisecond' WHERE org_id = $1`,
    [tx.orgId, PAUSE_MS],
  );
}

/** Whether an org's counts are complete: false while they are made for the first time. */
export async function countsAreMade(tx: OrgTransaction): Promise<boolean> {
  const { rows } = await tx.client.query<{ made: boolean }>(`SELECT ${COUNTS_ARE_MADE} AS made`, [tx.orgId]);
  return rows[0]!.made;
}

/** The same as an expression; `$1` is the org. */
export const COUNTS_ARE_MADE = `NOT EXISTS (SELECT FROM tower_checks k WHERE k.org_id = $1 AND k.checked_at IS NULL)`;

/** Orgs whose counts should be checked, the longest due first. @param making only those whose counts are still to be made */
export async function orgsToCheck(db: Database, limit: number, making: boolean): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>(
    making
      ? `SELECT org_id AS id FROM tower_checks WHERE checked_at IS NULL AND due_at <= clock_timestamp()
         ORDER BY due_at LIMIT $1`
      : `SELECT o.id FROM orgs o LEFT JOIN tower_checks k ON k.org_id = o.id
         WHERE k.due_at IS NULL OR k.due_at <= clock_timestamp() ORDER BY k.due_at NULLS FIRST LIMIT $1`,
    [limit],
  );
  return rows.map(({ id }) => id);
}
