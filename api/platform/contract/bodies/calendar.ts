import { z } from 'zod';
import { WEEKDAYS } from '../../../../domain/engine/calendars/types.js';
import { label } from '../../../http/fields.js';

export { WEEKDAYS, type Weekday } from '../../../../domain/engine/calendars/types.js';

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

/** The members of a calendar's definition. */
export const calendarHours = {
  timeZone: z.string().min(1).max(64).meta({ example: 'Europe/Bucharest', description: 'An IANA time zone.' }),
  weekly: z.array(z.strictObject({ day, from, to })).max(100),
  holidays: z
    .array(z.strictObject({ date, name: label }))
    .max(1000)
    .meta({ description: 'No interval starts on these days.' }),
  specialDates: z
    .array(z.strictObject({ date, intervals: z.array(interval).max(20) }))
    .max(1000)
    .meta({ description: "These replace the weekday's intervals, and win over a holiday." }),
};

/** A calendar as a form has it: all of it. */
export const calendarForm = z.strictObject({ name: label, ...calendarHours });

/** `NEW`: what is promised from now on. `RUNNING`: deadlines that run as well. */
export const APPLY_TO = ['NEW', 'RUNNING'] as const;
