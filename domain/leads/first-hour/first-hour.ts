/** What a new organisation does in its first hour, in the order in which it helps. */
export const FIRST_HOUR_STEPS = ['HOURS', 'PEOPLE', 'FLOW', 'SOURCE', 'LEAD', 'CALL'] as const;
export type FirstHourStep = (typeof FIRST_HOUR_STEPS)[number];

/** Steps whose beginning may be right as it is: somebody looks, and says so. */
export const CONFIRMED_STEPS = ['HOURS', 'FLOW'] as const satisfies readonly FirstHourStep[];
type ConfirmedStep = (typeof CONFIRMED_STEPS)[number];

/** So many must be there to take leads: one alone hands nothing over when a clock runs out. */
export const PEOPLE_NEEDED = 2;

const DAY_MS = 24 * 60 * 60_000;
/** After it nobody is reminded on the overview; the page of its own stays. */
const REMINDED_MS = 30 * DAY_MS;

/** What the organisation keeps of its first hour, as rows have it. Instants as ISO 8601. */
export interface FirstHourKept {
  /** When what an organisation begins with was written: what is later, people did. */
  begunAt: string;
  confirmedAt?: Partial<Record<ConfirmedStep, string>>;
  putAwayAt?: string;
  /** Since when it is there again. */
  broughtBackAt?: string;
}

/** Why a step is not done. */
export const FIRST_HOUR_MISSING = [
  'NOT_LOOKED_AT',
  'NO_CALENDAR',
  'NOBODY',
  'NOT_IN_TEAM',
  'ONE_ONLY',
  'NO_ACTIVE_FLOW',
  'NO_SOURCE',
  'SOURCE_OFF',
  'NO_LEAD',
  'NOT_CALLED',
  'NOT_REACHED',
] as const;
type FirstHourMissing = (typeof FIRST_HOUR_MISSING)[number];

/** What is really there. Instants in epoch milliseconds. */
export interface FirstHourFacts {
  /** When hours were last made or changed since the beginning; null: never. */
  hours: { calendars: number; changedAtMs: number | null };
  /** Reps who are not deactivated, by the teams that an active flow gives leads to. */
  people: { takers: number; elsewhere: number };
  /** When an active flow was published since the beginning; null: never. */
  flow: { active: number; publishedAtMs: number | null };
  source: { madeAtMs: number; isOn: boolean } | null;
  /** The first lead that came in through a source. */
  lead: { receivedAtMs: number } | null;
  /** The first call with a contact, and whether there was one without. */
  call: { atMs: number | null; isTried: boolean };
}

interface StepState {
  key: FirstHourStep;
  done: boolean;
  /** Null: not done, or nobody knows since when. */
  atMs: number | null;
  /** Null: nothing. */
  missing: FirstHourMissing | null;
}

type Verdict = Pick<StepState, 'atMs' | 'missing'>;
const done = (atMs: number | null): Verdict => ({ atMs, missing: null });
const lacks = (missing: FirstHourMissing): Verdict => ({ atMs: null, missing });

/**
 * Each step with its own proof: what is there, never what somebody ticked off. Hours and flow may be confirmed as they are.
 * @returns the steps in their order
 */
export function firstHourSteps(kept: FirstHourKept, facts: FirstHourFacts): StepState[] {
  const verdicts = {
    HOURS: hoursOf(facts, confirmedMs(kept, 'HOURS')),
    PEOPLE: peopleOf(facts),
    FLOW: flowOf(facts, confirmedMs(kept, 'FLOW')),
    SOURCE: sourceOf(facts),
    LEAD: facts.lead ? done(facts.lead.receivedAtMs) : lacks('NO_LEAD'),
    CALL: callOf(facts),
  } satisfies Record<FirstHourStep, Verdict>;
  return FIRST_HOUR_STEPS.map((key) => ({ key, done: verdicts[key].missing === null, ...verdicts[key] }));
}

const confirmedMs = ({ confirmedAt }: FirstHourKept, step: ConfirmedStep): number | null => {
  const at = confirmedAt?.[step];
  return at === undefined ? null : Date.parse(at);
};

function hoursOf({ hours }: FirstHourFacts, confirmedAtMs: number | null): Verdict {
  if (hours.calendars === 0) return lacks('NO_CALENDAR');
  const atMs = hours.changedAtMs ?? confirmedAtMs;
  return atMs === null ? lacks('NOT_LOOKED_AT') : done(atMs);
}

function peopleOf({ people: { takers, elsewhere } }: FirstHourFacts): Verdict {
  if (takers >= PEOPLE_NEEDED) return done(null);
  if (takers + elsewhere >= PEOPLE_NEEDED) return lacks('NOT_IN_TEAM');
  return lacks(takers + elsewhere === 0 ? 'NOBODY' : 'ONE_ONLY');
}

function flowOf({ flow }: FirstHourFacts, confirmedAtMs: number | null): Verdict {
  if (flow.active === 0) return lacks('NO_ACTIVE_FLOW');
  const atMs = flow.publishedAtMs ?? confirmedAtMs;
  return atMs === null ? lacks('NOT_LOOKED_AT') : done(atMs);
}

function sourceOf({ source }: FirstHourFacts): Verdict {
  if (source === null) return lacks('NO_SOURCE');
  return source.isOn ? done(source.madeAtMs) : lacks('SOURCE_OFF');
}

function callOf({ lead, call }: FirstHourFacts): Verdict {
  if (call.atMs !== null) return done(call.atMs);
  if (call.isTried) return lacks('NOT_REACHED');
  return lacks(lead === null ? 'NO_LEAD' : 'NOT_CALLED');
}

/**
 * `NONE`: the organisation works since before there was a checklist, and nobody asked for one. `DONE` counts as soon as all of it
 * is there, also where it was put away before.
 */
export const FIRST_HOUR_STANDINGS = ['NONE', 'OPEN', 'DONE', 'PUT_AWAY'] as const;
type FirstHourStanding = (typeof FIRST_HOUR_STANDINGS)[number];

export function firstHourStanding(kept: FirstHourKept | null, steps: readonly StepState[]): FirstHourStanding {
  if (kept === null) return 'NONE';
  if (steps.every((step) => step.done)) return 'DONE';
  return kept.putAwayAt === undefined ? 'OPEN' : 'PUT_AWAY';
}

/** Whether the overview reminds of it: for a month, or for one more since it was brought back. */
export const isReminded = (kept: FirstHourKept | null, standing: FirstHourStanding, nowMs: number): boolean =>
  kept !== null && standing === 'OPEN' && nowMs - Date.parse(kept.broughtBackAt ?? kept.begunAt) < REMINDED_MS;
