import { WEEKDAYS, type Weekday } from '../../../../../../domain/engine/calendars/types.js';

/** Hours of a weekday as a calendar has them. `to` not after `from` runs over midnight. */
export interface DayHours {
  day: Weekday;
  from: string;
  to: string;
}

export const DAY_MINUTES = 24 * 60;
/** What drawing snaps to; minutes are for the fields. */
export const SNAP = 15;
/** What a press on an empty place makes. */
const PRESSED_MINUTES = 60;

/** Minutes since the midnight that begins the day; `to` beyond `DAY_MINUTES` is on the next. */
export interface Span {
  from: number;
  to: number;
}

const two = (value: number): string => String(value).padStart(2, '0');
const minutesOf = (text: string): number => {
  const [hour = 0, minute = 0] = text.split(':').map(Number);
  return hour * 60 + minute;
};

/** `540` → `09:00`. @param isEnd midnight is `24:00`, unless it is past it */
export function timeOf(minutes: number, isEnd = false): string {
  if (isEnd && minutes === DAY_MINUTES) return '24:00';
  const inDay = minutes % DAY_MINUTES;
  return `${two(Math.floor(inDay / 60))}:${two(inDay % 60)}`;
}

export function spanOf({ from, to }: Pick<DayHours, 'from' | 'to'>): Span {
  const [begins, ends] = [minutesOf(from), minutesOf(to)];
  return { from: begins, to: ends > begins ? ends : ends + DAY_MINUTES };
}

export const hoursOf = (day: Weekday, { from, to }: Span): DayHours => ({
  day,
  from: timeOf(from),
  to: timeOf(to, true),
});

export const snapped = (minutes: number): number => Math.round(minutes / SNAP) * SNAP;

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));

/** The span with its beginning, its end or all of it moved by so many minutes, as far as a day allows. */
export function moved({ from, to }: Span, part: 'FROM' | 'TO' | 'BOTH', by: number): Span {
  const length = to - from;
  // A beginning is on its own day; an end at most a day later.
  if (part === 'FROM')
    return { from: clamp(from + by, Math.max(0, to - DAY_MINUTES), Math.min(to, DAY_MINUTES) - SNAP), to };
  if (part === 'TO') return { from, to: clamp(to + by, from + SNAP, from + DAY_MINUTES) };
  const begins = clamp(from + by, 0, DAY_MINUTES - SNAP);
  return { from: begins, to: begins + length };
}

/** What is drawn between where somebody pressed and where they are now; only pressed, it is an hour. */
export function drawn(pressed: number, now: number): Span {
  const [from, to] = [Math.min(pressed, now), Math.max(pressed, now)].map(snapped) as [number, number];
  const begins = clamp(from, 0, DAY_MINUTES - SNAP);
  if (to - begins < SNAP) return { from: begins, to: Math.min(begins + PRESSED_MINUTES, DAY_MINUTES) };
  return { from: begins, to: Math.min(to, begins + DAY_MINUTES) };
}

/** New hours where the day has room: nine to five, or after what there is. */
export function added(weekly: readonly DayHours[], day: Weekday): DayHours {
  const ends = weekly.filter((one) => one.day === day).map((one) => spanOf(one).to);
  const last = Math.max(0, ...ends);
  if (ends.length === 0) return { day, from: '09:00', to: '17:00' };
  const from = clamp(snapped(last + 60), 0, DAY_MINUTES - PRESSED_MINUTES);
  return hoursOf(day, { from, to: clamp(from + 120, from + SNAP, DAY_MINUTES) });
}

/** The hours in the order of the week, those of a day that touch or overlap as one. What is saved. */
export function tidy(weekly: readonly DayHours[]): DayHours[] {
  return WEEKDAYS.flatMap((day) => {
    const spans = weekly
      .filter((one) => one.day === day)
      .map(spanOf)
      .sort((a, b) => a.from - b.from);
    const merged: Span[] = [];
    for (const span of spans) {
      const last = merged.at(-1);
      // A day at most: beyond it they would not be these hours any more.
      if (last && span.from <= last.to && Math.max(last.to, span.to) - last.from <= DAY_MINUTES)
        last.to = Math.max(last.to, span.to);
      else merged.push({ ...span });
    }
    return merged.map((span) => hoursOf(day, span));
  });
}

/** The hours of a day on some others as well, in place of theirs. */
export const copied = (weekly: readonly DayHours[], from: Weekday, to: readonly Weekday[]): DayHours[] => [
  ...weekly.filter(({ day }) => !to.includes(day)),
  ...to.flatMap((day) => weekly.filter((one) => one.day === from).map((one) => ({ ...one, day }))),
];

/** Open minutes of a week. */
export const minutesIn = (weekly: readonly DayHours[]): number =>
  tidy(weekly).reduce((sum, one) => {
    const { from, to } = spanOf(one);
    return sum + to - from;
  }, 0);
