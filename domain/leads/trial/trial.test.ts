import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineLead, MINUTE, newCandidate, newFlow, newLead, RECEIVED } from '../../../test/support/lead-engine.js';
import type { Candidate } from '../../engine/routing/types.js';
import type { ClockDefinition, FlowDefinition, LadderStep } from '../flow/definition.js';
import type { SettlementContext } from '../lead/draft.js';
import type { ReadFlow } from './read-flow.js';
import { MOST_HAPPENINGS, Trial } from './trial.js';

const read = <T>(value: T) => ({ value });

/** A definition that is all in order, part by part. */
function readFlow(definition: FlowDefinition, change: Partial<ReadFlow> = {}): ReadFlow {
  const { priority, match, calendarId, duplicates, scoring, routing, clocks } = definition;
  return {
    priority: read(priority),
    match: read(match),
    calendarId: read(calendarId),
    duplicates: read(duplicates),
    scoring: read(scoring),
    rules: routing.rules.map(read),
    fallback: read(routing.fallback),
    leadWeights: (routing.leadWeights ?? []).map(read),
    maxReassignments: read(routing.maxReassignments),
    clocks: clocks.map((clock, index) => ({ index, key: clock.key, name: clock.name, clock: read(clock) })),
    ...change,
  };
}

const contextAt = (nowMs: number, candidates: readonly Candidate[]): SettlementContext => ({
  nowMs,
  newId: () => 'never',
  activeFlows: [],
  calendars: new Map(),
  people: { users: new Map(), teamCalendarIds: new Map() },
  candidates: structuredClone([...candidates]),
  samePerson: new Map(),
  nameOf: (userId) => userId,
});

function trialOf(definition: FlowDefinition, candidates: readonly Candidate[], change: Partial<ReadFlow> = {}): Trial {
  const trial = new Trial({
    flow: { id: 'flow-1', key: 'main', version: 1 },
    draft: readFlow(definition, change),
    lead: newLead(),
    context: contextAt(RECEIVED, candidates),
    names: new Map(),
  });
  for (let next = trial.next(); next !== null; next = trial.next()) {
    const context = contextAt(next.atMs, candidates);
    trial.pass(next.asksPeople ? context : { ...context, candidates: null });
  }
  return trial;
}

const clock = (change: Partial<ClockDefinition> = {}): ClockDefinition => ({
  key: 'contact',
  name: 'First contact',
  starts: 'RECEIVED',
  target: { duration: 'PT30M', time: 'ELAPSED' },
  proofs: ['CALL_LOGGED'],
  ladder: [],
  ...change,
});
const issues = [{ path: 'somewhere', message: 'is wrong' }];

