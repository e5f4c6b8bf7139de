import type { Span } from './axis';
import { formatter } from '../../../../shared/formatter';

/** Why time was not counted, for an icon and a word. `OTHER`: the receipt's own words. */
export type Skip =
  { kind: 'NIGHT' | 'WEEKEND' | 'CLOSED' | 'PAUSED' | 'SPECIAL' } | { kind: 'HOLIDAY' | 'OTHER'; name: string };

const HALF_DAY_MS = 43_200_000;
const HOLIDAY = /^holiday: (.+)$/;

/**
 * Tells nights and weekends from other closed time; all else is the receipt's `why`.
 * @param timeZone of the calendar that is closed
 */
export function skipOf(why: string, span: Span, timeZone: string): Skip {
  const holiday = HOLIDAY.exec(why)?.[1];
  if (holiday !== undefined) return { kind: 'HOLIDAY', name: holiday };
  switch (why) {
    case 'paused':
      return { kind: 'PAUSED' };
    case 'closed (special date)':
    case 'special hours':
      return { kind: 'SPECIAL' };
    case 'closed':
      return { kind: closedKind(span, timeZone) };
    default:
      return { kind: 'OTHER', name: why };
  }
}

function closedKind({ fromMs, toMs }: Span, timeZone: string): 'NIGHT' | 'WEEKEND' | 'CLOSED' {
  const dayOf = localDay(timeZone);
  const days = new Map<string, string>();
  for (let ms = fromMs; ms < toMs; ms += HALF_DAY_MS) days.set(dayOf(ms).date, dayOf(ms).weekday);
  // The first and the last are there in part only, unless the span begins or ends at a midnight.
  if (dayOf(fromMs - 1).date === dayOf(fromMs).date) days.delete(dayOf(fromMs).date);
  if (dayOf(toMs).date === dayOf(toMs - 1).date) days.delete(dayOf(toMs).date);
  if (days.size > 0)
    return [...days.values()].every((weekday) => weekday === 'Sat' || weekday === 'Sun') ? 'WEEKEND' : 'CLOSED';
  return dayOf(fromMs - 1).date === dayOf(toMs).date ? 'CLOSED' : 'NIGHT';
}

function localDay(timeZone: string): (ms: number) => { date: string; weekday: string } {
  const format = formatter('en-GB', {
    timeZone,
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return (ms) => {
    const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]));
    return { date: `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`, weekday: parts.get('weekday')! };
  };
}
