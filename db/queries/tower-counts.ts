import { BIN_BOUNDS_MS } from '../../domain/tower/histogram.js';
import type { Database, OrgTransaction } from '../client.js';
import { clockFacts, escalationFacts, kept, openFacts, receivedFacts } from './tower-facts.js';

/** Whoever changes the folded counts of an org holds this: the fold and the check, never a settlement. */
const LOCK = `hashtextextended('tower:' || $1, 0)`;

const KEY = 'whole, span, at, measure, bin, flow_id, team_id, source';
const ADD = `INSERT INTO tower_counts (org_id, ${KEY}, amount)`;
const UPSERT = `ON CONFLICT ON CONSTRAINT tower_counts_key DO UPDATE SET amount = tower_counts.amount + excluded.amount`;

const FOLD = `
WITH gone AS (
  DELETE FROM tower_deltas WHERE org_id = $1
    AND id IN (SELECT id FROM tower_deltas WHERE org_id = $1 ORDER BY id LIMIT $2) RETURNING *
), added AS (
  ${ADD} SELECT $1, k.* FROM (${kept('gone')}) k WHERE k.amount <> 0 ${UPSERT}
)
SELECT count(*) FROM gone`;

/**
 * Adds up to `limit` deltas of an org to its counts and removes them, in one statement: whoever reads sees each amount
 * once. Does nothing where somebody else is at it. @returns how many
 */
export async function foldDeltas(tx: OrgTransaction, limit: number): Promise<number> {
  const lock = await tx.client.query<{ mine: boolean }>(`SELECT pg_try_advisory_xact_lock(${LOCK}) AS mine`, [
    tx.orgId,
  ]);
  if (!lock.rows[0]!.mine) return 0;
  const { rows } = await tx.client.query<{ count: number }>({
    name: 'tower_fold',
    text: FOLD,
    values: [tx.orgId, limit],
  });
  return rows[0]!.count;
}

const begun = { where: `l.org_id = $1 AND l.status <> 'RECEIVED'`, bounds: '$2::bigint[]' };

/** One snapshot of both sides: a settlement commits its leads and its deltas together, so any difference is drift. */
const REPAIR = `
WITH facts AS (
  SELECT f.*, 1 AS amount FROM (${[
    receivedFacts(begun),
    openFacts(begun),
    clockFacts(begun),
    escalationFacts(begun),
  ].join(' UNION ALL ')}) f
), difference AS (
  SELECT ${KEY}, sum(amount) AS amount FROM (
    SELECT * FROM (${kept('facts')}) truth
    UNION ALL SELECT ${KEY}, -amount FROM tower_counts WHERE org_id = $1
    UNION ALL SELECT ${KEY}, -amount FROM (${kept('(SELECT * FROM tower_deltas WHERE org_id = $1)')}) waiting
  ) sides GROUP BY ${KEY} HAVING sum(amount) <> 0
), repaired AS (
  ${ADD} SELECT $1, ${KEY}, amount FROM difference ${UPSERT}
)
SELECT count(*) AS drifted, (SELECT count(*) FROM tower_checks WHERE org_id = $1) = 0 AS first FROM difference`;

/**
 * Counts an org's leads, clocks and escalations anew and corrects what is kept. It takes time in proportion to them.
 * @returns how many counts were wrong, and whether it is the first time: then they may only never have been made
 */
export async function repairCounts(
  tx: OrgTransaction,
  timeoutMs: number,
): Promise<{ drifted: number; first: boolean }> {
  await tx.client.query(`SELECT set_config('statement_timeout', $1, true)`, [String(timeoutMs)]);
  await tx.client.query(`SELECT pg_advisory_xact_lock(${LOCK})`, [tx.orgId]);
  const { rows } = await tx.client.query<{ drifted: number; first: boolean }>(REPAIR, [tx.orgId, BIN_BOUNDS_MS]);
  return rows[0]!;
}

/** Remembers that an org was looked at. */
export async function noteCheck(tx: OrgTransaction, tookMs: number): Promise<void> {
  await tx.client.query(
    `INSERT INTO tower_checks (org_id, checked_at, took_ms) VALUES ($1, clock_timestamp(), $2)
     ON CONFLICT (org_id) DO UPDATE SET checked_at = excluded.checked_at, took_ms = excluded.took_ms`,
    [tx.orgId, Math.ceil(tookMs)],
  );
}

/** Orgs with deltas to fold. */
export async function orgsToFold(db: Database): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>('SELECT DISTINCT org_id AS id FROM tower_deltas');
  return rows.map(({ id }) => id);
}

/**
 * Orgs whose counts should be checked, the longest unchecked first: none sooner than after `pauseMs`, nor before 300
 * times as long as the last check took has passed, so that large orgs do not keep the database busy.
 */
export async function orgsToCheck(db: Database, pauseMs: number, limit: number): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>(
    `SELECT o.id FROM orgs o LEFT JOIN tower_checks k ON k.org_id = o.id
     WHERE k.checked_at IS NULL
       OR k.checked_at < clock_timestamp() - greatest($1, 300 * k.took_ms) * interval '1 millisecond'
     ORDER BY k.checked_at NULLS FIRST LIMIT $2`,
    [pauseMs, limit],
  );
  return rows.map(({ id }) => id);
}
