import { compileCalendar, type Calendar } from '../../../domain/engine/calendars/calendar.js';
import { schedule } from '../../../domain/engine/sla/schedule.js';
import type { CalendarDefinition } from '../../../domain/engine/calendars/types.js';
import type { Figure, FigureResult } from '../figure.js';
import { median } from '../stats.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const BEGIN = Date.UTC(2026, 0, 1);
/** The shortest and the longest of usual promises: 15 minutes to two business days. */
const TARGETS = [15, 120, 480, 960].map((minutes) => minutes * MINUTE);

const office: CalendarDefinition = {
  timeZone: 'Europe/Bucharest',
  weekly: (['MON', 'TUE', 'WED', 'THU', 'FRI'] as const).flatMap((day) => [
    { day, from: '09:00', to: '13:00' },
    { day, from: '14:00', to: '18:00' },
  ]),
  holidays: ['01-01', '01-06', '01-24', '04-13', '05-01', '06-01', '08-15', '11-30', '12-01', '12-25'].map((date) => ({
    date: `2026-${date}`,
    name: `Holiday of ${date}`,
  })),
  specialDates: [{ date: '2026-12-24', intervals: [{ from: '09:00', to: '12:00' }] }],
};

interface Asked {
  startedAtMs: number;
  targetMs: number;
}

/** Starts spread over a year, the same in every run. */
function askedOf(count: number): Asked[] {
  let state = 1;
  return Array.from({ length: count }, (_, index) => {
    state = (state * 48_271) % 2_147_483_647;
    return { startedAtMs: BEGIN + (state % (365 * DAY)), targetMs: TARGETS[index % TARGETS.length]! };
  });
}

/** With receipt, at-risk instant and two steps of a ladder, as a clock is planned. */
function planned({ startedAtMs, targetMs }: Asked, calendar: Calendar): number {
  const { deadlineAtMs, receipt } = schedule({
    startedAtMs,
    targetMs,
    calendar,
    pauses: [],
    atRiskShare: 0.75,
    steps: [
      { key: 'remind', at: { share: 0.5 } },
      { key: 'alert', at: { offsetMs: 10 * MINUTE } },
    ],
  });
  if (receipt.text === '') throw new Error('a deadline without a receipt');
  return deadlineAtMs!;
}

/** The deadline alone, by looking at the clock minute after minute. */
function walked({ startedAtMs, targetMs }: Asked, calendar: Calendar): number {
  let at = startedAtMs;
  for (let left = targetMs; left > 0; at += MINUTE) if (calendar.isOpen(at)) left -= MINUTE;
  return at;
}

/** How many a second of CPU time, which is what is left of a figure on a machine that others use too. */
function rateOf(asked: Asked[], work: (one: Asked, calendar: Calendar) => number, calendar: Calendar): number {
  const begun = process.cpuUsage();
  for (const one of asked) work(one, calendar);
  const { user, system } = process.cpuUsage(begun);
  return asked.length / ((user + system) / 1e6);
}

export const deadlines: Figure = {
  name: 'deadlines',
  title:
    'deadlines with receipt per second of one core, business calendar with holidays; baseline: the deadline alone, counted minute by minute over the same calendar',
  minutes: { full: 0.5, quick: 0.1 },
  run({ options, say }): Promise<FigureResult> {
    const calendar = compileCalendar(office);
    const many = askedOf(options.quick ? 5_000 : 100_000);
    const few = many.slice(0, options.quick ? 200 : 2_000);
    rateOf(many.slice(0, 5_000), planned, calendar);
    rateOf(few.slice(0, 200), walked, calendar);
    const product: number[] = [];
    const baseline: number[] = [];
    for (let round = 1; round <= options.rounds; round += 1) {
      product.push(rateOf(many, planned, calendar));
      baseline.push(rateOf(few, walked, calendar));
      say(`deadlines ${round}: ${product.at(-1)!.toFixed(0)}/s against ${baseline.at(-1)!.toFixed(0)}/s`);
    }
    const [rate, base] = [median(product), median(baseline)];
    return Promise.resolve({
      lines: [
        {
          what: 'deadlines',
          unit: '/s',
          product: rate,
          baseline: base,
          rounds: { product, baseline },
          goal: { text: '≥ 50,000/s', met: rate >= 50_000 },
        },
      ],
      notes: [
        `${options.rounds} rounds of ${many.length} deadlines over a year, targets of 15 min, 2 h, 8 h and 16 h of business time, each with receipt, at-risk instant and two steps, in this process; by CPU time.`,
        'The baseline asks the same compiled calendar whether each minute is open, and writes no receipt.',
      ],
      raw: { product, baseline },
    });
  },
};
