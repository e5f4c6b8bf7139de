import { isDeepStrictEqual } from 'node:util';
import { v7 as uuidv7 } from 'uuid';
import { writeAudit } from '../../../db/platform/queries/audit.js';
import {
  calendarUsers,
  deleteCalendar,
  findCalendar,
  insertCalendar,
  lastCalendarChange,
  listCalendars,
  requestCalendarChange,
  updateCalendar,
  type CalendarChangeRow,
  type CalendarRow,
} from '../../../db/platform/queries/calendars.js';
import { closeHolidaysItem } from '../../../db/platform/queries/holiday-items.js';
import { orgTimeZone } from '../../../db/platform/queries/orgs.js';
import { compileCalendar } from '../../../domain/engine/calendars/calendar.js';
import { daysOfYear, openAt } from '../../../domain/engine/calendars/open-at.js';
import { wallTime } from '../../../domain/engine/calendars/wall-time.js';
import { yearWithoutHolidays } from '../../../domain/platform/calendars/next-holidays.js';
import { iso, isoMs, isoMsOrNull, isoOrNull } from '../../http/contract.js';
import { byId, decodeCursor, toPage } from '../../http/cursor.js';
import { conflict, validation } from '../../http/errors.js';
import { checkIfMatch, etagOf } from '../../http/etag.js';
import { stampOf } from '../../http/stamp.js';
import { hoursOf } from '../changed-hours.js';
import * as contracts from '../contract/calendars.js';
import { route } from '../deps.js';
import type { Product } from '../product.js';

const LIST = 'calendars';

const shownChange = (row: CalendarChangeRow) => ({
  id: row.id,
  revision: row.revision,
  leadsFound: row.leadsFound,
  leadsDone: row.leadsDone,
  clocksMoved: row.clocksMoved,
  createdAt: iso(row.createdAt),
  finishedAt: isoOrNull(row.finishedAt),
});

const shown = (
  { id, name, definition, revision, createdAt }: CalendarRow,
  change: CalendarChangeRow | null = null,
) => ({
  id,
  name,
  ...definition,
  revision,
  createdAt: iso(createdAt),
  lastChange: change && shownChange(change),
});
const answer = (row: CalendarRow, change: CalendarChangeRow | null) => ({
  headers: { ETag: etagOf(row.revision) },
  body: shown(row, change),
});

