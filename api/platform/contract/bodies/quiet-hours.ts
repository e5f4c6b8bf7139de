import { z } from 'zod';
import { WEEKDAYS } from '../../../../domain/engine/calendars/types.js';

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Give a time of day, such as 22:00.');
const unique = <T>(values: T[]): boolean => new Set(values).size === values.length;

/** When somebody wants no mail. @param kinds what a person can be told: the products know, the platform does not */
export const quietHoursBody = (kinds: readonly [string, ...string[]]) =>
  z
    .strictObject({
      days: z
        .array(z.enum(WEEKDAYS))
        .min(1, 'Choose a day.')
        .max(7)
        .refine(unique, 'Name each day once.')
        .meta({ description: 'On which they begin.' }),
      from: time,
      to: time.meta({ description: 'Not after `from`: on the next day.' }),
      letThrough: z
        .array(z.enum(kinds))
        .max(50)
        .refine(unique, 'Name each kind once.')
        .meta({ description: 'What is mailed at any hour.' }),
    })
    .refine(({ from, to }) => from !== to, { path: ['to'], message: 'Leave hours in which mails reach you.' });
