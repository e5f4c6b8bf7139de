import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hours, step } from '../../../test/support/lead-inputs.js';
import { moveStep, planStep } from './window.js';

const MINUTE = 60_000;
const DAY = 1_440;
const at = (minute: number): number => Date.UTC(2026, 2, 2) + minute * MINUTE;
const minuteOf = (ms: number): number => (ms - at(0)) / MINUTE;
const two = (value: number): string => String(value).padStart(2, '0');
const clockTime = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;

/** Working time on every day from one minute of it to another. */
const shift = fc
  .uniqueArray(fc.integer({ min: 0, max: DAY - 1 }), { minLength: 2, maxLength: 2 })
  .map(([a, b]) => ({ from: Math.min(a!, b!), to: Math.max(a!, b!) }));
type Shift = { from: number; to: number };

const calendarOf = ({ from, to }: Shift) => hours(clockTime(from), clockTime(to));

/** The next minute of a shift, looked for one minute after the other. */
function nextIn({ from, to }: Shift, minute: number): number {
  for (let found = minute; ; found += 1) if (found % DAY >= from && found % DAY < to) return found;
}

function firingsIn(window: Shift, first: number, every: number, times: number): number[] {
  const firings = [nextIn(window, first)];
  while (firings.length <= times) firings.push(nextIn(window, firings.at(-1)! + every));
  return firings;
}

const plan = fc.record({
  window: shift,
  other: shift,
  first: fc.integer({ min: 0, max: 2 * DAY }),
  every: fc.integer({ min: 1, max: DAY }),
  times: fc.integer({ min: 1, max: 6 }),
});

const firingsOf = ({ dueAtMs, repeatsDueAtMs = [] }: ReturnType<typeof planStep>) =>
  [dueAtMs!, ...repeatsDueAtMs].map(minuteOf);

describe('a step with a window', () => {
  const stepOf = (every: number, times: number) =>
    step('remind', 1, { within: { calendarOf: 'OWNER' }, repeat: { every: `PT${every}M`, times } });

  it('fires in working time only, as soon as it may, and repeats from there', () => {
    fc.assert(
      fc.property(plan, ({ window, first, every, times }) => {
        const planned = planStep(stepOf(every, times), at(first), calendarOf(window));
        expect(firingsOf(planned)).toEqual(firingsIn(window, first, every, times));
        expect(planned.plainAtMs).toBe(at(first));
      }),
    );
  });

  it('moved to another window keeps what has fired or was due, and plans the rest from then on', () => {
    fc.assert(
      fc.property(
        plan,
        fc.integer({ min: 0, max: 6 }),
        fc.integer({ min: 0, max: 4 * DAY }),
        ({ window, other, first, every, times }, firedTimes, since) => {
          fc.pre(firedTimes <= times);
          const planned = planStep(stepOf(every, times), at(first), calendarOf(window));
          const before = firingsOf(planned);
          // What has fired was due before.
          fc.pre(firedTimes === 0 || before[firedTimes - 1]! <= since);
          const moved = moveStep(stepOf(every, times), planned, firedTimes, at(since), calendarOf(other));
          if (before[firedTimes] === undefined || before[firedTimes] <= since) {
            expect(moved).toBe(planned);
            return;
          }
          const plain = firedTimes === 0 ? first : before[firedTimes - 1]! + every;
          const rest = firingsIn(other, Math.max(plain, since), every, times - firedTimes);
          expect(firingsOf(moved)).toEqual([...before.slice(0, firedTimes), ...rest]);
          expect(moved.plainAtMs).toBe(at(first));
        },
      ),
    );
  });

  it('stays where it is without a calendar, and knows nothing while its clock stands still', () => {
    const planned = planStep(stepOf(5, 2), at(0), null);
    expect(firingsOf(planned)).toEqual([0, 5, 10]);
    const unknown = planStep(stepOf(5, 2), null, null);
    expect(unknown).toEqual({ key: 'remind', dueAtMs: null, plainAtMs: null });
    expect(moveStep(stepOf(5, 2), unknown, 0, at(0), null)).toBe(unknown);
  });
});
