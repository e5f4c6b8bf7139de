import { and, asc, eq, isNull } from 'drizzle-orm';
import type { OrgTransaction } from '../../client.js';
import { leadIsOpenByIndex } from '../predicates.js';
import { endpoints } from '../schema/endpoints.js';

/** What a flow's row in the list says of its leads and of what is published. */
export interface FlowStanding {
  /** Of what is published, else of the draft; null: it is no number there. */
  priority: number | null;
  openLeads: number;
  publishedAt: Date | null;
  /** Who published it last: a user's id, or what did. */
  publishedBy: string | null;
}

/** How each of these flows stands, by id. */
export async function flowStandings(tx: OrgTransaction, ids: readonly string[]): Promise<Map<string, FlowStanding>> {
  const { rows } = await tx.client.query<FlowStanding & { id: string }>({
    name: 'flow_standings',
    text: `SELECT f.id, v.published_at AS "publishedAt", v.published_by AS "publishedBy",
        CASE jsonb_typeof(coalesce(v.definition, f.draft) -> 'priority')
          WHEN 'number' THEN (coalesce(v.definition, f.draft) -> 'priority')::float8 END AS priority,
        coalesce(o.open_leads, 0) AS "openLeads"
      FROM flows f
      LEFT JOIN flow_versions v ON v.org_id = f.org_id AND v.flow_id = f.id AND v.version = f.published_version
      LEFT JOIN (SELECT l.flow_id, count(*) AS open_leads FROM leads l
        WHERE l.org_id = $1 AND ${leadIsOpenByIndex('l')} GROUP BY 1) o ON o.flow_id = f.id
      WHERE f.org_id = $1 AND f.id = ANY ($2::uuid[])`,
    values: [tx.orgId, ids],
  });
  return new Map(rows.map(({ id, ...standing }) => [id, standing]));
}

/** The open leads of a flow by the version on which they started, newest first. */
export async function openLeadsByVersion(
  tx: OrgTransaction,
  flowId: string,
): Promise<{ version: number; openLeads: number }[]> {
  const { rows } = await tx.client.query<{ version: number; openLeads: number }>({
    name: 'open_leads_by_version',
    text: `SELECT l.flow_version AS version, count(*) AS "openLeads" FROM leads l
      WHERE l.org_id = $1 AND l.flow_id = $2 AND l.flow_version IS NOT NULL AND ${leadIsOpenByIndex('l')}
      GROUP BY 1 ORDER BY 1 DESC`,
    values: [tx.orgId, flowId],
  });
  return rows;
}

/** How many leads a flow took of those received since then. */
export async function leadsTakenSince(tx: OrgTransaction, flowId: string, since: Date): Promise<number> {
  const { rows } = await tx.client.query<{ taken: number }>({
    name: 'leads_taken_since',
    text: `SELECT count(*) AS taken FROM leads WHERE org_id = $1 AND received_at >= $3 AND flow_id = $2`,
    values: [tx.orgId, flowId, since],
  });
  return rows[0]!.taken;
}

/** The endpoints whose leads come to a flow without being asked about. */
export const endpointsOfFlow = (tx: OrgTransaction, flowId: string): Promise<{ id: string; name: string }[]> =>
  tx
    .select({ id: endpoints.id, name: endpoints.name })
    .from(endpoints)
    .where(and(eq(endpoints.orgId, tx.orgId), eq(endpoints.flowId, flowId), isNull(endpoints.deletedAt)))
    .orderBy(asc(endpoints.name));
