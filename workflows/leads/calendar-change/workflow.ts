import {
  allHandlersFinished,
  condition,
  continueAsNew,
  log,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { CalendarChangeActivities, CalendarChangeView } from '../../../activities/leads/calendar-change.js';
import { calendarChangeProgress, type CalendarChangeWorkflowInput } from './messages.js';

/** Bulk work that people watch: regular activities, each batch an event with its summary, tried until it succeeds. */
const { recountBatch } = proxyActivities<CalendarChangeActivities>({
  startToCloseTimeout: '2m',
  heartbeatTimeout: '30s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});

/** A settlement that began before the hours were changed has ended by then, whatever it counted by. */
const LAST_LOOK = '30s';

/**
 * Changed hours of a calendar: has the leads that run counted anew, batch after batch. The rows are the truth, so whoever
 * begins again goes on where it stopped. When all are done it looks once more, for those that counted by the hours before
 * while the change was made.
 */
export async function calendarChangeWorkflow(input: CalendarChangeWorkflowInput): Promise<CalendarChangeView> {
  let view: CalendarChangeView | null = null;
  setHandler(calendarChangeProgress, () => view);

  for (let looks = 0; ;) {
    const summary =
      view === null ? 'look at the changed hours' : `count the next leads anew: ${view.done} of ${view.found} done`;
    view = await recountBatch.executeWithOptions({ summary }, [{ ...input, nowMs: Date.now() }]);
    setCurrentDetails(detailsOf(view));
    if (view.left === 0) {
      looks += 1;
      if (looks === 2) {
        await condition(allHandlersFinished);
        log.info('changed hours applied', { found: view.found, moved: view.moved });
        return view;
      }
      await sleep(LAST_LOOK);
    }
    if (workflowInfo().continueAsNewSuggested) {
      await condition(allHandlersFinished);
      await continueAsNew<typeof calendarChangeWorkflow>(input);
    }
  }
}

/** The change as its workflow shows it: Markdown. */
const detailsOf = ({ told, found, done, moved, left }: CalendarChangeView): string =>
  [
    `**Changed hours** of ${told}`,
    `| Leads | Counted anew | Left | Deadlines moved |\n| --- | --- | --- | --- |\n| ${found} | ${done} | ${left} | ${moved} |`,
  ].join('\n\n');
