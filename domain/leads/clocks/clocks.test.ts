import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineLead, newCandidate, newFlow } from '../../../test/support/lead-engine.js';
import { docExample } from '../../../test/support/doc-example.js';
import { at, clock, command, hours, person, proof, step } from '../../../test/support/lead-inputs.js';
import type { CalendarOf, ClockDefinition, FlowDefinition } from '../flow/definition.js';
import { compileCalendar } from '../../engine/calendars/calendar.js';
import { ContextNeeded } from '../lead/draft.js';
import type { LeadInput, LeadState } from '../lead/state.js';
import { viewOf } from '../view/view.js';

const engineOf = (
  clocks: ClockDefinition[],
  change: Partial<FlowDefinition> = {},
  lead: Partial<LeadState> = {},
  reps = ['ana', 'bob'],
): EngineLead =>
  new EngineLead(
    newFlow({ clocks, ...change }),
    reps.map((rep, index) => newCandidate(rep, { capacity: 100 - index })),
    lead,
  );

const people = (change: { users?: Record<string, string | null>; teams?: Record<string, string> } = {}) => ({
  users: new Map(Object.entries(change.users ?? {}).map(([id, calendarId]) => [id, person({ calendarId })])),
  teamCalendarIds: new Map(Object.entries(change.teams ?? {})),
});

describe('a clock that starts at the first contact', () => {
  const callBack = clock({ key: 'call_back', starts: 'CONTACTED', proofs: ['CALL_LOGGED', 'EMAIL_SENT'] });

  it('counts from the contact, is not met by it, and starts once', () => {
    const engine = engineOf([callBack]);
    engine.settle(at(0));
    expect(engine.lead.clocks).toEqual([]);
    engine.settle(at(20), [proof(20, 12)]);
    expect(engine.lead.clocks).toMatchObject([{ startedAtMs: at(12), deadlineAtMs: at(27), status: 'RUNNING' }]);
    // An earlier contact that is heard of later moves nothing and meets nothing.
    engine.settle(at(22), [proof(21, 5)]);
    expect(engine.lead).toMatchObject({ contactedAtMs: at(5), clocks: [{ startedAtMs: at(12), status: 'RUNNING' }] });
    engine.settle(at(24), [proof(24)]);
    expect(engine.lead.clocks).toMatchObject([{ cycle: 1, status: 'MET', metAtMs: at(24) }]);
  });

  it('does not start in a lead that was closed before it was heard of', () => {
    const engine = engineOf([callBack]);
    engine.settle(at(9), [command(3, { kind: 'CLOSE', outcome: 'LOST' }), proof(5)]);
    expect(engine.lead).toMatchObject({ status: 'CLOSED', contactedAtMs: at(5), clocks: [] });
  });
});

