import type { ActiveFlow } from '../../domain/flow/select.js';
import type { CalendarDefinition } from '../../domain/sla/types.js';
import type { OrgTransaction } from '../client.js';
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

export async function calendarDefinitions(
  tx: OrgTransaction,
): Promise<{ id: string; definition: CalendarDefinition }[]> {
  const { rows } = await tx.client.query<{ id: string; definition: CalendarDefinition }>({
    name: 'calendar_definitions',
    text: 'SELECT id, definition FROM calendars WHERE org_id = $1',
    values: [tx.orgId],
  });
  return rows;
}

export async function userNames(tx: OrgTransaction, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await tx.client.query<{ id: string; name: string }>({
    name: 'user_names',
    text: 'SELECT id, name FROM users WHERE org_id = $1 AND id = ANY($2::uuid[])',
    values: [tx.orgId, ids],
  });
  return new Map(rows.map(({ id, name }) => [id, name]));
}
