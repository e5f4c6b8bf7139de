import type { CommandRequest } from '../../../../domain/leads/lead/state.js';
import type { Database, OrgTransaction } from '../../../client.js';
import { NOW } from '../../../instants.js';
import { leadIsOpenByIndex } from '../../predicates.js';

/** All orgs. @param db as `pinggo_relay` */
export async function allOrgs(db: Database): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>('SELECT id FROM orgs ORDER BY id');
  return rows.map(({ id }) => id);
}

/** The next open leads that have a running clock, in the order of their ids. @param after the last of those before */
export async function leadsWithRunningClocks(
  tx: OrgTransaction,
  after: string | null,
  limit: number,
): Promise<string[]> {
  const { rows } = await tx.client.query<{ id: string }>(
    `SELECT l.id FROM leads l WHERE l.org_id = $1 AND ${leadIsOpenByIndex('l')} AND ($2::uuid IS NULL OR l.id > $2)
       AND EXISTS (SELECT FROM clocks c WHERE c.org_id = l.org_id AND c.lead_id = l.id AND c.status = 'RUNNING')
     ORDER BY l.id LIMIT $3`,
    [tx.orgId, after, limit],
  );
  return rows.map(({ id }) => id);
}

/**
 * Asks for the running clocks of leads to be counted anew, and their workflows to be told. Where it was asked before and
 * is not done yet, it is not asked again. @returns of how many leads it was asked
 */
export async function requestRecount(tx: OrgTransaction, leadIds: string[], reason: string): Promise<number> {
  const request: CommandRequest = { kind: 'RECOUNT', reason };
  const { rowCount } = await tx.client.query(
    `WITH asked AS (
       INSERT INTO commands (org_id, id, lead_id, request, actor_type, actor_id, requested_at)
       SELECT $1, gen_random_uuid(), t.lead_id, $3::jsonb, 'system', NULL, ${NOW} FROM unnest($2::uuid[]) AS t(lead_id)
       WHERE NOT EXISTS (SELECT FROM commands q WHERE q.org_id = $1 AND q.lead_id = t.lead_id AND q.applied_at IS NULL
         AND q.request->>'kind' = 'RECOUNT')
       RETURNING org_id, lead_id, id)
     INSERT INTO outbox (org_id, topic, lead_id, subject_id)
     SELECT org_id, 'COMMAND_REQUESTED', lead_id, id FROM asked`,
    [tx.orgId, leadIds, JSON.stringify(request)],
  );
  return rowCount ?? 0;
}
