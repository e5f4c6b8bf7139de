import fc from 'fast-check';
import { APPROVAL_LAPSES } from '../../domain/engine/routing/definition.js';
import { ESCALATION_ACTIONS } from '../../domain/leads/vocabulary/escalations.js';
import type { ModelClock, ModelEvent, ModelStatus, ModelStep, Scenario } from './lead-model.js';

/** Minutes in which everything of a scenario happens: small, so that instants collide often. */
export const HORIZON = 72;

const kind = fc.constantFrom<('CALL_LOGGED' | 'EMAIL_SENT')[]>('CALL_LOGGED', 'EMAIL_SENT');
const STATUSES: readonly ModelStatus[] = ['PENDING_APPROVAL', 'UNROUTED', 'ASSIGNED', 'CONTACTED'];
const REPS = ['ana', 'bob', 'cat', 'dan'];

export interface Limits {
  /** Which actions a ladder may have. */
  actions: ModelStep['action'][];
  restart: boolean;
  /** Whether contacts start clocks: chained ones, those of the first contact, and recurring ones. */
  chains: boolean;
  /** Whether clocks stand still in statuses of the lead. */
  pauseIn: boolean;
  /** Whether a manager may be asked first. */
  approval: boolean;
  events: ModelEvent['type'][];
}

export const EVERYTHING: Limits = {
  actions: [...ESCALATION_ACTIONS],
  restart: true,
  chains: true,
  pauseIn: true,
  approval: true,
  events: ['PROOF', 'PAUSE', 'RESUME', 'CLOSE', 'ASSIGN', 'APPROVE', 'DECLINE_APPROVAL'],
};

const step = (actions: Limits['actions']): fc.Arbitrary<Omit<ModelStep, 'key'>> =>
  fc.record({
    at: fc.oneof(
      fc.record({ quarters: fc.integer({ min: 0, max: 8 }) }),
      fc.record({ offset: fc.integer({ min: -20, max: 20 }) }),
    ),
    action: fc.constantFrom(...actions),
    repeat: fc.option(fc.record({ every: fc.integer({ min: 1, max: 12 }), times: fc.integer({ min: 1, max: 3 }) })),
  });

const clock = (index: number, limits: Limits): fc.Arbitrary<ModelClock> =>
  fc
    .record({
      starts: fc.oneof(
        fc.constantFrom('RECEIVED' as const, 'QUALIFIED' as const, 'ASSIGNED' as const),
        ...(limits.chains ? [fc.constant('CONTACTED' as const)] : []),
        ...(index > 0 && limits.chains
          ? [fc.integer({ min: 0, max: index - 1 }).map((before) => ({ afterMet: keyOf(before) }))]
          : []),
      ),
      target: fc.integer({ min: 1, max: 8 }).map((quarter) => quarter * 4),
      atRiskQuarters: fc.option(fc.constantFrom(1 as const, 2 as const, 3 as const)),
      proofs: fc.uniqueArray(kind, { minLength: 1, maxLength: 2 }),
      restart: limits.restart ? fc.boolean() : fc.constant(false),
      recurring: limits.chains ? fc.boolean() : fc.constant(false),
      // Mostly none: clocks that stand still show little else.
      pauseIn: fc.oneof(
        { weight: 2, arbitrary: fc.constant<ModelStatus[]>([]) },
        { weight: limits.pauseIn ? 1 : 0, arbitrary: fc.subarray([...STATUSES], { minLength: 1, maxLength: 2 }) },
      ),
      ladder: fc.array(step(limits.actions), { maxLength: 4 }),
    })
    .map((made) => ({
      key: keyOf(index),
      ...made,
      ladder: made.ladder.map((one, at) => ({ key: `s${at}`, ...one })),
    }));

/** Not in alphabetical order, as keys never are. */
const keyOf = (index: number): string => ['first_contact', 'answer', 'meeting'][index]!;

/** What happens at a minute, before it has its id. */
type Happening = ModelEvent extends infer Event ? (Event extends unknown ? Omit<Event, 'id'> : never) : never;

function event(type: ModelEvent['type']): fc.Arbitrary<Happening> {
  const at = fc.integer({ min: 0, max: HORIZON });
  switch (type) {
    case 'PROOF':
      // From hours before it was heard of to a sender's clock that runs four minutes ahead.
      return fc
        .record({ at, kind, ago: fc.oneof(fc.constant(0), fc.integer({ min: -4, max: 40 })) })
        .map(({ at: heard, kind: made, ago }) => ({ type, at: heard, kind: made, occurred: heard - ago }));
    case 'ASSIGN':
      return fc.record({ at, rep: fc.constantFrom(...REPS, 'mara') }).map((made) => ({ type, ...made }));
    case 'PAUSE':
      // Some without an end, some with one that is past.
      return fc
        .record({ at, length: fc.option(fc.integer({ min: -2, max: 30 })) })
        .map(({ at: heard, length }) => ({ type, at: heard, until: length === null ? null : heard + length }));
    case 'RESUME':
    case 'CLOSE':
    case 'APPROVE':
    case 'DECLINE_APPROVAL':
      return at.map((heard) => ({ type, at: heard }));
  }
}

const approval: fc.Arbitrary<NonNullable<Scenario['approval']>> = fc.record({
  within: fc.integer({ min: 1, max: 30 }),
  otherwise: fc.constantFrom(...APPROVAL_LAPSES),
});

export const scenarios = (limits: Limits = EVERYTHING): fc.Arbitrary<Scenario> =>
  fc
    .record({
      clocks: fc
        .integer({ min: 1, max: 3 })
        .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => clock(index, limits)))),
      reps: fc.subarray(REPS),
      maxReassignments: fc.integer({ min: 0, max: 3 }),
      approval: fc.oneof(
        { weight: 2, arbitrary: fc.constant(null) },
        { weight: limits.approval ? 1 : 0, arbitrary: approval },
      ),
      events: fc.array(fc.constantFrom(...limits.events).chain(event), { maxLength: 8 }),
      settlements: fc.uniqueArray(fc.integer({ min: 0, max: HORIZON }), { minLength: 1, maxLength: 12 }),
    })
    .map(({ events, settlements, ...scenario }) => ({
      ...scenario,
      // Ids not in the order of time: only ties may end at them.
      events: events.map((made, index) => ({ ...made, id: `e${(index * 5) % 8}` })),
      settlements: settlements.sort((a, b) => a - b),
    }));
