import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineRun, inputOf } from '../../../test/support/lead-engine.js';
import { happened, LeadModel, type Outcome, type Scenario } from '../../../test/support/lead-model.js';
import { EVERYTHING, HORIZON, scenarios } from '../../../test/support/lead-scenarios.js';

const RUNS = 100;
const TIMEOUT_MS = 60_000;

const byKey = <T extends { key: string; cycle?: number }>(rows: T[]): T[] =>
  [...rows].sort((a, b) => a.key.localeCompare(b.key) || (a.cycle ?? 0) - (b.cycle ?? 0));

/** Settles at each of these minutes and once when all is over. */
function run(scenario: Scenario, settlements = scenario.settlements): EngineRun {
  const engine = new EngineRun(scenario);
  for (const minute of [...settlements, 3 * HORIZON]) engine.settle(minute);
  return engine;
}

const verdicts = ({ clocks }: Outcome) =>
  byKey(clocks).map(({ key, cycle, status, start, met, everBreached }) => {
    // A verdict that was corrected, and one that was right at once, say the same.
    return { key, cycle, status, start, met, breached: everBreached && status === 'BREACHED' };
  });

const check = <T>(name: string, arbitrary: fc.Arbitrary<T>, property: (value: T) => void, runs = RUNS) =>
  it(name, () => void fc.assert(fc.property(arbitrary, property), { numRuns: runs }), TIMEOUT_MS);

describe('a lead against the model of its rules', () => {
  check(
    'has the verdicts, escalations and owners of the model after every settlement',
    scenarios(),
    (scenario) => {
      const model = new LeadModel('lead-1', scenario);
      const engine = new EngineRun(scenario);
      for (const minute of [...scenario.settlements, HORIZON + 1]) {
        const expected = model.settle(minute);
        engine.settle(minute);
        // So the indexes of open leads, which are of those without it, have all of them.
        expect(engine.lead.closedAtMs !== null).toBe(engine.lead.status === 'CLOSED');
        const actual = engine.outcome();
        for (const outcome of [actual, expected]) {
          outcome.clocks = byKey(outcome.clocks);
          outcome.escalations = byKey(outcome.escalations);
        }
        expect(actual, `at minute ${minute}`).toEqual(expected);
      }
    },
    2 * RUNS,
  );
});

/** Where the machine's own instant matters it does so openly: a reassignment, and what was approved, counts from when it was made. */
const WITHOUT_REASSIGN = { ...EVERYTHING, approval: false, actions: ['REMINDER' as const, 'MANAGER_ALERT' as const] };

/** Nothing is asked for in the very minute in which something is due: which of them is first is not in question here. */
const untied = (scenario: Scenario): Scenario => ({
  ...scenario,
  events: scenario.events.map((event) => ({ ...event, at: event.at + (event.type === 'PROOF' ? 0 : 0.5) })),
});

describe('whenever the machine looks', () => {
  check(
    'settling more often changes no verdict',
    fc.tuple(
      scenarios(WITHOUT_REASSIGN).map(untied),
      fc.uniqueArray(fc.integer({ min: 0, max: HORIZON }), { maxLength: 30 }),
    ),
    ([scenario, more]) => {
      const first = scenario.settlements[0]!;
      const often = [...new Set([...scenario.settlements, ...more.filter((minute) => minute > first)])];
      often.sort((a, b) => a - b);
      expect(verdicts(run(scenario, often).outcome())).toEqual(verdicts(run(scenario).outcome()));
    },
  );

  check('the order in which inputs are handed over changes nothing', scenarios(), (scenario) => {
    const forwards = new EngineRun(scenario);
    const backwards = new EngineRun(scenario);
    for (const minute of [...scenario.settlements, 3 * HORIZON]) {
      forwards.settle(minute, (inputs) => [...inputs].sort((a, b) => (a.id < b.id ? -1 : 1)));
      backwards.settle(minute, (inputs) => [...inputs].sort((a, b) => (a.id < b.id ? 1 : -1)));
      expect(backwards.outcome()).toEqual(forwards.outcome());
    }
  });

  check(
    'a proof that is handled long after it was received gives the same verdict',
    fc.tuple(
      // A status that is known late cannot have stopped a clock in time.
      scenarios({ ...WITHOUT_REASSIGN, chains: false, pauseIn: false, events: ['PROOF'] }),
      fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 8, maxLength: 8 }),
    ),
    ([scenario, delays]) => {
      const prompt = run(scenario);
      const slow = new EngineRun(scenario);
      const queue = scenario.events.map((event, index) => ({ event, at: event.at + delays[index]! }));
      for (const minute of [...scenario.settlements, 3 * HORIZON])
        slow.hand(
          minute,
          queue.splice(0).flatMap((one) => (one.at <= minute ? [inputOf(one.event)] : (queue.push(one), []))),
        );
      expect(verdicts(slow.outcome())).toEqual(verdicts(prompt.outcome()));
    },
  );

  check('settling twice at one instant changes nothing the second time', scenarios(), (scenario) => {
    const engine = new EngineRun(scenario);
    for (const minute of scenario.settlements) {
      engine.settle(minute);
      const before = engine.outcome();
      expect(engine.settle(minute).isDirty).toBe(false);
      expect(byKey(engine.outcome().clocks)).toEqual(byKey(before.clocks));
      expect(engine.outcome().escalations).toEqual(before.escalations);
    }
  });

  check('after a settlement nothing that is due is left', scenarios(), (scenario) => {
    const engine = new EngineRun(scenario);
    for (const minute of [...scenario.settlements, 3 * HORIZON]) {
      engine.settle(minute);
      const { nextDue } = engine.outcome();
      expect(nextDue === null || nextDue > minute, `${nextDue} at ${minute}`).toBe(true);
    }
    // All ladders end, also those that begin anew with each owner.
    for (let minute = 1_000; engine.outcome().nextDue !== null; minute += 1_000) {
      engine.settle(minute);
      expect(minute).toBeLessThan(20_000);
    }
  });
});

