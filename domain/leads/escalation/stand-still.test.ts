import { describe, expect, it } from 'vitest';
import { EngineLead, newCandidate, newFlow } from '../../../test/support/lead-engine.js';
import { at, clock, command, hours } from '../../../test/support/lead-inputs.js';
import { firingsOf, upcoming } from '../../engine/sla/ladder.js';
import type { ClockDefinition } from '../flow/definition.js';
import { describeNext, nextDueOf } from '../view/next.js';
import { viewOf } from '../view/view.js';

const HOUR = 60;
/** Suspended from one minute to another; asked for as `returnTenant` asks for it. */
const standStill = (from: number, to: number) => command(from, { kind: 'STAND_STILL', fromMs: at(from), toMs: at(to) });

function engineWith(...clocks: ClockDefinition[]): EngineLead {
  return new EngineLead(newFlow({ clocks }), [newCandidate('ana')]);
}
const CALENDARS = { calendars: new Map([['desk', hours('09:00', '17:00', 'UTC')]]) };
const first = ({ lead }: EngineLead) => lead.clocks[0]!;
const firedOf = ({ lead }: EngineLead) => lead.escalations.map(({ stepKey, repeat }) => `${stepKey}:${repeat}`);

describe('a lead whose org is suspended', () => {
  it('has nothing that falls due, whoever settles it and whatever came in', () => {
    const engine = engineWith(clock({ target: { duration: 'PT1H', time: 'ELAPSED' } }));
    engine.settle(at(0));
    engine.lead.suspendedAtMs = at(10);
    const draft = engine.settle(at(3 * HOUR), [command(5, { kind: 'PAUSE' })]);
    expect(draft.isDirty).toBe(false);
    expect(first(engine)).toMatchObject({ status: 'RUNNING', deadlineAtMs: at(HOUR) });
    expect(describeNext(engine.lead)).toEqual([]);
    expect(nextDueOf(engine.lead, at(3 * HOUR))).toBeNull();
    expect(viewOf(engine.lead, String)).toMatchObject({ open: true, nextDueAtMs: null, deadlineAtMs: null });
    expect(viewOf(engine.lead, String).details).toContain('**Suspended** since');
  });
});

describe('an org that is back', () => {
  it('lets clocks go on with the time that they had left, and nothing fires for the time between', () => {
    const ladder: ClockDefinition['ladder'] = [{ key: 'remind', at: { share: 0.5 }, action: 'REMINDER' }];
    const engine = engineWith(clock({ target: { duration: 'PT1H', time: 'ELAPSED' }, ladder }));
    engine.settle(at(0));
    const draft = engine.settle(at(500), [standStill(10, 500)]);
    expect(first(engine)).toMatchObject({ status: 'RUNNING', deadlineAtMs: at(550) });
    expect(firedOf(engine)).toEqual([]);
    expect(draft.changes.passed).toEqual([]);
    expect(draft.changes.audit.map(({ action }) => action)).toContain('lead.stood_still');
    expect(first(engine).receiptText).toContain('paused');
    engine.settle(at(520));
    expect(firedOf(engine)).toEqual(['remind:0']);
    engine.settle(at(550));
    expect(first(engine).status).toBe('BREACHED');
  });

  it('settles first what had been due before it was suspended', () => {
    const engine = engineWith(clock({ target: { duration: 'PT5M', time: 'ELAPSED' }, ladder: [] }));
    engine.settle(at(0));
    engine.settle(at(500), [standStill(10, 500)]);
    expect(first(engine)).toMatchObject({ status: 'BREACHED', deadlineAtMs: at(5) });
  });

  it('counts in business time: a night gives nobody time back', () => {
    const engine = engineWith(
      clock({ target: { duration: 'PT7H', time: 'BUSINESS', calendarId: 'desk' }, ladder: [] }),
    );
    // Received at 09:00 UTC: six hours are left at 10:00, when it is suspended until 09:00 of the next day.
    engine.settle(at(0), [], 'SETTLED', CALENDARS);
    engine.settle(at(24 * HOUR), [standStill(HOUR, 24 * HOUR)], 'SETTLED', CALENDARS);
    expect(first(engine).deadlineAtMs).toBe(at(30 * HOUR));
  });

  it('moves what is still to come of a clock that was breached, and repeats that had begun', () => {
    const ladder: ClockDefinition['ladder'] = [
      { key: 'alert', at: { offset: 'PT10M' }, action: 'MANAGER_ALERT', repeat: { every: 'PT10M', times: 3 } },
      { key: 'later', at: { offset: 'PT45M' }, action: 'MANAGER_ALERT' },
    ];
    const engine = engineWith(clock({ target: { duration: 'PT1H', time: 'ELAPSED' }, ladder }));
    engine.settle(at(0));
    // Breached at 60, alerted at 70 and 80; suspended at 85.
    engine.settle(at(80));
    expect(firedOf(engine)).toEqual(['alert:0', 'alert:1']);
    engine.settle(at(1085), [standStill(85, 1085)]);
    expect(firedOf(engine)).toEqual(['alert:0', 'alert:1']);
    const definition = engine.lead.flow!.definition.clocks[0]!;
    const next = upcoming(first(engine), definition, firingsOf(engine.lead.escalations, first(engine)));
    expect(next.map(({ atMs }) => atMs)).toEqual([at(1090), at(1105)]);
  });

  it('leaves alone a clock that stands still by hand, and ends a pause that was over meanwhile', () => {
    const engine = engineWith(clock({ target: { duration: 'PT1H', time: 'ELAPSED' }, ladder: [] }));
    engine.settle(at(0));
    engine.settle(at(10), [command(10, { kind: 'PAUSE', untilMs: at(100) })]);
    engine.settle(at(500), [standStill(20, 500)]);
    expect(engine.lead.pausedAtMs).toBeNull();
    expect(first(engine)).toMatchObject({ status: 'RUNNING', deadlineAtMs: at(550) });
  });

  it('gives the time back to a lead that nobody had begun, too', () => {
    const engine = engineWith(clock({ target: { duration: 'PT1H', time: 'ELAPSED' }, ladder: [] }));
    engine.settle(at(500), [standStill(10, 500)]);
    expect(first(engine)).toMatchObject({ status: 'RUNNING', deadlineAtMs: at(550) });
    expect(first(engine).pauses).toEqual([{ fromMs: at(10), toMs: at(500) }]);
  });

  it('does nothing to a lead that has ended, and refuses nothing', () => {
    const engine = engineWith(clock({}));
    engine.settle(at(0));
    engine.settle(at(500), [command(5, { kind: 'CLOSE', outcome: 'WON' }), standStill(10, 500)]);
    expect(engine.lead.status).toBe('CLOSED');
  });

  it('can be suspended and come back again and again', () => {
    const engine = engineWith(clock({ target: { duration: 'PT1H', time: 'ELAPSED' }, ladder: [] }));
    engine.settle(at(0));
    engine.settle(at(100), [standStill(10, 100)]);
    engine.settle(at(220), [standStill(120, 220)]);
    // 10 minutes, then 20, then the 30 that are left.
    expect(first(engine).deadlineAtMs).toBe(at(250));
  });
});
