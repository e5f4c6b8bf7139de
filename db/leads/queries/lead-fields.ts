import type { LeadSample } from '../../../domain/leads/flow/lead-fields.js';
import type { OrgTransaction } from '../../client.js';

/** Larger attributes are not looked at. */
const LARGEST_BYTES = 16_384;

const LATEST = `
SELECT name, email, phone, source, language, country, tags, consents,
  CASE WHEN pg_column_size(attributes) <= ${LARGEST_BYTES} THEN attributes ELSE '{}'::jsonb END AS attributes
FROM leads WHERE org_id = $1 ORDER BY received_at DESC, id DESC LIMIT $2`;

/** What the org's latest leads are made of. */
export async function latestLeadSamples(tx: OrgTransaction, limit: number): Promise<LeadSample[]> {
  return (await tx.client.query<LeadSample>(LATEST, [tx.orgId, limit])).rows;
}
