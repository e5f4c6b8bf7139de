import type { Database } from '../../client.js';

/** Where a lead came from; null: there is no such lead. @param db as `pinggo_relay` */
export async function sourceOfLead(db: Database, orgId: string, leadId: string): Promise<string | null> {
  const { rows } = await db.pool.query<{ source: string }>({
    name: 'source_of_lead',
    text: 'SELECT source FROM leads WHERE org_id = $1 AND id = $2',
    values: [orgId, leadId],
  });
  return rows[0]?.source ?? null;
}
