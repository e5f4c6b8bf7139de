import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineLead, MINUTE, newCandidate, newFlow, RECEIVED } from '../../../test/support/lead-engine.js';
import type { ClockDefinition } from '../flow/definition.js';
import type { RoutingRule } from '../../engine/routing/definition.js';
import { leaversOf } from '../../platform/audit/leavers.js';
import { describeNext } from '../view/next.js';
import { timeToAnswer } from './offer.js';
import type { CommandRequest, LeadInput, LeadState, OfferState } from '../lead/state.js';
import { viewOf } from '../view/view.js';

const at = (minute: number): number => RECEIVED + minute * MINUTE;
const system = { type: 'system', id: null } as const;
let inputs = 0;
const command = (received: number, request: CommandRequest): LeadInput => ({
  type: 'COMMAND',
  id: `input-${String((inputs += 1)).padStart(6, '0')}`,
  request,
  actor: system,
  receivedAtMs: at(received),
});
const accept = (received: number, userId: string) => command(received, { kind: 'ACCEPT', userId });
const decline = (received: number, userId: string, reason = 'busy') =>
  command(received, { kind: 'DECLINE', userId, reason });

const clock = (change: Partial<ClockDefinition> = {}): ClockDefinition => ({
  key: 'first_contact',
  name: 'First contact',
  starts: 'RECEIVED',
  proofs: ['CALL_LOGGED'],
  ladder: [],
  target: { duration: 'PT40M', time: 'ELAPSED' },
  ...change,
});

interface Setting {
  reps?: string[];
  clocks?: ClockDefinition[];
  rule?: Partial<RoutingRule>;
  fallback?: boolean;
}

/** Reps in the order in which routing prefers them; a fallback team of one, `zoe`. */
function newEngine({ reps = ['ana', 'bob', 'cat'], clocks = [clock()], rule = {}, fallback = false }: Setting = {}) {
  const flow = newFlow({ clocks });
  Object.assign(flow.routing.rules[0]!, { mode: 'OFFER', answerWithin: 'PT5M', ...rule });
  if (fallback) flow.routing.fallback = { teamId: 'team-2', strategy: 'BALANCED' };
  const team = reps.map((rep, index) => newCandidate(rep, { capacity: 100 - index }));
  return new EngineLead(flow, [...team, newCandidate('zoe', { teamIds: ['team-2'] })]);
}

const askedOf = (lead: LeadState) => lead.offers.map(({ answers }) => answers.map(({ userId }) => userId));
const verdicts = (draft: ReturnType<EngineLead['settle']>) => draft.changes.commands.map(({ refusal }) => refusal);

describe('the time to answer', () => {
  it.each([
    [{ answerWithin: 'PT5M' }, null, 5 * MINUTE],
    [{}, null, 5 * MINUTE],
    [{ answerWithin: 'PT5M' }, 40 * MINUTE, 5 * MINUTE],
    [{}, 8 * MINUTE, 2 * MINUTE],
    [{ answerShare: 0.5 }, 8 * MINUTE, 4 * MINUTE],
    [{ answerShare: 1 }, 4_001, 4_001],
    [{}, 1_000, 1_000],
  ])('of %j with %d ms left is %d ms', (rule, leftMs, expected) => {
    expect(timeToAnswer(rule, leftMs)).toBe(expected);
  });

  it('is a share of what the most urgent customer clock leaves; a rep’s own clock does not count', () => {
    const own = clock({ key: 'own', restartOnReassign: true, target: { duration: 'PT4M', time: 'ELAPSED' } });
    const engine = newEngine({ clocks: [clock(), own, clock({ key: 'slow' })] });
    engine.settle(at(24));
    // 16 of 40 minutes are left: a quarter of them is four.
    expect(engine.lead.offers).toMatchObject([{ offeredAtMs: at(24), expiresAtMs: at(28) }]);
    expect(engine.lead.clocks.find(({ key }) => key === 'first_contact')).toMatchObject({ deadlineAtMs: at(40) });
  });
});

