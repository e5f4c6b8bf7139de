import { Context } from '@temporalio/activity';
import {
  CalendarChangeGone,
  recountBatch,
  type CalendarChangeRef,
  type CalendarChangeView,
} from '../../settlement/changed-hours.js';
import type { SettleDeps } from '../../settlement/settle.js';
import { failingForGood } from '../for-good.js';

export type { CalendarChangeView };

export interface CalendarChangeActivities {
  /** Has the next leads that count in a changed calendar counted anew. */
  recountBatch: (ref: CalendarChangeRef) => Promise<CalendarChangeView>;
}

/** The activity of changed hours, tried again as that of absences is. */
export const calendarChangeActivities = (deps: SettleDeps): CalendarChangeActivities => ({
  recountBatch: (ref) =>
    failingForGood([CalendarChangeGone], () => recountBatch(deps, ref, () => Context.current().heartbeat())),
});
