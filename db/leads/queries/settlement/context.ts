import type { ActiveFlow } from '../../../../domain/leads/flow/select.js';
import type { OrgTransaction } from '../../../client.js';
import { flowDefinitions } from './lead-state.js';

/** The org's active flows in their published versions. */
export async function activeFlows(tx: OrgTransaction): Promise<ActiveFlow[]> {
  const { rows } = await tx.client.query<{ id: string; key: string; version: number }>({
    name: 'active_flows',
    text: `SELECT id, key, published_version AS version FROM flows
           WHERE org_id = $1 AND active AND published_version IS NOT NULL`,
    values: [tx.orgId],
  });
  const definitionOf = await flowDefinitions(tx, rows);
  return rows.map((row) => ({ ...row, definition: definitionOf(row) }));
}
