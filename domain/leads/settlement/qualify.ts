import { selectFlow } from '../flow/select.js';
import { score } from '../scoring/score.js';
import type { Draft } from '../lead/draft.js';
import { joinSamePerson } from '../same-person/same-person.js';

/** `RECEIVED → QUALIFIED | UNQUALIFIED`: pins the lead to its flow's version and scores it; `CLOSED` as a duplicate. */
export function qualify(draft: Draft): void {
  const { lead, context } = draft;
  const flow = selectFlow(draft.facts, lead.endpointFlowId, context.activeFlows);
  if (flow === null) {
    const summary =
      lead.endpointFlowId === null
        ? 'No active flow matches this lead. Activate one whose match holds, or assign the lead by hand.'
        : 'The flow of its endpoint is not published and active. Publish and activate it, or assign the lead by hand.';
    draft.setLead({ status: 'UNROUTED', unroutedBecause: summary });
    draft.tell('lead.unrouted', { status: 'UNROUTED', text: summary });
    draft.askPerson({
      kind: 'NO_FLOW',
      summary,
      details: { source: lead.source, endpointFlowId: lead.endpointFlowId, flowId: lead.endpointFlowId },
      cause: `no-flow:${lead.id}`,
    });
    draft.notify({
      kind: 'UNROUTED',
      userId: null,
      channels: ['in_app', 'email'],
      subject: `No flow for ${draft.leadName}`,
      text: summary,
      dedupeKey: `no-flow:${lead.id}`,
    });
    return;
  }
  // Whoever reopens a lead that was attached to another says that it is one of its own.
  if (lead.reopenedAtMs === null && joinSamePerson(draft, flow)) return;
  const result = score(flow.definition.scoring, draft.facts);
  const status = result.qualified ? 'QUALIFIED' : 'UNQUALIFIED';
  draft.setLead({ flow, score: result, status });
  draft.tell('lead.scored', { ...result, flowId: flow.id, flowVersion: flow.version });
  draft.tell(result.qualified ? 'lead.qualified' : 'lead.unqualified', { status });
}
