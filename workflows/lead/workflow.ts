import { allHandlersFinished, condition, continueAsNew, log, setHandler, workflowInfo } from '@temporalio/workflow';
import type { SettledView } from '../../activities/lead.js';
import { leadActivities } from './activities.js';
import { Alarm } from './alarm.js';
import { commandRequested, leadView, proofReceived, type LeadWorkflowInput } from './messages.js';
import { publish } from './publish.js';

/**
 * One lead's promise. Qualifies, routes and starts the clocks, then waits for the next due instant, a proof or a
 * person, and settles, until the lead is closed. The rows are the truth: every activity brings the lead up to date from
 * them and returns what to wait for, so a lost signal, a second run or a sweep that was faster change nothing.
 */
export async function leadWorkflow(input: LeadWorkflowInput): Promise<string> {
  let view: SettledView | null = null;
  let bells = 0;
  const ring = (): void => {
    bells += 1;
  };
  setHandler(proofReceived, ring);
  setHandler(commandRequested, ring);
  setHandler(leadView, () => view);

  const at = () => ({ orgId: input.orgId, leadId: input.leadId, nowMs: Date.now() });
  const alarm = new Alarm();

  view = input.begun ? await settle() : await begin();
  publish(view);
  while (view.open) {
    if (workflowInfo().continueAsNewSuggested && bells === 0) {
      await condition(allHandlersFinished);
      await continueAsNew<typeof leadWorkflow>({ ...input, begun: true });
    }
    // The workflow's now is when its task began; without the settlement's every deadline would be late by its duration.
    alarm.set(view.nextDueAtMs, Math.max(Date.now(), view.settledAtMs ?? 0), view.nextText ?? 'next');
    await condition(() => bells > 0 || alarm.rang);
    view = await settle();
    publish(view);
  }
  await condition(allHandlersFinished);
  log.info('lead ended', { status: view.status });
  return view.status;

  async function begin(): Promise<SettledView> {
    const { qualifyLead, routeLead, startClocks } = leadActivities;
    const qualified = await qualifyLead.executeWithOptions({ summary: 'score and qualify' }, [at()]);
    if (!qualified.open) return qualified;
    await routeLead.executeWithOptions({ summary: 'route to the best rep' }, [at()]);
    // What came in until now is settled by this too.
    bells = 0;
    return startClocks.executeWithOptions({ summary: 'start the SLA clocks' }, [at()]);
  }

  async function settle(): Promise<SettledView> {
    const summary = bells > 0 ? 'settle: a proof or a person' : `settle: ${view?.nextText ?? 'resumed'}`;
    bells = 0;
    return leadActivities.settleLead.executeWithOptions({ summary }, [at()]);
  }
}
