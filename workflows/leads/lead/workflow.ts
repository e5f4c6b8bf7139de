import { allHandlersFinished, condition, continueAsNew, log, setHandler, workflowInfo } from '@temporalio/workflow';
import type { SettledView } from '../../../activities/leads/lead.js';
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
 * One lead's promise. Qualifies, routes and starts the clocks, then waits for the next due instant, a proof or a
 * person, and settles, until the lead is closed. The rows are the truth: every activity brings the lead up to date from
 * them and returns what to wait for, so a lost signal, a second run or a sweep that was faster change nothing.
 */
export async function leadWorkflow(input: LeadWorkflowInput): Promise<string> {
  let view: SettledView | null = null;
  /** What the last settlement that was done left, and how many have failed since. */
  let last: SettledView | null = null;
  let failed = 0;
  let bells = 0;
  const ring = (): void => {
    bells += 1;
  };
  /** Settlements that apply what came in: how many were begun, the last of them that is done, and whether none follows. */
  const settlements = { begun: 0, done: 0, over: false };
  setHandler(proofReceived, ring);
  setHandler(commandRequested, ring);
  for (const update of [answerOffer, decideApproval]) {
    setHandler(
      update,
      async () => {
        ring();
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

  view = input.begun ? await settle() : await begin();
  publish(view);
  while (view.open) {
    if (workflowInfo().continueAsNewSuggested && bells === 0) {
      // A handler that rings meanwhile waits for a settlement: only this run's can answer it.
      await condition(() => bells > 0 || allHandlersFinished());
      if (bells === 0) await continueAsNew<typeof leadWorkflow>({ ...input, begun: true });
    }
    // The workflow's now is when its task began; without the settlement's every deadline would be late by its duration.
    alarm.set(view.nextDueAtMs, Math.max(Date.now(), view.settledAtMs ?? 0), view.nextText ?? 'next');
    await condition(() => bells > 0 || alarm.rang);
    view = await settle();
    publish(view);
  }
  settlements.over = true;
  await condition(allHandlersFinished);
  log.info('lead ended', { status: view.status });
  return view.status;

  async function begin(): Promise<SettledView> {
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