describe('a recurring clock', () => {
  const touch = clock({ key: 'next_touch', recurring: true });

  it('starts again from each contact, met in time or late, until the lead is closed', () => {
    const engine = engineOf([touch]);
    engine.settle(at(0));
    engine.settle(at(10), [proof(10)]);
    engine.settle(at(60), [proof(50, 40)]);
    expect(engine.lead.clocks).toMatchObject([
      { cycle: 1, status: 'MET', metAtMs: at(10) },
      { cycle: 2, status: 'BREACHED', startedAtMs: at(10), deadlineAtMs: at(25), metAtMs: at(40) },
      { cycle: 3, status: 'BREACHED', startedAtMs: at(40), deadlineAtMs: at(55), metAtMs: null },
    ]);
    engine.settle(at(70), [command(65, { kind: 'CLOSE', outcome: 'WON' }), proof(66)]);
    expect(engine.lead.clocks.map(({ cycle, metAtMs }) => [cycle, metAtMs])).toEqual([
      [1, at(10)],
      [2, at(40)],
      [3, at(66)],
    ]);
  });

  it('that somebody cancelled starts no more', () => {
    const engine = engineOf([touch]);
    engine.settle(at(0));
    engine.settle(at(30), [command(20, { kind: 'CANCEL_CLOCK', clockKey: 'next_touch' }), proof(25)]);
    expect(engine.lead.clocks).toMatchObject([{ cycle: 1, status: 'BREACHED', metAtMs: at(25) }]);
  });

  it('has a cycle for the beginning and for each contact that is later than the one before it', () => {
    const contact = fc.record({ received: fc.integer({ min: 1, max: 90 }), ago: fc.integer({ min: 0, max: 60 }) });
    fc.assert(
      fc.property(
        fc.array(contact, { maxLength: 10 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 90 }), { maxLength: 5 }),
        fc.boolean(),
        (contacts, looks, restarts) => {
          const engine = engineOf([clock({ recurring: true, restartOnReassign: restarts })]);
          const proofs = contacts.map(({ received, ago }) => proof(received, Math.max(0, received - ago)));
          engine.settle(at(0));
          let heard = 0;
          for (const minute of [...looks.sort((a, b) => a - b), 100]) {
            const now = proofs.filter(({ receivedAtMs }) => receivedAtMs > at(heard) && receivedAtMs <= at(minute));
            engine.settle(at(minute), now);
            heard = minute;
          }
          const starts = [at(0)];
          const order = [...proofs].sort((a, b) => a.receivedAtMs - b.receivedAtMs || (a.id < b.id ? -1 : 1));
          for (const [index, one] of order.entries()) {
            const occurred = one.type === 'PROOF' ? one.occurredAtMs : NaN;
            if (index === 0 || occurred > starts.at(-1)!) starts.push(occurred);
          }
          expect(engine.lead.clocks.map(({ startedAtMs }) => startedAtMs)).toEqual(starts);
          expect(engine.lead.clocks.map(({ cycle }) => cycle)).toEqual(starts.map((_, index) => index + 1));
          expect(engine.lead.clocks.filter(({ metAtMs }) => metAtMs === null)).toHaveLength(1);
        },
      ),
    );
  });
});

