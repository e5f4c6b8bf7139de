import type { Calendar } from '../../engine/calendars/calendar.js';
import type { ClockCalendar } from '../../engine/sla/clock.js';
import type { TimedStep } from '../../engine/sla/definition.js';
import { firingAt } from '../../engine/sla/ladder.js';
import { planClock, type ClockPlan, type FoundCalendar } from '../../engine/sla/plan.js';
import { MOST_REPEATS } from '../../engine/sla/window.js';
import { parseDuration } from '../../engine/time/duration.js';
import type { InstantMs } from '../../engine/time/instant.js';
import type { ClockStart, ClockTarget, LadderWindow } from '../flow/definition.js';
import { LONGEST_TARGET } from '../flow/validate-ladder.js';
import type { LeadState } from '../lead/state.js';
import { calendarOfClock, calendarOfWindow, type Planned } from './calendars.js';

/** What could be read of a clock that somebody is still writing: what could not is left out. */
export interface DraftedClock {
  /** Its place in the draft. */
  index: number;
  key: string | null;
  /** Null: it does not say, or not readably. */
  starts: ClockStart | null;
  /** Null: without one nothing of it can be counted. */
  target: ClockTarget | null;
  /** The durations of its conditional targets, with their places. */
  targets: readonly { index: number; duration: string }[];
  atRisk: number | null;
  ladder: readonly { index: number; step: DraftedStep }[];
}

/** What of a step decides over its instants. */
export type DraftedStep = TimedStep & { within?: LadderWindow | undefined };

/** Why some of a draft is not in its outlook. */
export interface OutlookProblem {
  /** `clocks.0.ladder.2.at.offset` */
  path: string;
  message: string;
}

/** When a step would fire. */
export interface StepOutlook {
  /** Its place in the ladder. */
  index: number;
  key: string;
  dueAtMs: InstantMs;
  /** When it would be due without its window. The same where it has none, or falls into it. */
  plainAtMs: InstantMs;
  /** Its repeats in their order. */
  repeatsAtMs: InstantMs[];
}

/** A clock's instants under one of its targets. */
export interface TargetOutlook {
  /** The place of the conditional target; null: the plain one. */
  targetIndex: number | null;
  targetMs: number;
  atRiskAtMs: InstantMs | null;
  deadlineAtMs: InstantMs;
  receiptText: string;
  steps: StepOutlook[];
}

export interface ClockOutlook {
  index: number;
  startsAtMs: InstantMs;
  /** It waits for another: the place of that clock, which is taken to be met at its deadline. Null: it waits for none. */
  after: number | null;
  /** The hours in which it counts, and whose they are where its definition says whose; null: elapsed time. */
  calendar: { id: string; of: ClockCalendar['of'] | null; hours: Calendar } | null;
  /** The plain target's first. */
  targets: TargetOutlook[];
  problems: OutlookProblem[];
}

/** The lead of the example: as much of it as decides whose calendars count. */
export type OutlookLead = Pick<LeadState, 'teamId' | 'ownerId' | 'timeZone' | 'country' | 'attributes'>;

export interface OutlookInput {
  /** In their order. */
  clocks: readonly DraftedClock[];
  /** The flow's own. */
  calendarId: string | undefined;
  lead: OutlookLead;
  context: Planned['context'];
  /** When the lead comes in; it is assigned at once. */
  receivedAtMs: InstantMs;
  /** The places of the clocks to be told of; those that they wait for are counted as well. */
  only?: readonly number[] | undefined;
  /** Whether to count under each conditional target too. */
  withTargets: boolean;
}

/** Later than this nothing is told: no contract could write it. */
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

/** Clocks that promise the first contact: the lead itself starts them. */
const OF_LEAD: readonly unknown[] = ['RECEIVED', 'QUALIFIED', 'ASSIGNED'] satisfies ClockStart[];

/**
 * What a flow's clocks would do for a lead that nobody reaches: every instant of each, counted by the functions that count
 * real clocks. What is wrong with one keeps none of the others from being told of.
 */
export function outlookOf(input: OutlookInput): ClockOutlook[] {
  const outlook = new Outlook(input);
  return input.clocks
    .filter(({ index }) => input.only === undefined || input.only.includes(index))
    .map((clock) => outlook.of(clock));
}

class Outlook {
  readonly #planned: Planned;
  readonly #deadlines = new Map<number, InstantMs | null>();

  constructor(private readonly input: OutlookInput) {
    const { lead, calendarId, context } = input;
    this.#planned = { lead: { ...lead, flow: flowOf(calendarId) }, context };
  }

