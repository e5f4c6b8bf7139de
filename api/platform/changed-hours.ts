import { z } from 'zod';
import type { CalendarDefinition } from '../../domain/engine/calendars/types.js';
import { validation } from '../http/errors.js';
import { zodIssues } from '../http/issues.js';
import { checkHours, type changedHours } from './contract/calendars.js';

const whole = z.custom<CalendarDefinition>().superRefine(checkHours);

/**
 * A calendar's hours with what is given in place of what was.
 * @throws ApiError 400 where they are no hours together
 */
export function hoursOf(
  was: CalendarDefinition,
  given: z.output<z.ZodObject<typeof changedHours>>,
): CalendarDefinition {
  const definition = {
    timeZone: given.timeZone ?? was.timeZone,
    weekly: given.weekly ?? was.weekly,
    holidays: given.holidays ?? was.holidays,
    specialDates: given.specialDates ?? was.specialDates,
  };
  const checked = whole.safeParse(definition);
  if (!checked.success) throw validation(zodIssues(checked.error));
  return definition;
}
