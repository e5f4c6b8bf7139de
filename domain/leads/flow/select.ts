import { holds } from '../../engine/conditions/condition.js';
import type { LeadFacts } from './facts.js';
import type { FlowDefinition } from './definition.js';

export interface ActiveFlow {
  id: string;
  key: string;
  version: number;
  definition: FlowDefinition;
}

/**
 * The flow of a lead: its endpoint's, if that names one, else the active flow of highest priority whose match holds
 * (equal priorities: the smaller key, so that the answer never depends on the order of rows).
 * @returns null when there is none; a person must then decide.
 */
export function selectFlow(facts: LeadFacts, endpointFlowId: string | null, active: ActiveFlow[]): ActiveFlow | null {
  if (endpointFlowId !== null) return active.find((flow) => flow.id === endpointFlowId) ?? null;
  const matching = active.filter((flow) => holds(flow.definition.match, facts));
  matching.sort((a, b) => b.definition.priority - a.definition.priority || (a.key < b.key ? -1 : 1));
  return matching[0] ?? null;
}
