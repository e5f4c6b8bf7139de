import type { Database } from '../../client.js';
import type { LeadKey } from './settlement/sweep.js';

export interface LeadOrigin {
  source: string;
  /** Of the request that brought it. */
  traceId: string | null;
  /** Whether somebody has begun it. */
  isBegun: boolean;
}

/** Where leads came from and whether they have begun, in their order; null: there is no such lead. @param db as `pinggo_relay` */
export async function originsOfLeads(db: Database, leads: readonly LeadKey[]): Promise<(LeadOrigin | null)[]> {
  const { rows } = await db.pool.query<LeadOrigin & { place: number }>({
    name: 'origins_of_leads',
    text: `SELECT given.place::int, l.source, l.trace_id AS "traceId", l.status <> 'RECEIVED' AS "isBegun"
           FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS given (org_id, id, place)
           CROSS JOIN LATERAL (SELECT source, trace_id, status FROM leads WHERE org_id = given.org_id AND id = given.id LIMIT 1) l`,
    values: [leads.map(({ orgId }) => orgId), leads.map(({ leadId }) => leadId)],
  });
  const found = new Map(rows.map(({ place, ...origin }) => [place - 1, origin]));
  return leads.map((_, index) => found.get(index) ?? null);
}