/** @param product knows where a calendar is used */
export const calendarRoutes = ({ usesOf }: Product['calendars']) => [
  route(contracts.listCalendars, async ({ query, caller, deps }) => {
    const after = decodeCursor(LIST, byId, query.cursor)?.[0] ?? null;
    const rows = await deps.db.readOrg(caller.orgId, (tx) => listCalendars(tx, { limit: query.limit + 1, after }));
    return {
      status: 200,
      body: toPage(
        LIST,
        rows,
        query.limit,
        (row) => shown(row),
        (row) => [row.id],
      ),
    };
  }),

  route(contracts.getCalendar, async ({ params, caller, deps, missing }) => {
    const found = await deps.db.readOrg(caller.orgId, async (tx) => {
      const row = await findCalendar(tx, params.id);
      return row && answer(row, await lastCalendarChange(tx, row.id));
    });
    if (!found) throw missing();
    return { status: 200, ...found };
  }),

  route(contracts.createCalendar, async (context) => {
    const { name, ...definition } = context.body;
    const stamp = stampOf(context);
    const row = await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      const inserted = await insertCalendar(tx, { id: uuidv7(), name, definition, now: stamp.at });
      await writeAudit(tx, {
        ...stamp,
        action: 'calendar.created',
        entity: { type: 'calendar', id: inserted.id },
        after: { name, definition },
      });
      return inserted;
    });
    const { headers, body } = answer(row, null);
    return { status: 201, headers: { ...headers, Location: `/api/calendars/${row.id}` }, body };
  }),

  route(contracts.patchCalendar, async (context) => {
    const { name: newName, applyTo, ...given } = context.body;
    const stamp = stampOf(context);
    const found = await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      const calendar = await findCalendar(tx, context.params.id, true);
      if (!calendar) throw context.missing();
      checkIfMatch(context.headers['if-match'], calendar.revision);
      const last = await lastCalendarChange(tx, calendar.id);
      const name = newName ?? calendar.name;
      const definition = hoursOf(calendar.definition, given);
      const isChanged = !isDeepStrictEqual(definition, calendar.definition);
      const isRunning = applyTo === 'RUNNING';
      if ((isChanged || isRunning) && last?.finishedAt === null)
        throw conflict('An earlier change of these hours is being applied to leads that run', [
          'Wait until that is done: lastChange of the calendar says how far it is.',
        ]);
      if (!isChanged && name === calendar.name && !isRunning) return answer(calendar, last);
      const changed = await updateCalendar(tx, calendar.id, {
        name,
        definition,
        ...(isChanged && { olderHoursUntil: stamp.at }),
      });
      const change = isRunning ? await requestCalendarChange(tx, changed, stamp.actor, stamp.at) : last;
      await writeAudit(tx, {
        ...stamp,
        action: 'calendar.changed',
        entity: { type: 'calendar', id: calendar.id },
        before: { name: calendar.name, definition: calendar.definition },
        after: { name, definition, ...((isChanged || isRunning) && { applyTo }) },
      });
      const timeZone = (await orgTimeZone(tx)) ?? 'UTC';
      if (yearWithoutHolidays(definition, stamp.at.getTime(), timeZone) === null)
        await closeHolidaysItem(tx, calendar.id, 'The calendar has holidays of that year', stamp.at);
      return answer(changed, change);
    });
    return { status: 200, ...found };
  }),

  route(contracts.deleteCalendar, async (context) => {
    const stamp = stampOf(context);
    await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      const calendar = await findCalendar(tx, context.params.id, true);
      if (!calendar) throw context.missing();
      const { id, name, definition } = calendar;
      const users = (await calendarUsers(tx, id)).map(
        (user) => `${user.kind === 'TEAM' ? 'the team “' + user.name + '”' : user.name}`,
      );
      const uses = [...users, ...(await usesOf(tx, id))];
      if (uses.length > 0)
        throw conflict(`This calendar is used by ${inWords(uses)}`, ['Give them another calendar first.']);
      await deleteCalendar(tx, id);
      await closeHolidaysItem(tx, id, 'The calendar was deleted', stamp.at);
      await writeAudit(tx, {
        ...stamp,
        action: 'calendar.deleted',
        entity: { type: 'calendar', id },
        before: { name, definition },
      });
    });
    return { status: 204 };
  }),

  route(contracts.askCalendar, async ({ params, query, caller, deps, missing }) => {
    const row = await deps.db.readOrg(caller.orgId, (tx) => findCalendar(tx, params.id));
    if (!row) throw missing();
    const calendar = compileCalendar(row.definition);
    const wanted =
      query.at === undefined ? { atMs: deps.clock().getTime(), skipped: false } : wallTime(query.at, calendar.zone);
    if (wanted === null) throw validation([{ path: 'at', message: 'There is no such date.' }]);
    const { atMs, closesAtMs, opensAtMs, clocksChange, ...told } = openAt(calendar, row.definition, wanted.atMs);
    return {
      status: 200,
      body: {
        ...told,
        at: isoMs(atMs),
        localTime: new Date(atMs + calendar.zone.offsetAt(atMs)).toISOString().slice(0, 16),
        skipped: wanted.skipped,
        closesAt: isoMsOrNull(closesAtMs),
        opensAt: isoMsOrNull(opensAtMs),
        clocksChange: clocksChange && { at: isoMs(clocksChange.atMs), byMinutes: clocksChange.byMinutes },
      },
    };
  }),

  route(contracts.getCalendarYear, async ({ params, caller, deps, missing }) => {
    const row = await deps.db.readOrg(caller.orgId, (tx) => findCalendar(tx, params.id));
    if (!row) throw missing();
    const days = daysOfYear(compileCalendar(row.definition), row.definition, params.year);
    return { status: 200, body: { year: params.year, days } };
  }),
];

const MOST_WORDS = 5;
/** `a, b and 3 more` */
function inWords(uses: readonly string[]): string {
  const told = uses.slice(0, MOST_WORDS);
  const more = uses.length - told.length;
  const last = more > 0 ? `${more} more` : told.pop()!;
  return told.length === 0 ? last : `${told.join(', ')} and ${last}`;
}
