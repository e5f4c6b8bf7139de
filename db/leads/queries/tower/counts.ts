import type { Database, OrgTransaction } from '../../../client.js';
import { changesIn, kept, KEPT_KEY } from './facts.js';

/** Whoever changes the folded counts of an org holds this: the fold and the check, never a settlement. */
export const LOCK = `hashtextextended('tower:' || $1, 0)`;

const FOLD = `
WITH gone AS (
  DELETE FROM tower_deltas WHERE org_id = $1
    AND id IN (SELECT id FROM tower_deltas WHERE org_id = $1 ORDER BY id LIMIT $2) RETURNING *
), added AS (
  INSERT INTO tower_counts (org_id, ${KEPT_KEY}, amounts)
  SELECT $1, k.* FROM (${kept(`(${changesIn('gone')}) c`)}) k
  ON CONFLICT ON CONSTRAINT tower_counts_key DO UPDATE SET amounts = add_amounts(tower_counts.amounts, excluded.amounts)
)
SELECT count(*) FROM gone`;

/**
 * Adds up to `limit` deltas of an org to its counts and removes them, in one statement: whoever reads sees each amount
 * once. Does nothing where somebody else is at it. @returns how many
 */
export async function foldDeltas(tx: OrgTransaction, limit: number): Promise<number> {
  const lock = await tx.client.query<{ mine: boolean }>({
    name: 'tower_lock',
    text: `SELECT pg_try_advisory_xact_lock(${LOCK}) AS mine`,
    values: [tx.orgId],
  });
  if (!lock.rows[0]!.mine) return 0;
  const { rows } = await tx.client.query<{ count: number }>({
    name: 'tower_fold',
    text: FOLD,
    values: [tx.orgId, limit],
  });
  return rows[0]!.count;
}

/** Orgs with deltas to fold. */
export async function orgsToFold(db: Database): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>({
    name: 'tower_orgs_to_fold',
    text: 'SELECT DISTINCT org_id AS id FROM tower_deltas',
  });
  return rows.map(({ id }) => id);
}