describe('an offer', () => {
  it('puts the lead before the best, who is told how long; nobody owns it, and the customer’s clock runs', () => {
    const engine = newEngine();
    const { changes } = engine.settle(at(0), [], 'ROUTED');
    expect(engine.lead).toMatchObject({
      status: 'OFFERED',
      ownerId: null,
      teamId: 'team-1',
      assignments: [],
      clocksStarted: false,
      clocks: [{ status: 'RUNNING', deadlineAtMs: at(40) }],
      offers: [{ sequence: 1, mode: 'OFFER', status: 'OPEN', answers: [{ userId: 'ana', status: 'PENDING' }] }],
    });
    expect(changes.notices).toMatchObject([{ kind: 'OFFERED', userId: 'ana', channels: ['in_app', 'email'] }]);
    expect(changes.notices[0]!.text).toContain('within 5 min');
    engine.settle(at(0));
    expect(engine.settle(at(1)).isDirty).toBe(false);
    expect(describeNext(engine.lead)[0]).toMatchObject({ what: 'OFFER_EXPIRES', clockKey: null, atMs: at(5) });
    const view = viewOf(engine.lead, String);
    expect(view).toMatchObject({ status: 'OFFERED', ownerId: null, nextDueAtMs: at(5), deadlineAtMs: at(40) });
    expect(view.details).toContain(`**Owner** nobody yet: offered to ana until Mon 2 Mar 2026 09:05`);
  });

  it('that is accepted makes an assignment with its explanation, from when it was received', () => {
    const engine = newEngine({ clocks: [clock(), clock({ key: 'own', starts: 'ASSIGNED' })] });
    engine.settle(at(0));
    const draft = engine.settle(at(4), [accept(3, 'ana')]);
    expect(verdicts(draft)).toEqual([null]);
    expect(engine.lead).toMatchObject({ status: 'ASSIGNED', ownerId: 'ana', assignedAtMs: at(3), reassignments: 0 });
    expect(engine.lead.assignments).toMatchObject([{ mode: 'OFFER', ownerId: 'ana' }]);
    expect(engine.lead.assignments[0]!.explanation!.text).toContain('most free capacity');
    expect(engine.lead.assignments[0]!.explanation!.candidates).toHaveLength(4);
    expect(engine.lead.clocks.find(({ key }) => key === 'own')).toMatchObject({ startedAtMs: at(3) });
    expect(draft.changes.audit.map(({ action }) => action)).toEqual([
      'lead.offer_accepted',
      'lead.assigned',
      'sla.started',
    ]);
  });

  it('goes to the next when it is declined, who is told why in the explanation', () => {
    const engine = newEngine();
    engine.settle(at(0));
    const { changes } = engine.settle(at(1), [
      command(1, { kind: 'DECLINE', userId: 'ana', reason: 'speaks no Hungarian', busyFor: 'PT1H' }),
    ]);
    expect(askedOf(engine.lead)).toEqual([['ana'], ['bob']]);
    expect(engine.lead.offers[0]).toMatchObject({ status: 'DECLINED', endedAtMs: at(1) });
    const said = engine.lead.offers[1]!.explanation!.candidates.find(({ userId }) => userId === 'ana');
    expect(said).toMatchObject({ outcome: 'OUT', reason: 'NOT_TRIED: declined: speaks no Hungarian' });
    expect(changes.busy).toEqual([{ userId: 'ana', untilMs: at(61) }]);
  });

  it('goes to the next when its time is over, at its instant, and ends as before: fallback, then a work item', () => {
    const engine = newEngine({ reps: ['ana', 'bob'], fallback: true, clocks: [] });
    engine.settle(at(0));
    expect(engine.settle(at(4.999)).isDirty).toBe(false);
    engine.settle(at(5));
    expect(askedOf(engine.lead)).toEqual([['ana'], ['bob']]);
    engine.settle(at(10));
    expect(engine.lead).toMatchObject({ status: 'ASSIGNED', ownerId: 'zoe', assignments: [{ mode: 'AUTO' }] });
    const reasons = engine.lead.assignments[0]!.explanation!.candidates.map(({ userId, reason }) => [userId, reason]);
    expect(reasons).toContainEqual(['ana', 'NOT_TRIED: did not answer in time']);

    const alone = newEngine({ reps: ['ana'], clocks: [] });
    alone.settle(at(0));
    const { changes } = alone.settle(at(5));
    expect(alone.lead).toMatchObject({ status: 'UNROUTED', ownerId: null });
    expect(changes.workItems).toMatchObject([{ kind: 'UNROUTED' }]);
    expect(changes.audit.map(({ action }) => action)).toEqual(['lead.offer_expired', 'lead.unrouted']);
  });

  it('counts an answer by when it was received, however late the machine is', () => {
    const inTime = newEngine();
    inTime.settle(at(0));
    expect(verdicts(inTime.settle(at(30), [accept(5, 'ana')]))).toEqual([null]);
    expect(inTime.lead).toMatchObject({ ownerId: 'ana', assignedAtMs: at(5) });
    const late = newEngine();
    late.settle(at(0));
    expect(verdicts(late.settle(at(30), [accept(5.001, 'ana')]))).toEqual([
      `the time to answer was over at ${new Date(at(5)).toISOString()}`,
    ]);
    expect(late.lead).toMatchObject({ status: 'OFFERED', ownerId: null });
  });

  it('is answered once: the same again changes nothing, anything else is refused in words', () => {
    const engine = newEngine();
    engine.settle(at(0));
    const said = verdicts(
      engine.settle(at(3), [accept(1, 'bob'), accept(1, 'ana'), accept(2, 'ana'), decline(2, 'ana'), accept(3, 'cat')]),
    );
    const not = 'this lead was not offered to you';
    expect(said).toEqual([not, null, null, `you accepted it at ${new Date(at(1)).toISOString()}`, not]);
    expect(engine.lead.assignments).toHaveLength(1);
    engine.settle(at(6), [command(5, { kind: 'ASSIGN', ownerId: 'cat' })]);
    expect(verdicts(engine.settle(at(7), [accept(7, 'ana')]))[0]).toContain('somebody else has it now');
  });

  it.each<[string, LeadInput, Partial<LeadState>]>([
    ['an assignment by hand', command(2, { kind: 'ASSIGN', ownerId: 'cat' }), { status: 'ASSIGNED', ownerId: 'cat' }],
    ['the closing', command(2, { kind: 'CLOSE', outcome: 'LOST' }), { status: 'CLOSED', ownerId: null }],
    [
      'a proof',
      { ...command(2, { kind: 'PAUSE' }), type: 'PROOF', kind: 'CALL_LOGGED', occurredAtMs: at(2) },
      { status: 'CONTACTED', ownerId: null },
    ],
  ])('is withdrawn by %s', (_what, input, expected) => {
    const engine = newEngine();
    engine.settle(at(0));
    const { changes } = engine.settle(at(3), [input]);
    expect(engine.lead).toMatchObject(expected);
    expect(engine.lead.offers).toMatchObject([
      { status: 'WITHDRAWN', endedAtMs: at(2), answers: [{ status: 'WITHDRAWN', answeredAtMs: null }] },
    ]);
    expect(changes.audit.map(({ action }) => action)).toContain('lead.offer_withdrawn');
    expect(describeNext(engine.lead).filter(({ what }) => what === 'OFFER_EXPIRES')).toEqual([]);
    if (expected.status !== 'CLOSED')
      expect(verdicts(engine.settle(at(4), [accept(4, 'ana')]))[0]).toContain('was withdrawn at');
  });

  it('tells nobody of an offer that was pointless when it was made', () => {
    const engine = newEngine();
    engine.settle(at(0));
    const { changes } = engine.settle(at(9), [command(7, { kind: 'ASSIGN', ownerId: 'cat' })]);
    expect(askedOf(engine.lead)).toEqual([['ana'], ['bob']]);
    expect(changes.notices.filter(({ kind }) => kind === 'OFFERED')).toEqual([]);
    expect(engine.lead.ownerId).toBe('cat');
  });
});