describe('whose calendar a clock counts in', () => {
  const calendars = new Map([
    ['flows', hours('10:00', '18:00')],
    ['teams', hours('11:00', '18:00')],
    ['anas', hours('12:00', '18:00')],
    ['bobs', hours('13:00', '18:00')],
  ]);
  const promised = (calendarOf: CalendarOf, change: Partial<ClockDefinition> = {}) =>
    clock({ target: { duration: 'PT1H', time: 'BUSINESS', calendarOf }, ...change });
  const start = (
    of: CalendarOf,
    lack: { ana?: null; team?: null; flow?: null } = {},
    lead: Partial<LeadState> = {},
  ) => {
    const flow = lack.flow === null ? {} : { calendarId: 'flows' };
    const engine = engineOf([promised(of)], flow, lead);
    const context = people({
      users: { ana: lack.ana === null ? null : 'anas' },
      teams: lack.team === null ? {} : { 'team-1': 'teams' },
    });
    const { changes } = engine.settle(at(0), [], 'SETTLED', { calendars, people: context });
    return { clock: engine.lead.clocks[0], engine, changes };
  };

  it.each([
    ['FLOW', {}, 120, "(the flow's calendar, UTC)"],
    ['TEAM', {}, 180, "(the team's calendar, UTC)"],
    ['TEAM', { team: null }, 120, "(the flow's calendar, UTC)"],
    ['OWNER', {}, 240, "(the owner's calendar, UTC)"],
    ['OWNER', { ana: null }, 180, "(the team's calendar, UTC)"],
    ['OWNER', { ana: null, team: null }, 120, "(the flow's calendar, UTC)"],
  ] as const)('%s without %j: due at minute %i, and the receipt says %s', (of, lack, minute, words) => {
    const { clock: started } = start(of, lack);
    expect(started?.deadlineAtMs).toBe(at(minute));
    expect(started?.receiptText).toContain(`1 h of business time ${words}`);
    expect(started?.receipt?.calendar).toEqual(started?.calendar);
  });

  it.each([
    // 09:00 UTC is 14:30 in Kolkata: within the flow's hours there.
    [{ attributes: { timeZone: 'asia/kolkata' } }, 60, "(the flow's hours in the lead's zone, Asia/Kolkata)"],
    // 11:00 in Bucharest.
    [{ country: 'RO' }, 60, "(the flow's hours in the lead's zone, Europe/Bucharest)"],
    // 18:00 in Tokyo, that is closing time: the next day at 10:00 there.
    [{ country: 'JP' }, 17 * 60, "(the flow's hours in the lead's zone, Asia/Tokyo)"],
    // Named beats the country; nonsense does not.
    [{ attributes: { timeZone: 'Mars/Olympus' }, country: 'RO' }, 60, "(the flow's hours in the lead's zone, Europe/"],
    // Several zones: the flow's own.
    [{ country: 'US' }, 120, "(the flow's calendar, UTC)"],
    [{ country: 'ZZ', attributes: { timeZone: 7 } }, 120, "(the flow's calendar, UTC)"],
    [{}, 120, "(the flow's calendar, UTC)"],
  ] as const)('LEAD with %j: due at minute %i, and the receipt says %s', (lead, minute, words) => {
    const { clock: started } = start('LEAD', {}, lead);
    expect(started?.deadlineAtMs).toBe(at(minute));
    expect(started?.receiptText).toContain(words);
  });

  it.each(['FLOW', 'TEAM', 'OWNER', 'LEAD'] as const)('%s that nobody has becomes a work item', (of) => {
    const { clock: started, changes } = start(of, { ana: null, team: null, flow: null });
    expect(started).toBeUndefined();
    expect(changes.workItems).toMatchObject([{ kind: 'CLOCK_NOT_STARTED', details: { clockKey: 'first_contact' } }]);
  });

  it('is kept while it runs, whoever owns the lead since; a cycle for the new owner counts in theirs', () => {
    for (const restartOnReassign of [false, true]) {
      const engine = engineOf([promised('OWNER', { restartOnReassign })]);
      const context = { calendars, people: people({ users: { ana: 'anas', bob: 'bobs' } }) };
      engine.settle(at(0), [], 'SETTLED', context);
      const inputs = [command(2, { kind: 'ASSIGN', ownerId: 'bob' }), command(3, { kind: 'PAUSE' })];
      engine.settle(at(10), [...inputs, command(5, { kind: 'RESUME' })], 'SETTLED', context);
      expect(engine.lead.clocks.at(-1)).toMatchObject({
        deadlineAtMs: restartOnReassign ? at(5 * 60) : at(4 * 60),
        calendar: { id: restartOnReassign ? 'bobs' : 'anas', of: 'OWNER', timeZone: null },
      });
    }
  });

  it('is asked for when it was not loaded', () => {
    const engine = engineOf([promised('TEAM')], { calendarId: 'flows' });
    expect(() => engine.settle(at(0), [], 'SETTLED', { calendars, people: null })).toThrow(ContextNeeded);
    engine.settle(at(0), [], 'SETTLED', { calendars, people: people() });
    expect(engine.lead.clocks).toHaveLength(1);
    expect(
      engineOf([promised('FLOW')], { calendarId: 'flows' }).settle(at(0), [], 'SETTLED', { calendars, people: null }),
    ).toBeDefined();
  });
});

describe('the receipt that the documentation shows', () => {
  it('is what a lead from Romania gets on a Friday evening', () => {
    const weekly = (['MON', 'TUE', 'WED', 'THU', 'FRI'] as const).map((day) => ({ day, from: '09:00', to: '18:00' }));
    const london = compileCalendar({ timeZone: 'Europe/London', weekly, holidays: [], specialDates: [] });
    const clocks = docExample('docs/engine/clocks.md', 'clocks') as ClockDefinition[];
    const receivedAtMs = Date.parse('2026-11-20T15:50:00Z');
    const engine = engineOf(
      clocks,
      { calendarId: 'office' },
      { country: 'RO', timeZone: 'Europe/Bucharest', receivedAtMs },
    );
    engine.settle(receivedAtMs, [], 'SETTLED', { calendars: new Map([['office', london]]), people: people() });
    const first = engine.lead.clocks.find(({ key }) => key === 'first_contact')!;
    expect({ deadlineAt: new Date(first.deadlineAtMs!).toISOString(), text: first.receiptText }).toEqual(
      docExample('docs/engine/clocks.md', 'receipt'),
    );
  });
});

