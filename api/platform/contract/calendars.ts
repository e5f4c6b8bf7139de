import { WEEKDAYS } from '../../../domain/engine/calendars/types.js';
import { z } from 'zod';
import { compileCalendar } from '../../../domain/engine/calendars/calendar.js';
import { may } from '../../http/access.js';
import { contract } from '../../http/route.js';
import { id, idParams, instantOut, label, listQuery, page } from '../../http/contract.js';

const from = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write HH:MM, 00:00 to 23:59.')
  .meta({ example: '09:00' });
const to = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'Write HH:MM, 00:00 to 24:00.')
  .meta({ example: '18:00', description: 'Not after `from`: it runs over midnight.' });
const date = z.iso.date('Write YYYY-MM-DD, a day that exists.').meta({ example: '2026-12-25' });
const interval = z.strictObject({ from, to });
const day = z.enum(WEEKDAYS);

const definition = {
  timeZone: z.string().min(1).max(64).meta({ example: 'Europe/Bucharest', description: 'An IANA time zone.' }),
  weekly: z.array(z.strictObject({ day, from, to })).max(100),
  holidays: z
    .array(z.strictObject({ date, name: label }))
    .max(1000)
    .default([])
    .meta({ description: 'No interval starts on these days.' }),
  specialDates: z
    .array(z.strictObject({ date, intervals: z.array(interval).max(20) }))
    .max(1000)
    .default([])
    .meta({ description: "These replace the weekday's intervals, and win over a holiday." }),
};

const calendar = z.object({ id, name: z.string(), ...definition, createdAt: instantOut }).meta({ id: 'Calendar' });

const newCalendar = z
  .strictObject({ name: label, ...definition })
  .superRefine((body, ctx) => {
    // What the fields said already need not be said twice.
    if (ctx.issues.length > 0) return;
    try {
      compileCalendar(body);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      // The domain names the path first: `specialDates[2].date: …`.
      const [, path = '', message = error.message] = /^([\w.[\]]+): (.*)$/s.exec(error.message) ?? [];
      ctx.addIssue({ code: 'custom', path: path.split(/[.[\]]+/).filter(Boolean), message });
    }
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

const common = { tags: ['calendars'], entity: 'calendar' } as const;

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
});