describe('after a missed deadline', () => {
  const ladder = [{ key: 'reassign', at: { offset: 'PT0S' }, action: 'REASSIGN' as const }];

  it('nobody is asked: the ladder gives it to the best who did not decline, asked or not', () => {
    const engine = newEngine({ clocks: [clock({ target: { duration: 'PT20M', time: 'ELAPSED' }, ladder })] });
    engine.settle(at(0));
    engine.settle(at(1), [decline(1, 'ana')]);
    for (let minute = 2; minute < 20; minute += 1) engine.settle(at(minute));
    expect(engine.lead.offers.map(({ answers }) => answers[0]!.status)).toEqual(['DECLINED', 'EXPIRED', 'EXPIRED']);
    engine.settle(at(20));
    // bob did not answer, but did not say no.
    expect(engine.lead).toMatchObject({ status: 'ASSIGNED', ownerId: 'bob', reassignments: 0 });
    expect(engine.lead.assignments).toMatchObject([{ mode: 'AUTO' }]);
    expect(engine.lead.offers.at(-1)!.status).not.toBe('OPEN');
    expect(engine.lead.escalations).toMatchObject([{ action: 'REASSIGN' }]);
  });

  it('takes the lead away from a pending offer at its very instant, the place kept for it is free', () => {
    const engine = new EngineLead(
      newFlow({
        routing: {
          rules: [{ when: { all: [] }, teamId: 'team-1', strategy: 'BALANCED', mode: 'OFFER', answerShare: 1 }],
          maxReassignments: 2,
        },
        clocks: [clock({ target: { duration: 'PT4M', time: 'ELAPSED' }, ladder })],
      }),
      [newCandidate('ana', { capacity: 1 })],
    );
    engine.settle(at(0));
    expect(engine.lead.offers).toMatchObject([{ expiresAtMs: at(4) }]);
    engine.settle(at(4), [], 'SETTLED', { candidates: [newCandidate('ana', { capacity: 1, load: 1 })] });
    expect(engine.lead).toMatchObject({ ownerId: 'ana', offers: [{ status: 'WITHDRAWN' }] });
  });

  it('a lead whose time was over before it was routed is given at once', () => {
    const engine = newEngine();
    engine.settle(at(41));
    expect(engine.lead).toMatchObject({ status: 'ASSIGNED', ownerId: 'ana', offers: [] });
    const declined = newEngine();
    declined.settle(at(0));
    // Expired for ana; bob is asked at 39.9; nobody is asked once the time is over.
    declined.settle(at(39.9));
    declined.settle(at(45));
    expect(declined.lead).toMatchObject({ status: 'ASSIGNED', ownerId: 'ana' });
    expect(askedOf(declined.lead)).toEqual([['ana'], ['bob']]);
  });
});

