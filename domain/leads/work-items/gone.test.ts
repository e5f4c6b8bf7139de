import { describe, expect, it } from 'vitest';
import { EngineLead, newCandidate, newFlow } from '../../../test/support/lead-engine.js';
import { at, clock, command, proof, step } from '../../../test/support/lead-inputs.js';
import type { Draft, SettlementContext } from '../lead/draft.js';
import type { FlowDefinition } from '../flow/definition.js';
import type { OpenWorkItem } from '../lead/state.js';

/** What the database would do: new items are open, closed ones are gone. */
function write({ lead, changes }: Draft): void {
  const closed = new Set(changes.closedWorkItems.map(({ id }) => id));
  const made = changes.workItems.map(({ kind, cause, details }): OpenWorkItem => ({
    id: `${cause}#${lead.workItems.length}`,
    kind,
    cause,
    details,
  }));
  lead.workItems = [...lead.workItems.filter(({ id }) => !closed.has(id)), ...made];
}

class Desk {
  readonly engine: EngineLead;

  constructor(flow: Partial<FlowDefinition> = {}, reps: string[] = []) {
    const candidates = reps.map((rep, index) => newCandidate(rep, { capacity: 100 - index }));
    this.engine = new EngineLead(newFlow({ clocks: [clock()], ...flow }), candidates);
  }

  settle(minute: number, inputs: Parameters<EngineLead['settle']>[1] = [], change: Partial<SettlementContext> = {}) {
    const draft = this.engine.settle(at(minute), inputs, 'SETTLED', change);
    write(draft);
    return draft.changes;
  }

  get open(): string[] {
    return this.engine.lead.workItems.map(({ kind }) => kind);
  }
}

const assign = (minute: number, ownerId: string) => command(minute, { kind: 'ASSIGN', ownerId });
const close = (minute: number) => command(minute, { kind: 'CLOSE', outcome: 'LOST' });

describe('a lead that nobody could take', () => {
  it('says that the first routing failed, and asks no longer once somebody has it', () => {
    const desk = new Desk();
    const { workItems } = desk.settle(0);
    expect(workItems).toMatchObject([
      {
        kind: 'UNROUTED',
        cause: 'unrouted:lead-1',
        summary: expect.stringMatching(
          /^The first routing found nobody for this lead: .*\. Assign it by hand\.$/,
        ) as string,
        details: { tried: 'FIRST_ROUTING' },
      },
    ]);
    expect(desk.settle(5).closedWorkItems).toEqual([]);
    expect(desk.settle(6, [assign(6, 'bob')]).closedWorkItems).toMatchObject([{ why: 'bob has the lead now' }]);
    expect(desk.open).toEqual([]);
  });

  it('asks no longer once it is closed', () => {
    const desk = new Desk();
    desk.settle(0);
    expect(desk.settle(6, [close(6)]).closedWorkItems).toMatchObject([{ why: 'The lead was closed (lost)' }]);
  });

  it('is asked for once, however many steps find nobody', () => {
    const ladder = [step('one', 0.5, { action: 'REASSIGN' }), step('two', 1, { action: 'REASSIGN' })];
    const desk = new Desk({ clocks: [clock({ ladder })] });
    desk.settle(0);
    desk.settle(8);
    desk.settle(16);
    expect(desk.open).toEqual(['UNROUTED']);
  });

  it('that somebody was given in the same settlement needs nobody', () => {
    const desk = new Desk();
    const { workItems, closedWorkItems } = desk.settle(1, [assign(1, 'bob')]);
    expect({ workItems, closedWorkItems }).toEqual({ workItems: [], closedWorkItems: [] });
  });

  it('and has no owner again, is asked for again', () => {
    const desk = new Desk({}, ['ana']);
    desk.settle(0);
    const gone = (minute: number) =>
      desk.settle(minute, [command(minute, { kind: 'REPLAN', absentUserId: 'ana', reason: 'leave' })], {
        candidates: [],
      });
    expect(gone(1).workItems).toMatchObject([
      { kind: 'UNROUTED', summary: expect.stringMatching(/^ana is absent \(leave\), and nobody else/) as string },
    ]);
    desk.settle(2, [assign(2, 'ana')]);
    expect(desk.open).toEqual([]);
    gone(3);
    expect(desk.open).toEqual(['UNROUTED']);
  });

  it('because no flow takes it, is asked for until somebody has it', () => {
    const desk = new Desk();
    desk.settle(0, [], { activeFlows: [] });
    expect(desk.open).toEqual(['NO_FLOW']);
    desk.settle(1, [], { activeFlows: [] });
    expect(desk.open).toEqual(['NO_FLOW']);
    expect(desk.settle(2, [assign(2, 'bob')]).closedWorkItems).toMatchObject([{ why: 'bob has the lead now' }]);
  });
});

