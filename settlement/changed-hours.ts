import {
  nextToRecount,
  noOlderHours,
  readCalendarChange,
  recordChange,
  requestChangedHours,
  type ChangeProgress,
} from '../db/leads/queries/settlement/recount.js';
import { writeAudit } from '../db/platform/queries/audit.js';
import { inMarkdown } from '../domain/platform/text/markdown.js';
import type { SettleDeps } from './settle.js';
import { refuseSuspended } from './suspended.js';
import { settleBatch } from './settle-batch.js';

/** Which change, and the workflow's now (epoch milliseconds). */
export interface CalendarChangeRef {
  orgId: string;
  changeId: string;
  nowMs: number;
}

/** How far the work for one change is. */
export interface CalendarChangeView extends ChangeProgress {
  /** The calendar's name, as Markdown. */
  told: string;
}

/** A change without a row, e.g. made after the backup that Postgres was restored from. */
export class CalendarChangeGone extends Error {
  override name = 'CalendarChangeGone';
  constructor(changeId: string) {
    super(`calendar change ${changeId} has no row`);
  }
}

const BATCH = 100;

/**
 * Has the next leads that count in a changed calendar counted anew. It works from the rows: whoever comes next goes on where
 * the one before stopped.
 * @param beat called as long as it goes on
 * @throws CalendarChangeGone where there is no such change
 */
export async function recountBatch(
  deps: SettleDeps,
  { orgId, changeId, nowMs }: CalendarChangeRef,
  beat: () => void = () => undefined,
): Promise<CalendarChangeView> {
  const { db, log } = deps;
  const atMs = Math.max(nowMs, deps.clock());
  const { change, leadIds } = await db.inOrg(orgId, async (tx) => {
    await refuseSuspended(tx);
    const change = await readCalendarChange(tx, changeId);
    if (!change) throw new CalendarChangeGone(changeId);
    const leadIds = await nextToRecount(tx, change, BATCH);
    const reason = `the hours of “${change.calendarName}” were changed`;
    if (leadIds.length > 0) await requestChangedHours(tx, change, leadIds, reason, atMs);
    return { change, leadIds };
  });
  beat();
  await settleBatch(deps, orgId, leadIds, atMs, beat);
  const progress = await db.inOrg(orgId, async (tx) => {
    const before = await readCalendarChange(tx, changeId);
    const counted = await recordChange(tx, change, leadIds.length, new Date(atMs));
    if (counted.left === 0 && before?.finished === false) {
      await noOlderHours(tx, change);
      await writeAudit(tx, {
        at: new Date(atMs),
        actor: change.actor,
        traceId: null,
        action: 'calendar.applied',
        entity: { type: 'calendar', id: change.calendarId },
        after: { name: change.calendarName, changeId, leads: counted.found, moved: counted.moved },
      });
    }
    return counted;
  });
  log.info({ job: 'calendar-change', orgId, changeId, ...progress }, 'leads counted anew');
  return { ...progress, told: inMarkdown(change.calendarName) };
}
