import type { Database } from '../../../client.js';
import { orgGoesOn } from '../../predicates.js';

/** An org whose leads wait to be decided: to be begun, or for a proof or command to be applied. */
export interface WaitingOrg {
  orgId: string;
  /** How many wait, counted up to a limit of each kind. */
  waiting: number;
  /** Since when the first of them does (epoch milliseconds). */
  sinceMs: number;
}

/** What waits, by the partial index over it: org, instant. Each holds only what waits, and is empty in the calm. */
const KINDS = [
  { from: 'leads', where: "status = 'RECEIVED'", at: 'received_at', leadId: 'id' },
  { from: 'proofs', where: 'applied_at IS NULL', at: 'received_at', leadId: 'lead_id' },
  { from: 'commands', where: 'applied_at IS NULL', at: 'requested_at', leadId: 'lead_id' },
];

/** From one org that waits to the next is one step in the index; the laterals with a limit keep it so, whatever the planner believes. */
const WAITING = KINDS.map(
  ({ from, where, at }) => `
  SELECT org_id, n, since FROM (
    WITH RECURSIVE o AS (
      (SELECT org_id FROM ${from} WHERE ${where} ORDER BY org_id, ${at} LIMIT 1)
      UNION ALL
      SELECT further.org_id FROM o CROSS JOIN LATERAL (
        SELECT org_id FROM ${from} WHERE ${where} AND org_id > o.org_id ORDER BY org_id, ${at} LIMIT 1) further)
    SELECT o.org_id, counted.n, counted.since FROM o CROSS JOIN LATERAL (
      SELECT count(*) AS n, min(at) AS since FROM (SELECT ${at} AS at FROM ${from} t WHERE ${where} AND t.org_id = o.org_id ORDER BY org_id, ${at} LIMIT $1) few) counted) ${from}`,
).join(' UNION ALL ');

/** The orgs whose leads wait to be decided. @param most of one kind and org that are counted */
export async function waitingLeads(db: Database, most: number): Promise<WaitingOrg[]> {
  const { rows } = await db.pool.query<WaitingOrg>({
    name: 'waiting_leads',
    text: `SELECT org_id AS "orgId", sum(n)::int AS waiting, (extract(epoch FROM min(since)) * 1000)::float8 AS "sinceMs"
           FROM (${WAITING}) kinds WHERE ${orgGoesOn('kinds.org_id')} GROUP BY org_id`,
    values: [most],
  });
  return rows;
}

const WAITING_IN = KINDS.map(
  ({ from, where, at, leadId }) =>
    `(SELECT ${leadId} AS lead_id, ${at} AS at FROM ${from} WHERE ${where} AND org_id = $1 ORDER BY org_id, ${at} LIMIT $2)`,
).join(' UNION ALL ');

/** Leads of an org that wait to be decided, the longest waiting first. */
export async function waitingIn(db: Database, orgId: string, most: number): Promise<string[]> {
  const { rows } = await db.pool.query<{ leadId: string }>({
    name: 'waiting_in',
    text: `SELECT lead_id AS "leadId" FROM (${WAITING_IN}) waiting GROUP BY lead_id ORDER BY min(at) LIMIT $2`,
    values: [orgId, most],
  });
  return rows.map(({ leadId }) => leadId);
}