  of(clock: DraftedClock): ClockOutlook {
    const { input } = this;
    const problems: OutlookProblem[] = [];
    const report = (path: string, message: string): void => {
      problems.push({ path: `clocks.${clock.index}.${path}`, message });
    };
    const { startsAtMs, after } = this.#start(clock, report);
    const found = this.#calendar(clock, startsAtMs, report);
    const outlook: ClockOutlook = {
      index: clock.index,
      startsAtMs,
      after,
      calendar: found?.calendar ?? null,
      targets: [],
      problems,
    };
    if (clock.target === null || found === null) return outlook;
    const durations = [
      { index: null, duration: clock.target.duration, path: 'target.duration' },
      ...(input.withTargets ? clock.targets : []).map((one) => ({ ...one, path: `targets.${one.index}.duration` })),
    ];
    for (const { index: targetIndex, duration, path } of durations) {
      const targetMs = told(path, report, () => lengthOf(duration));
      if (targetMs === null) continue;
      // What is wrong with a step under each target is said once.
      const steps = stepsOf(clock, targetMs, targetIndex === null ? report : () => undefined);
      const plan = told(path, report, () => this.#plan(clock, { startsAtMs, targetMs }, found.counts, steps));
      if (plan === null || plan.deadlineAtMs === null) continue;
      outlook.targets.push({
        targetIndex,
        targetMs,
        atRiskAtMs: plan.atRiskAtMs,
        deadlineAtMs: plan.deadlineAtMs,
        receiptText: plan.receiptText,
        steps: steps.flatMap(({ index, step }, at) => stepOutlook(index, step, plan.steps[at])),
      });
    }
    return outlook;
  }

  #plan(
    { atRisk }: DraftedClock,
    { startsAtMs, targetMs }: { startsAtMs: InstantMs; targetMs: number },
    found: FoundCalendar | null,
    steps: readonly { step: DraftedStep }[],
  ): ClockPlan {
    const terms = {
      ladder: steps.map(({ step }) => step),
      ...(isShare(atRisk) && atRisk < 1 ? { atRisk } : {}),
    };
    return planClock(
      terms,
      { startedAtMs: startsAtMs, targetMs, pauses: [] },
      found,
      ({ within }) => (within ? calendarOfWindow(this.#planned, within) : null),
      this.input.lead.timeZone,
    );
  }

  /** Null: it cannot be counted, which is reported. */
  #calendar(
    { target }: DraftedClock,
    startedAtMs: InstantMs,
    report: Reporting,
  ): { counts: FoundCalendar | null; calendar: ClockOutlook['calendar'] } | null {
    if (target === null) return null;
    const found = told('target', report, () => ({
      counts: calendarOfClock(this.#planned, { target }, { startedAtMs, calendar: null }),
    }));
    if (found === null) return null;
    const { counts } = found;
    if (counts === null) return { counts, calendar: null };
    const { kept, calendar: hours } = counts;
    return { counts, calendar: { id: kept?.id ?? target.calendarId!, of: kept?.of ?? null, hours } };
  }

  /** When a clock starts. One whose start cannot be told starts as the lead comes in. */
  #start(clock: DraftedClock, report: Reporting): Pick<ClockOutlook, 'startsAtMs' | 'after'> {
    const { receivedAtMs, clocks } = this.input;
    const { starts } = clock;
    const atOnce = { startsAtMs: receivedAtMs, after: null };
    if (starts === null || OF_LEAD.includes(starts)) return atOnce;
    if (starts === 'CONTACTED') {
      const promised = clocks
        .filter((one) => OF_LEAD.includes(one.starts))
        .flatMap((one) => {
          const atMs = this.#deadline(one);
          return atMs === null ? [] : [{ after: one.index, startsAtMs: atMs }];
        })
        .sort((a, b) => a.startsAtMs - b.startsAtMs);
      return promised[0] ?? atOnce;
    }
    const { afterMet } = starts as Exclude<ClockStart, string>;
    const other = clocks.find(({ key }) => key === afterMet);
    const problem = !other
      ? `There is no clock "${afterMet}".`
      : this.#waitsForItself(clock)
        ? 'This clock would wait for itself, and never start.'
        : null;
    const atMs = problem === null && other ? this.#deadline(other) : null;
    if (other && atMs !== null) return { startsAtMs: atMs, after: other.index };
    report('starts.afterMet', problem ?? `When the clock "${afterMet}" is due cannot be told.`);
    return atOnce;
  }

  #waitsForItself(clock: DraftedClock): boolean {
    const next = ({ starts }: DraftedClock): DraftedClock | undefined =>
      starts !== null && typeof starts === 'object'
        ? this.input.clocks.find(({ key }) => key === starts.afterMet)
        : undefined;
    const seen = new Set<DraftedClock>();
    for (let at = next(clock); at && !seen.has(at); at = next(at)) {
      if (at === clock) return true;
      seen.add(at);
    }
    return false;
  }