describe('a reassignment that found nobody', () => {
  const ladder = [
    step('first', 0.5, { action: 'REASSIGN', repeat: { every: 'PT2M', times: 3 } }),
    step('last', 2, { action: 'REASSIGN' }),
  ];
  const missed = () => {
    const desk = new Desk({ clocks: [clock({ ladder })] }, ['ana']);
    desk.settle(0);
    const { workItems, notices } = desk.settle(8);
    return { desk, workItems, notices };
  };

  it('says so, by the clock’s name and with whom the lead stays; the managers are told once', () => {
    const { workItems, notices } = missed();
    expect(workItems).toMatchObject([
      {
        kind: 'NOT_REASSIGNED',
        summary: expect.stringMatching(
          /^The reassignment of “First contact” found nobody else for this lead: .*\. It stays with ana\.$/,
        ) as string,
        details: { tried: 'REASSIGNMENT', ownerId: 'ana', clockKey: 'first_contact', stepKey: 'first' },
      },
    ]);
    expect(notices.map(({ kind }) => kind)).toEqual(['MANAGER_ALERT']);
  });

  it('is one piece of work, whatever fails after it', () => {
    const { desk } = missed();
    desk.settle(10);
    desk.settle(31);
    expect(desk.open).toEqual(['NOT_REASSIGNED']);
  });

  it.each([
    ['another has the lead', assign(9, 'bob'), 'bob has the lead now'],
    ['the customer was reached', proof(9), 'The customer was reached'],
    ['the customer was reached, late', proof(20), 'The customer was reached'],
    ['the lead is closed', close(9), 'The lead was closed (lost)'],
    ['its clock is ended', command(9, { kind: 'CANCEL_CLOCK', clockKey: 'first_contact' }), 'The clock was ended'],
  ])('asks no longer once %s', (_when, input, why) => {
    const { desk } = missed();
    expect(desk.settle((input.receivedAtMs - at(0)) / 60_000, [input]).closedWorkItems).toMatchObject([{ why }]);
  });

  it('asks on while the same owner has it', () => {
    const { desk } = missed();
    desk.settle(9, [assign(9, 'ana'), command(9, { kind: 'PAUSE' })]);
    expect(desk.open).toEqual(['NOT_REASSIGNED']);
  });
});

describe('a clock that does not run', () => {
  const business = { duration: 'PT15M', time: 'BUSINESS' as const, calendarId: 'gone' };

  it('is asked for until the lead ends', () => {
    const desk = new Desk({ clocks: [clock({ target: business })] }, ['ana']);
    desk.settle(0);
    desk.settle(1, [assign(1, 'bob')]);
    expect(desk.open).toEqual(['CLOCK_NOT_STARTED']);
    desk.settle(2, [close(2)]);
    expect(desk.open).toEqual([]);
  });

  it('asks no longer once a later one of it runs', () => {
    const desk = new Desk({ clocks: [clock({ target: business, starts: 'ASSIGNED', restartOnReassign: true })] }, [
      'ana',
    ]);
    desk.settle(0);
    expect(desk.open).toEqual(['CLOCK_NOT_STARTED']);
    desk.engine.lead.clocks.push({ ...ranOf(), key: 'first_contact', cycle: 2 });
    expect(desk.settle(1).closedWorkItems).toMatchObject([{ why: 'The clock runs now' }]);
  });

  /** A clock as it runs. */
  function ranOf() {
    const desk = new Desk({}, ['ana']);
    desk.settle(0);
    return desk.engine.lead.clocks[0]!;
  }
});

describe('whoever should have been told', () => {
  const flow = (to: Parameters<typeof step>[2]) => ({
    clocks: [clock({ ladder: [step('a', 0.2, to), step('b', 0.4, to)] })],
  });

  it('as the owner, is asked for once over all steps, until another has the lead or they are back', () => {
    for (const [mend, why] of [
      [assign(7, 'bob'), 'bob has the lead now'],
      [null, 'ana is active again'],
    ] as const) {
      const desk = new Desk(flow({ to: ['owner'] }), ['ana']);
      desk.settle(0);
      desk.engine.lead.inactiveOwnerId = 'ana';
      desk.settle(4);
      desk.settle(6.5);
      expect(desk.open).toEqual(['RECIPIENT_MISSING']);
      desk.engine.lead.inactiveOwnerId = null;
      expect(desk.settle(7, mend ? [mend] : []).closedWorkItems).toMatchObject([{ why }]);
    }
  });

  it('by the flow’s word, is asked for once over all its leads, and not closed with one of them', () => {
    const desks = ['one', 'two'].map(() => new Desk(flow({ to: [{ userId: 'gone' }] }), ['ana']));
    const causes = desks.flatMap((desk) => {
      desk.settle(0);
      return desk.settle(7).workItems.map(({ cause }) => cause);
    });
    expect(causes).toEqual(Array(2).fill('recipient:flow-1:gone'));
    desks[0]!.settle(8, [close(8)]);
    expect(desks[0]!.open).toEqual(['RECIPIENT_MISSING']);
  });
});

it('what other parts ask for is not the lead’s to close', () => {
  const desk = new Desk({}, ['ana']);
  desk.settle(0);
  desk.engine.lead.workItems.push({ id: 'letter', kind: 'DEAD_LETTER', cause: 'dead-letter:1', details: {} });
  expect(desk.settle(1, [close(1)]).closedWorkItems).toEqual([]);
});

it('a lead that could not be settled is asked for until a settlement has gone all the way', () => {
  const desk = new Desk({}, ['ana']);
  desk.settle(0);
  desk.engine.lead.workItems.push({ id: 'stuck', kind: 'NOT_SETTLED', cause: 'not-settled:1', details: {} });
  expect(desk.engine.settle(at(1), [], 'ROUTED').changes.closedWorkItems).toEqual([]);
  expect(desk.settle(1).closedWorkItems).toEqual([{ id: 'stuck', why: 'The lead is up to date again' }]);
});

it('a message that should have rung for a proof is not missed once the lead is up to date', () => {
  const desk = new Desk({}, ['ana']);
  desk.settle(0);
  for (const topic of ['PROOF_RECORDED', 'COMMAND_REQUESTED', 'LEAD_RECEIVED'])
    desk.engine.lead.workItems.push({ id: topic, kind: 'DEAD_LETTER', cause: topic, details: { topic } });
  expect(desk.engine.settle(at(1), [], 'ROUTED').changes.closedWorkItems).toEqual([]);
  expect(desk.settle(1).closedWorkItems.map(({ id }) => id)).toEqual(['PROOF_RECORDED', 'COMMAND_REQUESTED']);
});
