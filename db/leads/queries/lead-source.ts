import type { Database } from '../../client.js';

export interface LeadOrigin {
  source: string;
  /** Of the request that brought it. */
  traceId: string | null;
}

/** Where a lead came from; null: there is no such lead. @param db as `pinggo_relay` */
export async function originOfLead(db: Database, orgId: string, leadId: string): Promise<LeadOrigin | null> {
  const { rows } = await db.pool.query<LeadOrigin>({
    name: 'origin_of_lead',
    text: 'SELECT source, trace_id AS "traceId" FROM leads WHERE org_id = $1 AND id = $2',
    values: [orgId, leadId],
  });
  return rows[0] ?? null;
}
