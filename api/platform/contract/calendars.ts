import { z } from 'zod';
import { compileCalendar } from '../../../domain/engine/calendars/calendar.js';
import { OPEN_REASONS } from '../../../domain/engine/calendars/open-at.js';
import type { CalendarDefinition } from '../../../domain/engine/calendars/types.js';
import { may } from '../../http/access.js';
import { id, idParams, ifMatch, instantOut, label, listQuery, page } from '../../http/contract.js';
import { contract } from '../../http/route.js';
import { APPLY_TO, calendarHours } from './bodies/calendar.js';

const definition = {
  ...calendarHours,
  holidays: calendarHours.holidays.default([]),
  specialDates: calendarHours.specialDates.default([]),
};

const change = z
  .object({
    id,
    revision: z.int().meta({ description: 'Of the calendar that is applied.' }),
    leadsFound: z.int().nullable().meta({ description: 'Leads to look at; null: not counted yet.' }),
    leadsDone: z.int(),
    clocksMoved: z.int().meta({ description: 'Deadlines that are others since.' }),
    createdAt: instantOut,
    finishedAt: instantOut.nullable(),
  })
  .meta({
    id: 'CalendarChange',
    description: 'Changed hours that are applied to leads that run, and how far that is.',
  });

const calendar = z
  .object({
    id,
    name: z.string(),
    ...definition,
    revision: z.int().meta({ description: 'Counts the edits; the ETag.' }),
    createdAt: instantOut,
    lastChange: change.nullable().meta({
      description: 'The last time that its hours were applied to leads that run; null: never, and in lists.',
    }),
  })
  .meta({ id: 'Calendar' });

/** Adds what only the calendar's own arithmetic can refuse, at its path. */
export function checkHours(body: CalendarDefinition, ctx: z.RefinementCtx): void {
  try {
    compileCalendar(body);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // The domain names the path first: `specialDates[2].date: …`.
    const [, path = '', message = error.message] = /^([\w.[\]]+): (.*)$/s.exec(error.message) ?? [];
    ctx.addIssue({ code: 'custom', path: path.split(/[.[\]]+/).filter(Boolean), message });
  }
}

const newCalendar = z
  .strictObject({ name: label, ...definition })
  .superRefine((body, ctx) => {
    // What the fields said already need not be said twice.
    if (ctx.issues.length === 0) checkHours(body, ctx);
  })
  .meta({
    id: 'NewCalendar',
    example: {
      name: 'Office hours',
      timeZone: 'Europe/Bucharest',
      weekly: [{ day: 'MON', from: '09:00', to: '18:00' }],
      holidays: [{ date: '2026-12-25', name: 'Christmas Day' }],
      specialDates: [{ date: '2026-12-24', intervals: [{ from: '09:00', to: '12:00' }] }],
    },
  });

/** What of the hours is given; the rest is as it is. Together they are checked by the route. */
export const changedHours = {
  timeZone: calendarHours.timeZone.optional(),
  weekly: calendarHours.weekly.optional(),
  holidays: calendarHours.holidays.optional(),
  specialDates: calendarHours.specialDates.optional(),
};

const common = { tags: ['calendars'], entity: 'calendar' } as const;
const etag = { ETag: 'The revision, for If-Match.' };

export const listCalendars = contract({
  operationId: 'listCalendars',
  ...common,
  method: 'get',
  path: '/api/calendars',
  summary: 'Business calendars',
  access: may('calendars.read'),
  query: listQuery,
  responses: { 200: page(calendar) },
});

export const getCalendar = contract({
  operationId: 'getCalendar',
  ...common,
  method: 'get',
  path: '/api/calendars/{id}',
  summary: 'One calendar',
  access: may('calendars.read'),
  params: idParams,
  responses: { 200: calendar },
  responseHeaders: etag,
});

export const createCalendar = contract({
  operationId: 'createCalendar',
  ...common,
  method: 'post',
  path: '/api/calendars',
  summary: 'Add a calendar',
  access: may('calendars.administer'),
  body: newCalendar,
  responses: { 201: calendar },
  responseHeaders: etag,
});

