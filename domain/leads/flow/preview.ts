import { score, type Score } from '../scoring/score.js';
import type { LeadFacts } from './facts.js';
import { selectFlow, type ActiveFlow } from './select.js';
import { conditionWords, whyNot, type Names } from './words.js';

/** One active flow, and whether a lead would be its. */
export interface FlowCandidate {
  flowId: string;
  key: string;
  priority: number;
  matches: boolean;
  /** Why, in words. */
  text: string;
}

export interface FlowPreview {
  /** Null: no flow would take the lead, a person must. */
  flow: ActiveFlow | null;
  /** The active flows in the order in which they are asked. */
  candidates: FlowCandidate[];
  /** By the flow's scoring; null without a flow. */
  score: Score | null;
}

/**
 * Which flow a lead would take, and why; chosen by the same function as for real leads.
 * @param endpointFlowId the flow that its endpoint names
 */
export function previewFlow(
  facts: LeadFacts,
  endpointFlowId: string | null,
  active: readonly ActiveFlow[],
  names: Names,
): FlowPreview {
  const flow = selectFlow(facts, endpointFlowId, [...active]);
  const inOrder = [...active].sort((a, b) => b.definition.priority - a.definition.priority || (a.key < b.key ? -1 : 1));
  return {
    flow,
    candidates: inOrder.map((one) => {
      const failed = whyNot(one.definition.match, facts, names);
      return {
        flowId: one.id,
        key: one.key,
        priority: one.definition.priority,
        matches: failed === null,
        text: textOf(one, failed, flow, endpointFlowId, names),
      };
    }),
    score: flow && score(flow.definition.scoring, facts),
  };
}

function textOf(
  one: ActiveFlow,
  failed: string | null,
  chosen: ActiveFlow | null,
  endpointFlowId: string | null,
  names: Names,
): string {
  if (endpointFlowId !== null) {
    return one.id === endpointFlowId
      ? 'Takes the lead: its endpoint names this flow.'
      : 'Is not asked: the endpoint of the lead names another flow.';
  }
  if (failed !== null) return `Does not match: ${failed}.`;
  const words = conditionWords(one.definition.match, names);
  return one.id === chosen?.id
    ? `Takes the lead: ${words}.`
    : `Matches (${words}), but “${chosen?.key}” comes first by its priority.`;
}
