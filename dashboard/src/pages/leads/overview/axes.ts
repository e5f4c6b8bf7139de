import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { formatter } from '../../../shared/formatter';
import type { Bucket } from './queries';

const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000];
const STEPS = [
  ...[1, 5, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 4, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 5, 10, 20, 50, 100].map((count) => count * DAY),
];
const MOST_TICKS = 5;

/** @returns round durations from 0 to beyond the longest, in milliseconds */
export function durationTicks(longestMs: number): number[] {
  const step = STEPS.find((each) => each * (MOST_TICKS - 1) >= longestMs) ?? STEPS.at(-1)!;
  return Array.from({ length: Math.max(1, Math.ceil(longestMs / step)) + 1 }, (_, index) => index * step);
}

const UNITS = [
  [DAY, 'day'],
  [HOUR, 'hour'],
  [MINUTE, 'minute'],
] as const;

/** `15 min`, in the language of the page */
export function tickWords(ms: number): string {
  const [length, unit] = UNITS.find(([length]) => ms % length === 0) ?? ([SECOND, 'second'] as const);
  return ms === 0 ? '0' : `${ms / length}\u00a0${i18next.t(`span.${unit}`)}`;
}

interface BucketWords {
  /** Below the axis. */
  short: (from: string) => string;
  whole: (bucket: Bucket) => string;
}

/** @returns writers of when a bucket is, on the clocks of a time zone */
export function useBucketWords(buckets: Bucket[], timeZone: string): BucketWords {
  const { language } = useTranslation().i18n;
  const format = (options: Intl.DateTimeFormatOptions) => formatter(language, { ...options, timeZone });
  const msOf = ({ from, to }: Pick<Bucket, 'from' | 'to'>): number => Date.parse(to) - Date.parse(from);
  // The day on which the clocks change has 23 hours.
  if (msOf(buckets[0]!) > 12 * HOUR) {
    const short = format({ day: 'numeric', month: 'short' });
    const whole = format({ weekday: 'long', day: 'numeric', month: 'long' });
    return { short: (from) => short.format(new Date(from)), whole: ({ from }) => whole.format(new Date(from)) };
  }
  const spansDays = msOf({ from: buckets[0]!.from, to: buckets.at(-1)!.to }) > 30 * HOUR;
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const short = format(spansDays ? { weekday: 'short', ...clock } : clock);
  const whole = format({ weekday: 'short', day: 'numeric', month: 'short', ...clock });
  return {
    short: (from) => short.format(new Date(from)),
    whole: ({ from, to }) => whole.formatRange(new Date(from), new Date(to)),
  };
}