export const patchCalendar = contract({
  operationId: 'changeCalendar',
  ...common,
  method: 'patch',
  path: '/api/calendars/{id}',
  summary: 'Change a calendar',
  description:
    'What is not named stays. Deadlines that run stay as they are, unless `applyTo` says `RUNNING`: then each lead that counts ' +
    'by these hours is counted anew, and `lastChange` says how far that is. See first what would move: ' +
    '`POST /api/calendars/{id}/preview`. `RUNNING` without a change applies the hours as they are. ' +
    '409 while an earlier change is being applied.',
  access: may('calendars.administer'),
  params: idParams,
  headers: ifMatch,
  body: z
    .strictObject({
      name: label.optional(),
      ...changedHours,
      applyTo: z.enum(APPLY_TO).default('NEW').meta({ description: '`NEW`: what is promised from now on only.' }),
    })
    .meta({ id: 'CalendarPatch', example: { holidays: [{ date: '2027-12-25', name: 'Christmas Day' }] } }),
  responses: { 200: calendar },
  responseHeaders: etag,
  errors: [409, 412],
});

export const deleteCalendar = contract({
  operationId: 'deleteCalendar',
  ...common,
  method: 'delete',
  path: '/api/calendars/{id}',
  summary: 'Delete a calendar that nothing uses',
  description:
    '409 where a person, a team, a flow or a lead that runs counts by it: `GET /api/calendars/{id}/uses` says which.',
  access: may('calendars.administer'),
  params: idParams,
  responses: { 204: null },
  errors: [409],
});

/** A wall clock of the calendar's zone to the minute, or an instant. */
const moment = z
  .string()
  .regex(
    /^(19[7-9]\d|20\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)?$/,
    'Write 2026-12-24T10:00, as the clocks of the calendar show it, or an instant with Z or an offset.',
  )
  .meta({ example: '2026-12-24T10:00' });

export const askCalendar = contract({
  operationId: 'askCalendar',
  ...common,
  method: 'get',
  path: '/api/calendars/{id}/open-at',
  summary: 'Whether it is open at an instant, and why',
  access: may('calendars.read'),
  params: idParams,
  query: z.strictObject({ at: moment.optional().meta({ description: 'Default: now.' }) }),
  responses: {
    200: z
      .object({
        at: instantOut,
        localTime: z.string().meta({
          example: '2026-12-24T10:00',
          description: 'In the zone of the calendar. A time that the clocks skip is the one after it.',
        }),
        skipped: z.boolean().meta({ description: 'The clocks of the zone never show the time that was asked for.' }),
        open: z.boolean(),
        reason: z.enum(OPEN_REASONS),
        date: z.iso.date().meta({ description: 'The local date that decides: of hours over midnight the one before.' }),
        name: z.string().nullable().meta({ description: 'Of a holiday.' }),
        hours: z.object({ from: z.string(), to: z.string() }).nullable(),
        closesAt: instantOut.nullable(),
        opensAt: instantOut.nullable(),
        clocksChange: z
          .object({ at: instantOut, byMinutes: z.number() })
          .nullable()
          .meta({ description: 'On that local date the clocks of the zone are put forward (or back: below 0).' }),
      })
      .meta({ id: 'OpenAt' }),
  },
});

export const getCalendarYear = contract({
  operationId: 'getCalendarYear',
  ...common,
  method: 'get',
  path: '/api/calendars/{id}/years/{year}',
  summary: 'A year at a glance: how long it is open on each day',
  access: may('calendars.read'),
  params: idParams.extend({
    year: z
      .string()
      .regex(/^(19[7-9]\d|20\d\d)$/)
      .transform(Number)
      .meta({
        override: ({ jsonSchema }: { jsonSchema: object }) => void Object.assign(jsonSchema, { type: 'integer' }),
      }),
  }),
  responses: {
    200: z
      .object({
        year: z.int(),
        days: z.array(
          z.object({
            date: z.iso.date(),
            openMinutes: z.number().min(0),
            kind: z.enum(['WEEKDAY', 'HOLIDAY', 'SPECIAL']),
            name: z.string().nullable(),
          }),
        ),
      })
      .meta({ id: 'CalendarYear' }),
  },
});