  /** When a clock is due by its plain target; null: that cannot be told. */
  #deadline(clock: DraftedClock): InstantMs | null {
    const known = this.#deadlines.get(clock.index);
    if (known !== undefined) return known;
    const silent = (): void => undefined;
    const { startsAtMs } = this.#start(clock, silent);
    const found = this.#calendar(clock, startsAtMs, silent);
    const plan =
      found &&
      told('', silent, () =>
        this.#plan(clock, { startsAtMs, targetMs: lengthOf(clock.target!.duration) }, found.counts, []),
      );
    const atMs = plan?.deadlineAtMs ?? null;
    this.#deadlines.set(clock.index, atMs);
    return atMs;
  }
}

type Reporting = (path: string, message: string) => void;

/** What it says when it can be done; else null, and why is reported. */
function told<T>(path: string, report: Reporting, work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    report(path, error instanceof Error ? error.message : String(error));
    return null;
  }
}

function lengthOf(duration: string): number {
  const ms = parseDuration(duration);
  if (ms <= 0) throw new RangeError('A target is longer than zero.');
  if (ms > LONGEST_TARGET) throw new RangeError('A target is at most 366 days.');
  return ms;
}

const isShare = (share: number | null): share is number => share !== null && share > 0 && share < Infinity;

/** The steps whose instants can be counted under a target. A repeat that cannot be leaves the step without. */
function stepsOf(
  { ladder }: DraftedClock,
  targetMs: number,
  report: Reporting,
): { index: number; step: DraftedStep }[] {
  return ladder.flatMap(({ index, step }) => {
    const path = `ladder.${index}`;
    if ('share' in step.at) {
      const { share } = step.at;
      const problem = !isShare(share)
        ? 'The share is more than 0.'
        : share * targetMs > LONGEST_TARGET
          ? 'A step is due at most 366 days after the clock starts.'
          : null;
      if (problem !== null) report(`${path}.at.share`, problem);
      if (problem !== null) return [];
    } else {
      const { offset } = step.at;
      const ms = told(`${path}.at.offset`, report, () => {
        const by = parseDuration(offset);
        if (-by > targetMs) throw new RangeError('This is due before the clock starts.');
        if (by > LONGEST_TARGET) throw new RangeError('A step is due at most 366 days after the deadline.');
        return by;
      });
      if (ms === null) return [];
    }
    const { repeat, ...once } = step;
    const every = repeat && told(`${path}.repeat`, report, () => repeatOf(repeat));
    return [{ index, step: every ? { ...once, repeat: every } : once }];
  });
}

function repeatOf(repeat: NonNullable<TimedStep['repeat']>): NonNullable<TimedStep['repeat']> {
  const { every, times } = repeat;
  if (parseDuration(every) < 1_000) throw new RangeError('Repeat at most once a second: PT1S or longer.');
  if (!Number.isInteger(times) || times < 1 || times > MOST_REPEATS)
    throw new RangeError(`Give a whole number from 1 to ${MOST_REPEATS}.`);
  return repeat;
}

function stepOutlook(index: number, step: DraftedStep, planned: ClockPlan['steps'][number] | undefined): StepOutlook[] {
  const dueAtMs = planned?.dueAtMs ?? null;
  if (dueAtMs === null) return [];
  const repeatsAtMs = Array.from(
    { length: step.repeat?.times ?? 0 },
    (_, nth) => firingAt(planned, step, nth + 1) ?? Infinity,
  ).filter((atMs) => atMs <= LATEST);
  return [{ index, key: step.key, dueAtMs, plainAtMs: planned?.plainAtMs ?? dueAtMs, repeatsAtMs }];
}

/** A flow of which only its calendar matters. */
const flowOf = (calendarId: string | undefined): NonNullable<LeadState['flow']> => ({
  id: '',
  version: 0,
  definition: {
    priority: 0,
    match: { all: [] },
    scoring: { threshold: 0, rules: [] },
    routing: { rules: [], maxReassignments: 0 },
    clocks: [],
    ...(calendarId === undefined ? {} : { calendarId }),
  },
});
