import type { OrgTransaction } from '../../../db/client.js';
import { exampleOwner } from '../../../db/leads/queries/flow-examples.js';
import { findFlow } from '../../../db/leads/queries/flows.js';
import { calendarDefinitions, calendarNames } from '../../../db/platform/queries/calendars.js';
import { readerTimeZone } from '../../../db/platform/queries/orgs.js';
import { peopleRows } from '../../../db/platform/queries/people.js';
import { compileCalendar, type Calendar } from '../../../domain/engine/calendars/calendar.js';
import type { Interval } from '../../../domain/engine/calendars/types.js';
import { DAY_MS, zoneOf } from '../../../domain/engine/calendars/zone.js';
import { clockChangesIn, daysFrom, hoursIn } from '../../../domain/leads/clocks/outlook-days.js';
import { outlookOf, type ClockOutlook, type OutlookProblem } from '../../../domain/leads/clocks/outlook.js';
import { peopleAt } from '../../../domain/leads/lead/people.js';
import { readerOf } from '../../http/access.js';
import { isoMs, isoMsOrNull } from '../../http/contract.js';
import * as contracts from '../contract/flow-outlook.js';
import { route } from '../deps.js';
import { draftedFlow } from '../drafted-clocks.js';

const WEEK = 7;

export const flowOutlookRoutes = [
  route(contracts.flowOutlook, async ({ params, body, caller, deps, missing }) => {
    const receivedAtMs = body.startsAt === undefined ? deps.clock().getTime() : Date.parse(body.startsAt);
    const answer = await deps.db.readOrg(caller.orgId, async (tx) => {
      const flow = await findFlow(tx, params.id);
      if (!flow) throw missing();
      const { clocks, calendarId, teamIds, unread } = draftedFlow(body.draft ?? { ...flow.draft });
      const example = await exampleOwner(tx, teamIds);
      const timeZone = (await readerTimeZone(tx, readerOf(caller)))!;
      const { calendars, names } = await namedCalendars(tx);
      const outlooks = outlookOf({
        clocks,
        calendarId,
        lead: {
          teamId: example?.teamId ?? null,
          ownerId: example?.ownerId ?? null,
          timeZone,
          country: null,
          attributes: {},
        },
        context: { calendars, people: peopleAt(await peopleRows(tx, receivedAtMs), calendars, receivedAtMs) },
        receivedAtMs,
        only: body.clock === undefined ? undefined : [body.clock],
        withTargets: body.clock !== undefined,
      });
      const zone = zoneOf(timeZone);
      const [alone] = body.clock === undefined ? [] : outlooks;
      const fromMs = alone?.startsAtMs ?? receivedAtMs;
      const isLong = (alone?.targets[0]?.deadlineAtMs ?? fromMs) >= fromMs + WEEK * DAY_MS;
      const days = daysFrom(zone, fromMs, isLong ? 2 * WEEK : WEEK);
      const all = { fromMs: days[0]!.fromMs, toMs: days.at(-1)!.toMs };
      return {
        startsAt: isoMs(receivedAtMs),
        timeZone,
        example,
        clocks: outlooks.map((one) => clockOf(one, names, unread.get(one.index) ?? [])),
        days: days.map(({ date, ...span }) => ({ date, ...spanOf(span) })),
        clocksChange: clockChangesIn(zone, all).map(({ atMs, byMinutes }) => ({ at: isoMs(atMs), byMinutes })),
        weeks: weeksOf(outlooks, { id: calendarId, hours: calendars.get(calendarId ?? '') }, names, timeZone, all),
        problems: unread.get(-1) ?? [],
      };
    });
    return { status: 200, body: answer };
  }),
];

type Names = ReadonlyMap<string, string>;

async function namedCalendars(tx: OrgTransaction): Promise<{ calendars: Map<string, Calendar>; names: Names }> {
  const definitions = await calendarDefinitions(tx);
  const names = await calendarNames(tx);
  return {
    calendars: new Map(definitions.map(({ id, definition }) => [id, compileCalendar(definition)])),
    names: new Map(names.map(({ id, name }) => [id, name])),
  };
}

const spanOf = ({ fromMs, toMs }: Interval) => ({ from: isoMs(fromMs), to: isoMs(toMs) });

function clockOf(outlook: ClockOutlook, names: Names, unread: readonly OutlookProblem[]) {
  const { index, startsAtMs, after, calendar, targets, problems } = outlook;
  return {
    index,
    startsAt: isoMs(startsAtMs),
    after,
    calendar: calendar && {
      id: calendar.id,
      name: names.get(calendar.id) ?? calendar.id,
      timeZone: calendar.hours.timeZone,
      of: calendar.of,
    },
    targets: targets.map(({ targetIndex, atRiskAtMs, deadlineAtMs, receiptText, steps }) => ({
      index: targetIndex,
      atRiskAt: isoMsOrNull(atRiskAtMs),
      deadlineAt: isoMs(deadlineAtMs),
      receiptText,
      steps: steps.map(({ index, key, dueAtMs, plainAtMs, repeatsAtMs }) => ({
        index,
        key,
        dueAt: isoMs(dueAtMs),
        plainDueAt: isoMs(plainAtMs),
        repeatsAt: repeatsAtMs.map(isoMs),
      })),
    })),
    problems: [...unread, ...problems],
  };
}

/** The flow's own calendar, where it has one. */
interface OwnHours {
  id: string | undefined;
  hours: Calendar | undefined;
}

/** The hours of each calendar in which one of them counts; beside elapsed time stand the flow's own, to compare. */
function weeksOf(outlooks: readonly ClockOutlook[], own: OwnHours, names: Names, timeZone: string, span: Interval) {
  const found = new Map<string, ReturnType<typeof weekOf>>();
  for (const { calendar, targets } of outlooks) {
    if (targets.length === 0) continue;
    const key = calendar === null ? '' : `${calendar.id} ${calendar.hours.timeZone}`;
    if (!found.has(key)) found.set(key, weekOf(calendar, own, names, timeZone, span));
  }
  return [...found.values()];
}

function weekOf(calendar: ClockOutlook['calendar'], own: OwnHours, names: Names, timeZone: string, span: Interval) {
  const hours = calendar?.hours ?? own.hours ?? null;
  const { open, closed } = hoursIn(hours, span);
  return {
    calendarId: calendar?.id ?? null,
    name: names.get(calendar?.id ?? own.id ?? '') ?? null,
    timeZone: hours?.timeZone ?? timeZone,
    open: open.map(spanOf),
    closed: closed.map(({ why, ...each }) => ({ why, ...spanOf(each) })),
  };
}
