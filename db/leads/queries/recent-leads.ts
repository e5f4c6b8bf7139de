import type { LeadFacts } from '../../../domain/leads/flow/facts.js';
import type { OrgTransaction } from '../../client.js';
import { at, ms } from '../../instants.js';

/** A lead as its flow was chosen when it came in: the facts of its settlement, without what became of it since. */
interface RecentLeadRow {
  id: string;
  name: string | null;
  endpointFlowId: string | null;
  facts: Omit<LeadFacts, 'isOpen' | 'status' | 'ownerId' | 'score'>;
}

// What stands here of a lead stands in settlement/lead-state.ts as well: a test compares the two.
const RECENT = `
SELECT l.id, l.name, e.flow_id AS "endpointFlowId", json_build_object(
  'source', l.source, 'endpointId', l.endpoint_id, 'locale', coalesce(e.locale, g.locale), 'email', l.email, 'phone', l.phone,
  'language', l.language, 'country', l.country, 'tags', l.tags, 'attributes', l.attributes, 'consents', l.consents,
  'receivedAtMs', ${ms('l.received_at')}) AS facts
FROM leads l JOIN orgs g ON g.id = l.org_id
LEFT JOIN endpoints e ON e.org_id = l.org_id AND e.id = l.endpoint_id
WHERE l.org_id = $1 AND l.received_at >= ${at('$2::float8')}
  AND ($3::uuid IS NULL OR (l.received_at, l.id) < (SELECT b.received_at, b.id FROM leads b WHERE b.org_id = $1 AND b.id = $3))
ORDER BY l.received_at DESC, l.id DESC LIMIT $4`;

/** The next leads since an instant, the latest first. @param before the last of those that are known already */
export async function recentLeads(
  tx: OrgTransaction,
  sinceMs: number,
  before: string | null,
  limit: number,
): Promise<RecentLeadRow[]> {
  const { rows } = await tx.client.query<RecentLeadRow>({
    name: 'recent_leads',
    text: RECENT,
    values: [tx.orgId, sinceMs, before, limit],
  });
  return rows;
}