describe('a clock that stands still in statuses of the lead', () => {
  /** Takes the e-mail that makes the lead `CONTACTED` while the other clock runs. */
  const answer = clock({ key: 'written', proofs: ['EMAIL_SENT'], target: { duration: 'P9D', time: 'ELAPSED' } });

  it('keeps the time that it stood still, by hand or by status, and is late by it', () => {
    const engine = engineOf([clock({ pauseIn: ['CONTACTED'] }), answer]);
    engine.settle(at(0));
    const inputs: LeadInput[] = [command(5, { kind: 'PAUSE' }), command(8, { kind: 'RESUME' })];
    engine.settle(at(10), [...inputs, proof(10, 10, 'EMAIL_SENT')]);
    expect(engine.lead.clocks).toMatchObject([
      {
        status: 'PAUSED',
        deadlineAtMs: null,
        pauses: [
          { fromMs: at(5), toMs: at(8) },
          { fromMs: at(10), toMs: null },
        ],
      },
      { status: 'MET' },
    ]);
    expect(engine.lead.clocks[0]!.receiptText).toMatch(/^7 min counted of 15 min.*paused since Mon 2 Mar 09:10\.$/);
    // A resume by hand of what stands still by its status changes nothing.
    engine.settle(at(20), [command(12, { kind: 'PAUSE' }), command(14, { kind: 'RESUME' })]);
    expect(engine.lead.clocks[0]).toMatchObject({ status: 'PAUSED' });
    engine.settle(at(30), [proof(25)]);
    expect(engine.lead.clocks[0]).toMatchObject({ status: 'MET', metAtMs: at(25) });
  });

  it('stands from the instant at which its ladder finds an owner', () => {
    const ladder = [step('find', 0.2, { action: 'REASSIGN' }), step('later', 0.4)];
    const engine = engineOf([clock({ pauseIn: ['ASSIGNED'], ladder })]);
    engine.settle(at(0), [], 'SETTLED', { candidates: [] });
    expect(engine.lead).toMatchObject({ status: 'UNROUTED', clocks: [{ status: 'RUNNING' }] });
    // Later than both steps were due: the second does not fire for a clock that stands.
    engine.settle(at(8));
    expect(engine.lead).toMatchObject({ status: 'ASSIGNED', clocks: [{ status: 'PAUSED', deadlineAtMs: null }] });
    expect(engine.lead.clocks[0]!.pauses).toEqual([{ fromMs: at(8), toMs: null }]);
    expect(engine.lead.escalations.map(({ stepKey }) => stepKey)).toEqual(['find']);
    expect(viewOf(engine.lead, String).nextDueAtMs).toBeNull();
  });

  it('agrees with a count minute by minute, whatever happens to the lead', () => {
    type Happening = { minute: number; what: 'PAUSE' | 'RESUME' | 'EMAIL' | 'ASSIGN' };
    const happening = fc.record<Happening>({
      minute: fc.integer({ min: 1, max: 60 }),
      what: fc.constantFrom('PAUSE', 'RESUME', 'EMAIL', 'ASSIGN'),
    });
    // Open in the first 40 minutes of each hour.
    const weekly = Array.from({ length: 15 }, (_, hour) => ({
      day: 'MON' as const,
      from: `${String(9 + hour).padStart(2, '0')}:00`,
      to: `${String(9 + hour).padStart(2, '0')}:40`,
    }));
    const calendars = new Map([
      ['hours', compileCalendar({ timeZone: 'UTC', weekly, holidays: [], specialDates: [] })],
    ]);
    fc.assert(
      fc.property(
        fc.record({
          happenings: fc.uniqueArray(happening, { maxLength: 10, selector: ({ minute }) => minute }),
          pauseIn: fc.subarray<'UNROUTED' | 'ASSIGNED' | 'CONTACTED'>(['UNROUTED', 'ASSIGNED', 'CONTACTED']),
          target: fc.integer({ min: 1, max: 70 }),
          business: fc.boolean(),
          looks: fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 6 }),
        }),
        ({ happenings, pauseIn, target, business, looks }) => {
          const time = business ? { time: 'BUSINESS' as const, calendarId: 'hours' } : { time: 'ELAPSED' as const };
          const counting = clock({ pauseIn, target: { duration: `PT${target}M`, ...time } });
          const engine = engineOf([counting, answer], {}, {}, []);
          const inputOf = ({ minute, what }: Happening): LeadInput => {
            if (what === 'EMAIL') return proof(minute, minute, 'EMAIL_SENT');
            return command(minute, what === 'ASSIGN' ? { kind: what, ownerId: `rep-${minute}` } : { kind: what });
          };
          const ordered = happenings.sort((a, b) => a.minute - b.minute);
          engine.settle(at(0), [], 'SETTLED', { calendars });
          let heard = 0;
          for (const minute of [...looks.sort((a, b) => a - b), 60]) {
            const now = ordered.filter((one) => one.minute > heard && one.minute <= minute);
            engine.settle(at(minute), now.map(inputOf), 'SETTLED', { calendars });
            heard = minute;
          }

          let counted = 0;
          let stands = false;
          let minute = 0;
          for (; counted < target && minute < 800; minute += 1) {
            const before = ordered.filter((one) => one.minute <= minute).map(({ what }) => what);
            const contacted = before.includes('EMAIL');
            const status = contacted ? 'CONTACTED' : before.includes('ASSIGN') ? 'ASSIGNED' : 'UNROUTED';
            const byHand = before.filter((what) => what === 'PAUSE' || what === 'RESUME').at(-1) === 'PAUSE';
            stands = byHand || pauseIn.includes(status);
            if (!stands && (!business || minute % 60 < 40)) counted += 1;
          }
          const expected =
            counted < target
              ? { status: 'PAUSED', deadlineAtMs: null }
              : { status: minute <= 60 ? 'BREACHED' : 'RUNNING', deadlineAtMs: at(minute) };
          expect(engine.lead.clocks[0]).toMatchObject(expected);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('cancelling a clock', () => {
  it('ends it with its ladder, and leaves the others', () => {
    const engine = engineOf([clock({ ladder: [step('remind', 0.5)] }), clock({ key: 'other' })]);
    engine.settle(at(0));
    const { changes } = engine.settle(at(9), [
      command(2, { kind: 'CANCEL_CLOCK', clockKey: 'first_contact', reason: 'agreed by phone' }),
      command(3, { kind: 'CANCEL_CLOCK', clockKey: 'first_contact' }),
      command(3, { kind: 'CANCEL_CLOCK', clockKey: 'nothing' }),
    ]);
    expect(changes.commands.map(({ refusal }) => refusal)).toEqual([
      null,
      'no clock "first_contact" of this lead is open',
      'no clock "nothing" of this lead is open',
    ]);
    const cancelled = changes.audit.find(({ action }) => action === 'sla.cancelled');
    expect(cancelled?.after).toMatchObject({ clockKey: 'first_contact', text: 'agreed by phone' });
    expect(engine.lead.clocks).toMatchObject([{ status: 'CANCELLED' }, { key: 'other', status: 'RUNNING' }]);
    expect(engine.lead.escalations).toEqual([]);
  });

  it('that stands still works too; the verdict of a breached one stands, and only a contact in time corrects it', () => {
    const engine = engineOf([clock({ ladder: [step('alert', 3)] })]);
    engine.settle(at(0));
    engine.settle(at(20), [command(20, { kind: 'CANCEL_CLOCK', clockKey: 'first_contact' })]);
    expect(engine.lead.clocks).toMatchObject([{ status: 'BREACHED', cancelledAtMs: at(20) }]);
    expect(viewOf(engine.lead, String)).toMatchObject({ nextDueAtMs: null, deadlineAtMs: null, breached: true });
    engine.settle(at(60), [proof(60, 10)]);
    expect(engine.lead).toMatchObject({ escalations: [], clocks: [{ status: 'MET', correctedAtMs: at(60) }] });

    const paused = engineOf([clock()]);
    paused.settle(at(0));
    paused.settle(at(9), [
      command(3, { kind: 'PAUSE' }),
      command(4, { kind: 'CANCEL_CLOCK', clockKey: 'first_contact' }),
    ]);
    expect(paused.lead.clocks).toMatchObject([{ status: 'CANCELLED' }]);
  });

  it('whose owner changes since is not begun anew', () => {
    const engine = engineOf([clock({ restartOnReassign: true })]);
    engine.settle(at(0));
    const inputs = [command(20, { kind: 'CANCEL_CLOCK', clockKey: 'first_contact' })];
    engine.settle(at(30), [...inputs, command(21, { kind: 'ASSIGN', ownerId: 'bob' })]);
    expect(engine.lead.clocks).toHaveLength(1);
  });
});
