import type { OrgTransaction } from '../../client.js';
import { LOAD_OF_P } from './settlement/candidates.js';

/** What somebody has in hand. */
interface Work {
  openLeads: number;
  /** As routing counts it: weights of their leads, and places kept for offers. */
  load: number;
}

const OPEN = "l.owner_id IS NOT NULL AND l.closed_at IS NULL AND l.status IN ('ASSIGNED', 'CONTACTED', 'OFFERED')";

/**
 * What people have in hand, by their ids.
 * @param ids null: of everybody who owns an open lead; their load is then that of their leads alone
 */
export async function workOf(tx: OrgTransaction, ids: readonly string[] | null): Promise<ReadonlyMap<string, Work>> {
  const { rows } = await (ids === null
    ? tx.client.query<Work & { id: string }>({
        name: 'work_of_all',
        text: `SELECT l.owner_id AS id, count(*)::int AS "openLeads", sum(l.capacity_weight)::float8 AS load
          FROM leads l WHERE l.org_id = $1 AND ${OPEN} GROUP BY l.owner_id`,
        values: [tx.orgId],
      })
    : tx.client.query<Work & { id: string }>({
        name: 'work_of',
        text: `SELECT p.id, (${LOAD_OF_P})::float8 AS load,
            (SELECT count(*) FROM leads l WHERE l.org_id = $1 AND l.owner_id = p.id AND ${OPEN})::int AS "openLeads"
          FROM unnest($2::uuid[]) AS p(id)`,
        values: [tx.orgId, ids],
      }));
  return new Map(rows.map(({ id, ...work }) => [id, work]));
}