describe('a broadcast', () => {
  const broadcast = (setting: Setting = {}) => newEngine({ ...setting, rule: { mode: 'BROADCAST' } });

  it('asks all who passed; the first to accept has it, the others hear who', () => {
    const engine = broadcast();
    const { changes } = engine.settle(at(0));
    expect(askedOf(engine.lead)).toEqual([['ana', 'bob', 'cat']]);
    expect(changes.notices.map(({ userId }) => userId)).toEqual(['ana', 'bob', 'cat']);
    const draft = engine.settle(at(2), [accept(1.5, 'cat'), accept(1, 'bob'), decline(0.5, 'ana')]);
    expect(verdicts(draft)).toEqual([null, null, `bob accepted it at ${new Date(at(1)).toISOString()}`]);
    expect(engine.lead.offers[0]).toMatchObject({
      status: 'ACCEPTED',
      answers: [
        { userId: 'ana', status: 'DECLINED', reason: 'busy' },
        { userId: 'bob', status: 'ACCEPTED' },
        { userId: 'cat', status: 'WITHDRAWN' },
      ],
    });
    expect(engine.lead.assignments).toMatchObject([{ ownerId: 'bob', mode: 'BROADCAST' }]);
    const outcomes = engine.lead.assignments[0]!.explanation!.candidates.map(({ userId, outcome }) => [
      userId,
      outcome,
    ]);
    expect(outcomes).toEqual([
      ['ana', 'PASSED'],
      ['bob', 'CHOSEN'],
      ['cat', 'PASSED'],
      ['zoe', 'OUT'],
    ]);
  });

  it('goes to the fallback when all declined, not before', () => {
    const engine = broadcast({ fallback: true });
    engine.settle(at(0));
    engine.settle(at(1), [decline(1, 'ana'), decline(1, 'bob')]);
    expect(engine.lead.status).toBe('OFFERED');
    engine.settle(at(2), [decline(2, 'cat')]);
    expect(engine.lead).toMatchObject({ ownerId: 'zoe', offers: [{ status: 'DECLINED' }] });
  });
});

