/** Durations of the contract: ISO 8601 in, milliseconds inside, short words out. A day is 24 hours: business days are a calendar's matter. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

const HOW = 'write an ISO 8601 duration such as PT15M, PT1H30M, P2D or P1W';
const GRAMMAR = /^(-)?P(?=[\dT])(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d{1,9}))?S)?)?$/;
const YEARS_OR_MONTHS = /^[-+]?P(?:\d+W)?\d+(?:Y|M)/;

/**
 * An ISO 8601 duration (weeks, days, hours, minutes, seconds with a fraction; a leading `-` allowed) in milliseconds.
 * @throws RangeError when it is not one, has years or months (their length varies), is finer than a millisecond or
 * is too large to be exact. The message says how to fix it.
 */
export function parseDuration(iso: string): number {
  const found = GRAMMAR.exec(iso);
  if (!found) {
    throw new RangeError(
      YEARS_OR_MONTHS.test(iso)
        ? `"${iso}" has years or months, whose length varies: use weeks, days or hours, such as P30D or PT1H`
        : `"${iso}" is not a duration: ${HOW}`,
    );
  }
  const [, sign, weeks, days, hours, minutes, seconds, fraction] = found;
  if (fraction !== undefined && /[1-9]/.test(fraction.slice(3))) {
    throw new RangeError(`"${iso}" is finer than a millisecond: use at most three decimals, such as PT0.250S`);
  }
  const ms =
    Number(weeks ?? 0) * WEEK +
    Number(days ?? 0) * DAY +
    Number(hours ?? 0) * HOUR +
    Number(minutes ?? 0) * MINUTE +
    Number(seconds ?? 0) * SECOND +
    Number((fraction ?? '').slice(0, 3).padEnd(3, '0'));
  if (!Number.isSafeInteger(ms)) throw new RangeError(`"${iso}" is too long to be counted in milliseconds: shorten it`);
  return sign && ms !== 0 ? -ms : ms;
}

const UNITS: readonly (readonly [number, string])[] = [
  [DAY, 'd'],
  [HOUR, 'h'],
  [MINUTE, 'min'],
  [SECOND, 's'],
  [1, 'ms'],
];

/**
 * Milliseconds in short words: `15 min`, `1 h 30 min`, `2 d`, `250 ms`, `0 s`, `-5 min`. Exact to the millisecond.
 * @param largest `h` keeps days out: 48 hours of business time are not two working days.
 */
export function formatDuration(ms: number, largest: 'd' | 'h' = 'd'): string {
  let rest = Math.abs(Math.round(ms));
  if (rest === 0) return '0 s';
  let words = '';
  for (const [size, unit] of UNITS) {
    if (rest < size || (unit === 'd' && largest === 'h')) continue;
    const count = Math.floor(rest / size);
    rest -= count * size;
    words += `${words && ' '}${count} ${unit}`;
  }
  return ms < 0 ? `-${words}` : words;
}
