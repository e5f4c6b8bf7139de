import type { z } from 'zod';
import type { OrgTransaction } from '../../../db/client.js';
import { teamMembers } from '../../../db/platform/queries/coverage.js';
import { calendarDefinitions } from '../../../db/platform/queries/calendars.js';
import type { TeamRow } from '../../../db/platform/queries/teams.js';
import { compileCalendar } from '../../../domain/engine/calendars/calendar.js';
import { coverage, endOfDays, openHours, type CoverageDay } from '../../../domain/platform/absence/coverage.js';
import { isoMs } from '../../http/contract.js';
import type { teamCoverage } from '../contract/teams.js';
import { conflict } from '../../http/errors.js';

type Coverage = z.input<(typeof teamCoverage.responses)[200]>;

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/**
 * In which of its business hours a team has nobody at work.
 * @throws ApiError 409 when the team has no calendar: then nobody knows its hours.
 */
export async function coverageOf(tx: OrgTransaction, team: TeamRow, days: number, now: Date): Promise<Coverage> {
  const definitions = new Map((await calendarDefinitions(tx)).map(({ id, definition }) => [id, definition]));
  const definition = team.calendarId === null ? undefined : definitions.get(team.calendarId);
  if (!definition)
    throw conflict('The team has no calendar, so nobody knows its business hours', [
      `Give it one: PATCH /api/teams/${team.id} { "calendarId": "…" }; GET /api/calendars lists them.`,
    ]);
  const hours = compileCalendar(definition);
  // Whole minutes, as calendars have them.
  const fromMs = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS;
  const window = { fromMs, toMs: endOfDays(hours.zone, fromMs, days) };
  const members = (await teamMembers(tx, team.id, window)).map(({ name, status, calendarId, absences }) => {
    const own = calendarId === null ? undefined : definitions.get(calendarId);
    return { name, absences, calendar: own ? compileCalendar(own) : null, away: status === 'AWAY' ? 'away' : null };
  });
  const found = coverage(hours, members, window);
  const total = (of: (day: CoverageDay) => number) => found.reduce((sum, day) => sum + of(day), 0);
  return {
    teamId: team.id,
    timeZone: hours.timeZone,
    from: isoMs(window.fromMs),
    to: isoMs(window.toMs),
    businessHours: rounded(total((day) => day.businessMs) / HOUR_MS),
    uncoveredHours: rounded(total((day) => day.uncoveredMs) / HOUR_MS),
    hours: openHours(hours, window).map(({ fromMs, toMs }) => ({ from: isoMs(fromMs), to: isoMs(toMs) })),
    days: found.map(({ date, businessMs, uncoveredMs, uncovered }) => ({
      date,
      businessMinutes: rounded(businessMs / MINUTE_MS),
      uncoveredMinutes: rounded(uncoveredMs / MINUTE_MS),
      uncovered: uncovered.map((one) => ({ from: isoMs(one.fromMs), to: isoMs(one.toMs), why: one.why })),
    })),
  };
}

const rounded = (value: number): number => Math.round(value * 100) / 100;