/** All clocks are there before the first proof is: a clock that begins later is not met by what was before it. */
const simple = scenarios({ ...EVERYTHING, chains: false }).filter(({ reps }) => reps.length > 0);

describe('what no lead ever sees', () => {
  check('two escalations of one id, or one before it is due', scenarios(), (scenario) => {
    const { escalations } = run(scenario).outcome();
    expect(new Set(escalations.map(({ key }) => key)).size).toBe(escalations.length);
    for (const { due, fired } of escalations) expect(fired).toBeGreaterThanOrEqual(due);
  });

  check('a message after its clock was met or the lead was closed', simple, (scenario) => {
    const engine = new EngineRun(scenario);
    for (const minute of [...scenario.settlements, 3 * HORIZON]) {
      engine.settle(minute);
      const { clocks, escalations, status } = engine.outcome();
      const definitionOf = (key: string) => scenario.clocks.find((clock) => clock.key === key)!;
      const heard = scenario.events.filter((event) => event.at <= minute);
      for (const one of escalations.filter(({ fired, overtaken }) => fired === minute && !overtaken)) {
        const [, clockKey, cycle] = one.key.split(':');
        const clock = clocks.find(({ key, cycle: each }) => key === clockKey && each === Number(cycle))!;
        const { proofs, starts } = definitionOf(clockKey!);
        const spoke = heard.some(
          (event) =>
            event.type === 'PROOF' &&
            event.at < minute &&
            event.at > Math.max(one.due, clock.start) &&
            proofs.includes(event.kind) &&
            (typeof starts !== 'object' || happened(event) > clock.start),
        );
        expect(spoke, `${one.key} fired at ${minute}`).toBe(false);
        const closed = heard.some((event) => event.type === 'CLOSE' && event.at < minute);
        expect(closed && status === 'CLOSED', `${one.key} fired at ${minute} after the lead was closed`).toBe(false);
      }
    }
  });

  check('a breach that stands although a proof says that the contact was in time', simple, (scenario) => {
    const { clocks } = run(scenario).outcome();
    for (const clock of clocks) {
      if (clock.status === 'CANCELLED' || clock.deadline === null) continue;
      const { proofs, starts } = scenario.clocks.find(({ key }) => key === clock.key)!;
      // It starts once somebody has decided: a contact that was handled before then is none of its.
      if (scenario.approval !== null && starts === 'ASSIGNED') continue;
      const contacts = scenario.events.flatMap((event) =>
        event.type === 'PROOF' && proofs.includes(event.kind) ? [happened(event)] : [],
      );
      const counted = contacts.filter((at) => typeof starts !== 'object' || at > clock.start);
      if (counted.some((at) => at <= clock.deadline!)) expect(clock.status, clock.key).toBe('MET');
      if (clock.status === 'MET') expect(clock.met).toBe(Math.max(clock.start, Math.min(...counted)));
    }
  });

  check(
    'a ladder that gives it to somebody who had it, or more often than the flow allows',
    scenarios(),
    (scenario) => {
      const { lead } = run(scenario);
      expect(lead.reassignments).toBeLessThanOrEqual(scenario.maxReassignments);
      for (const [index, { ownerId, mode, assignedAtMs, endedAtMs }] of lead.assignments.entries()) {
        const before = lead.assignments.slice(0, index).map((one) => one.ownerId);
        if (mode === 'AUTO') expect(before).not.toContain(ownerId);
        if (endedAtMs !== null) expect(endedAtMs).toBeGreaterThanOrEqual(assignedAtMs);
        if (index > 0) expect(assignedAtMs).toBe(lead.assignments[index - 1]!.endedAtMs);
      }
      expect(lead.assignments.filter(({ endedAtMs }) => endedAtMs === null).length).toBeLessThanOrEqual(1);
    },
  );

  check('a breach before its deadline, or a clock that is met and open at once', scenarios(), (scenario) => {
    const { lead } = run(scenario);
    for (const clock of lead.clocks) {
      if (clock.breachedAtMs !== null) expect(clock.breachedAtMs).toBeGreaterThanOrEqual(clock.deadlineAtMs!);
      if (clock.status === 'MET') expect(clock.metAtMs).not.toBeNull();
      // Nobody is faster than at once, whoever called first.
      if (clock.metAtMs !== null) expect(clock.metAtMs).toBeGreaterThanOrEqual(clock.startedAtMs);
      if (lead.contactedAtMs !== null) expect(lead.contactedAtMs).toBeGreaterThanOrEqual(lead.receivedAtMs);
      if (clock.status === 'RUNNING' || clock.status === 'PAUSED') expect(clock.metAtMs).toBeNull();
    }
  });
});
