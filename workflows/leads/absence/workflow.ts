import {
  allHandlersFinished,
  condition,
  continueAsNew,
  log,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { AbsenceActivities, AbsenceView } from '../../../activities/leads/absence.js';
import { Alarm } from '../../alarm.js';
import { batchSummary, detailsOf, timerSummary } from './details.js';
import { absenceChanged, absenceProgress, type AbsenceWorkflowInput } from './messages.js';

/** Bulk work that people watch: regular activities, each batch an event with its summary, tried until it succeeds. */
const { replanBatch } = proxyActivities<AbsenceActivities>({
  startToCloseTimeout: '2m',
  heartbeatTimeout: '30s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});

/**
 * One person's absence: waits for its beginning, then plans their open leads anew, batch after batch. The rows are the
 * truth: each batch looks at the absence first, so one that was cancelled, or ended early, moves nothing more. Nothing
 * moves back when the absence ends.
 */
export async function absenceWorkflow(input: AbsenceWorkflowInput): Promise<AbsenceView> {
  let view: AbsenceView | null = null;
  let bells = 0;
  setHandler(absenceChanged, () => {
    bells += 1;
  });
  setHandler(absenceProgress, () => view);

  const alarm = new Alarm();
  for (;;) {
    bells = 0;
    const summary = batchSummary(view);
    view = await replanBatch.executeWithOptions({ summary }, [{ ...input, nowMs: Date.now() }]);
    setCurrentDetails(detailsOf(view));
    if (view.state === 'PLANNED') {
      alarm.set(view.fromAtMs, Math.max(Date.now(), view.atMs), timerSummary(view));
      await condition(() => bells > 0 || alarm.rang);
    } else if (view.state !== 'REPLANNING') {
      await condition(allHandlersFinished);
      log.info('absence handled', { state: view.state, found: view.found, done: view.done });
      return view;
    }
    if (workflowInfo().continueAsNewSuggested && bells === 0) {
      await condition(allHandlersFinished);
      await continueAsNew<typeof absenceWorkflow>(input);
    }
  }
}