describe('offers to many leads at once', () => {
  it('are spread as assignments are: who is asked keeps a place free', () => {
    const reps = ['ana', 'bob', 'cat'].map((rep) => newCandidate(rep, { capacity: 2 }));
    const flow = newFlow({ clocks: [] });
    flow.routing.rules[0]!.mode = 'OFFER';
    const asked = Array.from({ length: 7 }, (_, index) => {
      const engine = new EngineLead(flow, [], { id: `lead-${index}` });
      engine.settle(at(0), [], 'SETTLED', { candidates: reps });
      return engine.lead.offers[0]?.answers[0]?.userId ?? engine.lead.status;
    });
    expect(asked.slice(0, 6).sort()).toEqual(['ana', 'ana', 'bob', 'bob', 'cat', 'cat']);
    expect(asked[6]).toBe('UNROUTED');
  });
});

/** Who is asked, when, and who gets it: in words of minutes, without a line of the engine's code. */
interface Said {
  at: number;
  rep: number;
  accepts: boolean;
}

function oracle(reps: number, mode: 'OFFER' | 'BROADCAST', within: number, said: Said[]) {
  const rounds = mode === 'OFFER' ? Array.from({ length: reps }, (_, rep) => [rep]) : [[...Array(reps).keys()]];
  let start = 0;
  // What is said in one minute is heard in its order: after the decline that ended the offer, the next one is out.
  let heard = 0;
  const statuses: string[] = [];
  for (const round of rounds) {
    const open = new Set(round);
    while (open.size > 0 && heard < said.length && said[heard]!.at <= start + within) {
      const { rep, accepts } = said[heard]!;
      heard += 1;
      if (!open.has(rep)) continue;
      if (accepts) return { winner: rep, rounds: statuses.length + 1 };
      open.delete(rep);
    }
    statuses.push(open.size > 0 ? 'EXPIRED' : 'DECLINED');
    // What was said in the very minute in which an offer expires came before: the loop has passed over it.
    start = open.size > 0 ? start + within : said[heard - 1]!.at;
  }
  return { winner: null, rounds: statuses.length };
}

const scenario = fc.record({
  mode: fc.constantFrom('OFFER' as const, 'BROADCAST' as const),
  reps: fc.integer({ min: 1, max: 5 }),
  within: fc.integer({ min: 2, max: 6 }),
  said: fc
    .array(fc.record({ at: fc.integer({ min: 1, max: 30 }), rep: fc.nat(5), accepts: fc.boolean() }), { maxLength: 30 })
    .map((all) => [...all].sort((a, b) => a.at - b.at)),
});

