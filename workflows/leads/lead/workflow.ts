import {
  allHandlersFinished,
  condition,
  continueAsNew,
  log,
  patched,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { isNewer, type SettledView } from '../../../domain/leads/view/settled-view.js';
import { cannotBeSettled, leadActivities } from './activities.js';
import { Alarm } from '../../alarm.js';
import {
  answerOffer,
  commandRequested,
  decideApproval,
  leadView,
  proofReceived,
  type LeadWorkflowInput,
} from './messages.js';
import { publish } from './publish.js';
import { standingStill } from './standing-still.js';

/**
 * One lead's promise. Begins the lead, then waits for the next due instant, a proof or a person, and has it settled, until
 * the lead is closed. The rows are the truth: every activity brings the lead up to date from them and returns what to wait
 * for, so a lost signal, a second run or a sweep that was faster change nothing. What was decided outside, in a backlog or
 * when a proof was carried over, comes with the start or the signal: then there is only the timer to set.
 */
export async function leadWorkflow(input: LeadWorkflowInput): Promise<string> {
  // In the first task of a run: later a replay may hear of it too late (ADR 0044). It covers all of ADR 0064.
  const isTold = patched('told-what-was-decided');
  let view: SettledView | null = null;
  /** What the last settlement that was done left, and how many have failed since. */
  let last: SettledView | null = null;
  let failed = 0;
  let bells = 0;
  /** What signals brought and is not shown yet: the latest of it. */
  let decided: SettledView | null = null;
  const ring = (_id: string, brought?: SettledView): void => {
    // Whoever sends a signal by hand sends anything.
    if (!isTold || brought?.leadId !== input.leadId) bells += 1;
    else if (isNewer(brought, decided)) decided = brought;
  };
  /** Settlements that apply what came in: how many were begun, the last of them that is done, and whether none follows. */
  const settlements = { begun: 0, done: 0, over: false };
  setHandler(proofReceived, ring);
  setHandler(commandRequested, ring);
  for (const update of [answerOffer, decideApproval]) {
    setHandler(
      update,
      async () => {
        bells += 1;
        // One that is under way may have read the rows before this answer was there.
        const { begun } = settlements;
        await condition(() => settlements.done > begun || settlements.over);
      },
      {
        validator: (commandId: unknown) => {
          if (typeof commandId !== 'string' || commandId === '') throw new Error('name the command');
        },
      },
    );
  }
  setHandler(leadView, () => view);

  const at = () => ({ orgId: input.orgId, leadId: input.leadId, nowMs: Date.now() });
  const alarm = new Alarm();

  view = await first();
  publish(view, { atItsEnd: !isTold });
  while (view.open) {
    if (workflowInfo().continueAsNewSuggested && bells === 0 && decided === null) {
      // A handler that rings meanwhile waits for a settlement: only this run's can answer it.
      await condition(() => bells > 0 || decided !== null || allHandlersFinished());
      if (bells === 0 && decided === null)
        await continueAsNew<typeof leadWorkflow>({ orgId: input.orgId, leadId: input.leadId, begun: true });
    }
    // The workflow's now is when its task began; without the settlement's every deadline would be late by its duration.
    alarm.set(view.nextDueAtMs, Math.max(Date.now(), view.settledAtMs ?? 0), view.nextText ?? 'next');
    await condition(() => bells > 0 || decided !== null || alarm.rang);
    // What was told and what rings or is due at once: the settlement knows of both.
    view = bells > 0 || alarm.rang ? await settle() : told(view);
    publish(view, { atItsEnd: !isTold });
  }
  settlements.over = true;
  await condition(allHandlersFinished);
  log.info('lead ended', { status: view.status });
  return view.status;

  async function first(): Promise<SettledView> {
    if (input.begun) return settle();
    if (!isTold) return beginInSteps();
    if (input.decided) ring('', input.decided);
    if (decided !== null) return told(decided);
    bells = 0;
    return orStandingStill(() => counted(() => leadActivities.beginLead(at(), 'score, route, start the clocks')));
  }

  /** As leads began before they began at once. */
  async function beginInSteps(): Promise<SettledView> {
    return orStandingStill(async () => {
      const { qualifyLead, routeLead, startClocks } = leadActivities;
      const qualified = await qualifyLead(at(), 'score and qualify');
      if (!qualified.open) return qualified;
      await routeLead(at(), 'route to the best rep');
      // What came in until now is settled by this too.
      bells = 0;
      return counted(() => startClocks(at(), 'start the SLA clocks'));
    });
  }

  async function settle(): Promise<SettledView> {
    const summary = bells > 0 ? 'settle: a proof or a person' : `settle: ${view?.nextText ?? 'resumed'}`;
    bells = 0;
    return orStandingStill(() => counted(() => leadActivities.settleLead(at(), summary)));
  }

  /** What was decided outside, unless a settlement of our own came after it. */
  function told(shown: SettledView): SettledView {
    const brought = decided;
    decided = null;
    if (brought === null || !isNewer(brought, last)) return shown;
    failed = 0;
    return (last = brought);
  }

  /** A lead that cannot be settled does not end: it is tried again at the next bell, and ever more seldom without one. */
  async function orStandingStill(settlement: () => Promise<SettledView>): Promise<SettledView> {
    try {
      last = await settlement();
      failed = 0;
      return last;
    } catch (error) {
      if (!cannotBeSettled(error)) throw error;
      failed += 1;
      return standingStill(input.leadId, last, failed, Date.now());
    }
  }

  async function counted(settlement: () => Promise<SettledView>): Promise<SettledView> {
    const number = (settlements.begun += 1);
    try {
      return await settlement();
    } finally {
      // Also where it failed: whoever waits for it reads in the rows what became of their answer.
      settlements.done = number;
    }
  }
}
