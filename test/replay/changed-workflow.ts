import { condition, setHandler } from '@temporalio/workflow';
import type { LeadView } from '../../domain/leads/view/view.js';
import { leadActivities } from '../../workflows/leads/lead/activities.js';
import {
  commandRequested,
  leadView,
  proofReceived,
  type LeadWorkflowInput,
} from '../../workflows/leads/lead/messages.js';

/**
 * What a careless change of `leadWorkflow` looks like: it routes the lead before it qualifies it. A replay of any
 * history must refuse it.
 */
export async function leadWorkflow(input: LeadWorkflowInput): Promise<string> {
  let view: LeadView | null = null;
  let bells = 0;
  setHandler(proofReceived, () => void (bells += 1));
  setHandler(commandRequested, () => void (bells += 1));
  setHandler(leadView, () => view);
  const at = () => ({ orgId: input.orgId, leadId: input.leadId, nowMs: Date.now() });

  await leadActivities.routeLead(at());
  await leadActivities.qualifyLead(at());
  view = await leadActivities.startClocks(at());
  while (view.open) {
    await condition(() => bells > 0);
    bells = 0;
    view = await leadActivities.settleLead(at());
  }
  return view.status;
}