describe('a trial', () => {
  const step = fc.record({
    at: fc.oneof(
      fc.integer({ min: 0, max: 8 }).map((quarters) => ({ share: quarters / 4 })),
      fc
        .integer({ min: -10, max: 30 })
        .map((minutes) => ({ offset: `${minutes < 0 ? '-' : ''}PT${Math.abs(minutes)}M` })),
    ),
    action: fc.constantFrom('REMINDER' as const, 'REASSIGN' as const, 'MANAGER_ALERT' as const),
    repeat: fc.option(fc.record({ every: fc.constant('PT7M'), times: fc.integer({ min: 1, max: 3 }) }), {
      nil: undefined,
    }),
  });
  const flow = fc.record({
    mode: fc.constantFrom('AUTO' as const, 'OFFER' as const, 'BROADCAST' as const),
    ladder: fc.array(step, { maxLength: 4 }),
    restart: fc.boolean(),
    people: fc.array(fc.record({ capacity: fc.integer({ min: 1, max: 3 }), load: fc.integer({ min: 0, max: 2 }) }), {
      maxLength: 4,
    }),
    weight: fc.constantFrom(1, 2),
    answerWithin: fc.constantFrom('PT4M', 'PT40M'),
  });

  it('does with a lead what the settlements of a published flow do, instant by instant', () => {
    let handedOn = 0;
    fc.assert(
      fc.property(flow, ({ mode, ladder, restart, people, weight, answerWithin }) => {
        const steps = ladder.map((one, index): LadderStep => ({ key: `s${index}`, ...one }));
        const definition = newFlow({
          routing: {
            rules: [{ when: { all: [] }, teamId: 'team-1', strategy: 'BALANCED', mode, answerWithin, answerShare: 1 }],
            maxReassignments: 2,
            leadWeights: [{ when: { all: [] }, weight }],
          },
          clocks: [
            clock({ atRisk: 0.5, ladder: steps }),
            clock({ key: 'own', starts: 'ASSIGNED', restartOnReassign: restart, ladder: steps.slice(0, 2) }),
          ],
        });
        const candidates = people.map((one, index) => newCandidate(`rep-${index}`, one));
        const trial = trialOf(definition, candidates);

        // The same by hand: a lead whose state goes out as rows, over people whose load has it.
        const engine = new EngineLead(definition, candidates);
        const instants = [RECEIVED, ...new Set(trial.happened.map(({ atMs }) => atMs))].sort((a, b) => a - b);
        for (const atMs of instants) {
          const { ownerId, assignments, offers } = engine.lead;
          const asked = offers.filter(({ mode: by }) => by === 'OFFER');
          const counted = candidates.map((one) => {
            const holds =
              one.userId === ownerId ||
              asked.some(({ status, answers }) => status === 'OPEN' && answers[0]!.userId === one.userId);
            const given = assignments.filter((all) => all.ownerId === one.userId).map((all) => all.assignedAtMs);
            const turns = asked
              .filter(({ answers }) => answers[0]!.userId === one.userId)
              .map((all) => all.offeredAtMs);
            return {
              ...one,
              load: one.load + (holds ? engine.lead.capacityWeight : 0),
              recentlyAssignedAtMs: given,
              lastAssignedAtMs: given.length + turns.length === 0 ? null : Math.max(...given, ...turns),
            };
          });
          engine.settle(atMs, [], 'SETTLED', { candidates: counted });
        }
        const { lead } = engine;
        const fired = trial.happened.filter(({ what }) => what === 'escalation.fired');
        expect(
          fired.map(({ clockKey, cycle, stepKey, repeat, action, atMs }) => [
            clockKey,
            cycle,
            stepKey,
            repeat,
            action,
            atMs,
          ]),
        ).toEqual(
          lead.escalations.map((one) => [one.clockKey, one.cycle, one.stepKey, one.repeat, one.action, one.firedAtMs]),
        );
        expect(
          trial.happened.filter(({ what }) => what === 'lead.assigned').map(({ userIds, text }) => [...userIds, text]),
        ).toEqual(lead.assignments.map(({ ownerId, explanationText }) => [ownerId, explanationText]));
        expect(
          trial.happened.filter(({ what }) => what === 'lead.offered').map(({ userIds, text }) => [...userIds, text]),
        ).toEqual(
          lead.offers.map(({ answers, explanationText }) => [...answers.map(({ userId }) => userId), explanationText]),
        );
        if (!trial.isCut) expect(engine.settle(RECEIVED + 10_000 * MINUTE).changes.passed).toEqual([]);
        if (lead.assignments.length > 1 || lead.offers.length > 1) handedOn += 1;
      }),
      { numRuns: 120 },
    );
    expect(handedOn).toBeGreaterThan(5);
  });

  it('says whom each step tells', () => {
    const ladder: LadderStep[] = [
      { key: 'owner', at: { share: 0.1 }, action: 'REMINDER' },
      { key: 'team', at: { share: 0.2 }, action: 'REMINDER', to: ['team'] },
      { key: 'boss', at: { share: 0.3 }, action: 'MANAGER_ALERT', to: ['manager', 'owner'] },
    ];
    const { happened } = trialOf(newFlow({ clocks: [clock({ ladder })] }), [newCandidate('ana')]);
    const tells = happened.flatMap((one) => (one.what === 'escalation.fired' ? [one.tells] : []));
    expect(tells).toEqual([
      { userIds: ['ana'], managers: false, team: false },
      // A lead of no team has nobody else.
      expect.objectContaining({ userIds: [] }),
      { userIds: ['ana'], managers: true, team: false },
    ]);
    expect(happened[0]).toMatchObject({ what: 'lead.assigned', userIds: ['ana'], tells: { userIds: ['ana'] } });
  });

  it('ends somewhere, and says that it does', () => {
    const ladder: LadderStep[] = [
      { key: 'again', at: { share: 0.5 }, action: 'REMINDER', repeat: { every: 'PT1M', times: 100 } },
    ];
    const trial = trialOf(newFlow({ clocks: [clock({ ladder }), clock({ key: 'b', ladder })] }), [newCandidate('ana')]);
    expect(trial.happened).toHaveLength(MOST_HAPPENINGS);
    expect(trial.isCut).toBe(true);
  });

  it('tells the clocks of the customer where it cannot be told who gets the lead', () => {
    const clocks = [
      clock(),
      clock({ key: 'own', starts: 'ASSIGNED' }),
      clock({ key: 'next', starts: { afterMet: 'own' } }),
    ];
    const { result, happened } = trialOf(newFlow({ clocks }), [newCandidate('ana')], { rules: [{ issues }] });
    expect(result).toMatchObject({
      routing: null,
      status: null,
      score: { value: 1 },
      untold: [{ part: 'routing', issues }],
    });
    expect(result.clocks.map(({ state }) => state)).toEqual(['RUNS', 'UNTOLD', 'WAITS']);
    expect(happened).toEqual([]);
  });

  it('asks the rules up to the first that cannot be read, and the fallback only where nobody else could take it', () => {
    const definition = newFlow();
    const unreadFallback = { fallback: { issues } };
    expect(trialOf(definition, [newCandidate('ana')], unreadFallback).result.routing).toMatchObject({ ownerId: 'ana' });
    expect(trialOf(definition, [], unreadFallback).result).toMatchObject({
      routing: null,
      untold: [{ part: 'routing' }],
    });
    const weights = { leadWeights: [{ issues }] };
    expect(trialOf(definition, [newCandidate('ana')], weights).result.routing).toBeNull();
    const never = { when: { not: { all: [] } }, teamId: 'team-1', strategy: 'BALANCED' as const };
    const after = { rules: [read(never), { issues }, read(definition.routing.rules[0]!)] };
    expect(trialOf(definition, [newCandidate('ana')], after).result.routing).toBeNull();
  });
});