const names = Array.from({ length: 6 }, (_, index) => `rep-${index}`);

function run({ mode, reps, within, said }: typeof scenario extends fc.Arbitrary<infer T> ? T : never, looks: number[]) {
  const engine = newEngine({
    reps: names.slice(0, reps),
    clocks: [],
    rule: { mode, answerWithin: `PT${within}M` },
  });
  const refusals: (string | null)[] = [];
  engine.settle(at(0));
  let heard = 0;
  for (const look of looks) {
    const now = said.filter((one) => one.at > heard && one.at <= look);
    heard = look;
    const draft = engine.settle(
      at(look),
      now.map(({ at: minute, rep, accepts }) => (accepts ? accept : decline)(minute, names[rep]!)),
    );
    refusals.push(...verdicts(draft));
  }
  return { lead: engine.lead, refusals };
}

/** Who of the reps can see the lead: its owner, and those whom an offer waits for. */
const seers = ({ ownerId, offers }: LeadState): Set<string> =>
  new Set([
    ...(ownerId === null ? [] : [ownerId]),
    ...offers.flatMap(({ answers }) =>
      answers.filter(({ status }) => status === 'PENDING').map(({ userId }) => userId),
    ),
  ]);

describe('whoever loses sight of the lead', () => {
  const happening = fc.record({
    at: fc.integer({ min: 1, max: 40 }),
    rep: fc.nat(4),
    what: fc.constantFrom('ACCEPT', 'DECLINE', 'ASSIGN', 'REPLAN', 'CLOSE', 'PROOF', 'NOTHING'),
  });

  function inputOf({ at: minute, rep, what }: { at: number; rep: number; what: string }): LeadInput[] {
    const userId = names[rep]!;
    const proof = { type: 'PROOF', id: `proof-${(inputs += 1)}`, kind: 'CALL_LOGGED', actor: system } as const;
    switch (what) {
      case 'ACCEPT':
        return [accept(minute, userId)];
      case 'DECLINE':
        return [decline(minute, userId)];
      case 'ASSIGN':
        return [command(minute, { kind: 'ASSIGN', ownerId: userId })];
      case 'REPLAN':
        return [command(minute, { kind: 'REPLAN', absentUserId: userId, reason: 'time off' })];
      case 'CLOSE':
        return [command(minute, { kind: 'CLOSE', outcome: 'LOST' })];
      case 'PROOF':
        return [{ ...proof, occurredAtMs: at(minute), receivedAtMs: at(minute) }];
      default:
        return [];
    }
  }

  it('is named by an entry, whatever took it from them', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('OFFER' as const, 'BROADCAST' as const),
        fc.array(happening, { maxLength: 15 }),
        (mode, all) => {
          const engine = newEngine({ reps: names.slice(0, 4), rule: { mode, answerWithin: 'PT6M' } });
          engine.settle(at(0));
          for (const one of [...all].sort((a, b) => a.at - b.at)) {
            const before = seers(engine.lead);
            const { changes } = engine.settle(at(one.at), inputOf(one));
            const named = changes.audit.flatMap((entry) => leaversOf(entry));
            const after = seers(engine.lead);
            expect([...before].filter((rep) => !after.has(rep) && !named.includes(rep))).toEqual([]);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('somebody who is asked and becomes absent', () => {
  const absent = (minute: number, absentUserId: string) =>
    command(minute, { kind: 'REPLAN', absentUserId, absenceId: 'absence-1', reason: 'time off' });

  it('is asked no longer, and the next is', () => {
    const engine = newEngine();
    engine.settle(at(0));
    const { changes } = engine.settle(at(2), [absent(1, 'ana')]);
    expect(askedOf(engine.lead)).toEqual([['ana'], ['bob']]);
    expect(engine.lead).toMatchObject({
      status: 'OFFERED',
      offers: [{ status: 'WITHDRAWN', endedAtMs: at(1), answers: [{ status: 'WITHDRAWN' }] }, { status: 'OPEN' }],
    });
    expect(changes.audit).toMatchObject([
      { action: 'lead.offer_withdrawn', after: { userIds: ['ana'], text: 'ana is absent (time off)' } },
      { action: 'lead.offered', after: { userIds: ['bob'] } },
    ]);
    const late = engine.settle(at(3), [accept(3, 'ana')]);
    expect(verdicts(late)).toEqual([`the offer was withdrawn at ${new Date(at(1)).toISOString()}`]);
  });

  it('is taken out of a broadcast, which goes on among the others until nobody is left to answer', () => {
    const engine = newEngine({ rule: { mode: 'BROADCAST' }, fallback: true });
    engine.settle(at(0));
    engine.settle(at(1), [absent(1, 'ana')]);
    expect(engine.lead.offers).toMatchObject([
      { status: 'OPEN', answers: [{ status: 'WITHDRAWN' }, { status: 'PENDING' }, { status: 'PENDING' }] },
    ]);
    expect(verdicts(engine.settle(at(2), [accept(2, 'ana')]))).toEqual(['the offer was withdrawn']);
    engine.settle(at(3), [absent(3, 'bob'), decline(3, 'cat')]);
    expect(engine.lead.offers[0]).toMatchObject({ status: 'DECLINED' });
    expect(engine.lead).toMatchObject({ status: 'ASSIGNED', ownerId: 'zoe' });
  });

  it('and asked by nobody any more loses nothing', () => {
    const engine = newEngine();
    engine.settle(at(0));
    engine.settle(at(1), [decline(1, 'ana')]);
    expect(verdicts(engine.settle(at(2), [absent(2, 'ana')]))).toEqual([
      'the absent user does not own the lead any more',
    ]);
    expect(askedOf(engine.lead)).toEqual([['ana'], ['bob']]);
  });
});

describe('whatever reps say and whenever', () => {
  const everyMinute = Array.from({ length: 60 }, (_, minute) => minute + 1);

  it('the winner is the one of the rules, looked at each minute', () => {
    fc.assert(
      fc.property(scenario, (given) => {
        const { lead } = run(given, everyMinute);
        const expected = oracle(given.reps, given.mode, given.within, given.said);
        expect(lead.ownerId).toBe(expected.winner === null ? null : names[expected.winner]);
        expect(lead.offers).toHaveLength(expected.rounds);
        expect(lead.status).toBe(expected.winner === null ? 'UNROUTED' : 'ASSIGNED');
      }),
      { numRuns: 300 },
    );
  });

  const looking = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 12 }).map((all) => {
    return [...all, ...everyMinute.map((minute) => 60 + 5 * minute)].sort((a, b) => a - b);
  });

  it('there is at most one winner, in time, everybody is asked once at most, and everyone hears a verdict', () => {
    fc.assert(
      fc.property(scenario, looking, (given, looks) => {
        const { lead, refusals } = run(given, looks);
        const answers = lead.offers.flatMap((offer) => offer.answers.map((answer) => ({ ...answer, offer })));
        const asked = answers.map(({ userId }) => userId);
        expect(new Set(asked).size).toBe(asked.length);
        const winners = answers.filter(({ status }) => status === 'ACCEPTED');
        expect(winners.length).toBeLessThanOrEqual(1);
        expect(lead.ownerId).toBe(winners[0]?.userId ?? null);
        for (const { answeredAtMs, offer } of winners) {
          expect(answeredAtMs).toBeLessThanOrEqual(offer.expiresAtMs);
          expect(offer.status).toBe('ACCEPTED');
        }
        expect(lead.offers.filter(({ status }: OfferState) => status === 'OPEN')).toEqual([]);
        expect(answers.filter(({ status }) => status === 'PENDING')).toEqual([]);
        expect(refusals).toHaveLength(given.said.length);
        for (const refusal of refusals) expect(refusal === null || refusal.length > 10).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
