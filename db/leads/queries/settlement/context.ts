import type { ActiveFlow } from '../../../../domain/leads/flow/select.js';
import type { OrgTransaction } from '../../../client.js';
import { activeFlowsOf, flowDefinitions, type FlowRef } from './lead-state.js';

/** The org's active flows in their published versions. */
export async function activeFlows(tx: OrgTransaction): Promise<ActiveFlow[]> {
  const { rows } = await tx.client.query<FlowRef>({
    name: 'active_flows',
    text: activeFlowsOf('$1'),
    values: [tx.orgId],
  });
  return withDefinitions(tx, rows);
}

/** Flows with the definitions of their versions, which are read once a process. */
export async function withDefinitions(tx: OrgTransaction, flows: FlowRef[]): Promise<ActiveFlow[]> {
  const definitionOf = await flowDefinitions(tx, flows);
  return flows.map((flow) => ({ ...flow, definition: definitionOf(flow) }));
}
