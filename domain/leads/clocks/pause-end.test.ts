import { describe, expect, it } from 'vitest';
import { EngineLead, newCandidate, newFlow } from '../../../test/support/lead-engine.js';
import { at, clock, command, hours, proof, step } from '../../../test/support/lead-inputs.js';
import { countsOf } from '../tower/counts.js';
import { viewOf } from '../view/view.js';
import { judgePauseEnd } from './pause-end.js';

const HOUR = 3_600_000;
const engineOf = (change: Parameters<typeof clock>[0] = {}): EngineLead =>
  new EngineLead(newFlow({ clocks: [clock(change)] }), [newCandidate('ana'), newCandidate('bob')]);
const pause = (minute: number, until?: number) =>
  command(minute, { kind: 'PAUSE', ...(until !== undefined && { untilMs: at(until) }) });
const told = (draft: ReturnType<EngineLead['settle']>, action: string) =>
  draft.changes.audit.filter((one) => one.action === action).map(({ after }) => after);

describe('the end of a pause', () => {
  it('is in the future, and within 366 days', () => {
    expect(judgePauseEnd(0, 0)).toBe('PAST');
    expect(judgePauseEnd(1, 0)).toBe('POSSIBLE');
    expect(judgePauseEnd(366 * 24 * HOUR, 0)).toBe('POSSIBLE');
    expect(judgePauseEnd(366 * 24 * HOUR + 1, 0)).toBe('TOO_FAR');
  });

  it('is what the lead waits for, and lets the clocks run on from there', () => {
    const engine = engineOf();
    engine.settle(at(0));
    engine.settle(at(5), [pause(5, 60)]);
    expect(viewOf(engine.lead, String)).toMatchObject({
      nextDueAtMs: at(60),
      nextText: 'the pause ends',
      deadlineAtMs: null,
    });
    const draft = engine.settle(at(60));
    expect(engine.lead).toMatchObject({ pausedAtMs: null, pausedUntilMs: null });
    expect(engine.lead.clocks[0]).toMatchObject({ status: 'RUNNING', deadlineAtMs: at(70) });
    expect(told(draft, 'lead.resumed')).toEqual([{ reason: null, pauseEndedAt: new Date(at(60)).toISOString() }]);
    expect(draft.changes.notices).toMatchObject([{ kind: 'PAUSE_OVER', userId: 'ana' }]);
    expect(engine.settle(at(61)).isDirty).toBe(false);
  });

  it('counts from its instant, however late the machine is: an outage extends nothing', () => {
    const engine = engineOf({ ladder: [step('alert', 1, { action: 'MANAGER_ALERT' })] });
    engine.settle(at(0));
    engine.settle(at(5), [pause(5, 60)]);
    const draft = engine.settle(at(500));
    expect(engine.lead.clocks[0]).toMatchObject({ status: 'BREACHED', deadlineAtMs: at(70) });
    expect(draft.changes.escalations).toMatchObject([{ stepKey: 'alert', dueAtMs: at(70) }]);
  });

  it('counts for a proof that came after it', () => {
    const engine = engineOf();
    engine.settle(at(0));
    engine.settle(at(5), [pause(5, 60)]);
    engine.settle(at(500), [proof(65)]);
    expect(engine.lead.clocks[0]).toMatchObject({ status: 'MET', deadlineAtMs: at(70), breachedAtMs: null });
  });

  it('is over business time as well', () => {
    const target = { duration: 'PT2H', time: 'BUSINESS' as const, calendarId: 'c' };
    const calendars = { calendars: new Map([['c', hours('09:00', '18:00')]]) };
    const engine = engineOf({ target });
    engine.settle(at(0), [], 'SETTLED', calendars);
    // From ten to an hour before closing: of the two hours one is left at the end.
    engine.settle(at(60), [pause(60, 8.5 * 60)], 'SETTLED', calendars);
    engine.settle(at(9 * 60), [], 'SETTLED', calendars);
    expect(engine.lead.clocks[0]!.deadlineAtMs).toBe(at(24 * 60 + 30));
  });

  it('can be changed, and taken away', () => {
    const engine = engineOf();
    engine.settle(at(0));
    engine.settle(at(5), [pause(5, 60)]);
    const again = engine.settle(at(10), [pause(10, 90)]);
    expect(told(again, 'lead.paused')).toEqual([{ reason: null, until: new Date(at(90)).toISOString() }]);
    expect(engine.lead).toMatchObject({ pausedAtMs: at(5), pausedUntilMs: at(90) });
    engine.settle(at(70));
    expect(engine.lead.clocks[0]!.status).toBe('PAUSED');
    engine.settle(at(80), [pause(80)]);
    expect(viewOf(engine.lead, String).nextDueAtMs).toBeNull();
    const refused = engine.settle(at(85), [pause(85), pause(85, 40)]);
    expect(refused.changes.commands.map(({ refusal }) => refusal).toSorted()).toEqual([
      'a pause ends in the future, and within 366 days',
      'the lead is paused already',
    ]);
    engine.settle(at(100), [command(100, { kind: 'RESUME' })]);
    expect(engine.lead.clocks[0]).toMatchObject({ status: 'RUNNING', deadlineAtMs: at(110) });
  });

  it('is none of a lead that was closed or resumed before', () => {
    const closed = engineOf();
    closed.settle(at(0));
    closed.settle(at(5), [pause(5, 60), command(6, { kind: 'CLOSE', outcome: 'LOST' })]);
    expect(viewOf(closed.lead, String).nextDueAtMs).toBeNull();
    expect(closed.settle(at(90)).isDirty).toBe(false);
    const resumed = engineOf();
    resumed.settle(at(0));
    resumed.settle(at(5), [pause(5, 60)]);
    resumed.settle(at(20), [command(20, { kind: 'RESUME' })]);
    expect(viewOf(resumed.lead, String)).toMatchObject({ nextDueAtMs: at(30), nextText: 'First contact is breached' });
  });

  it('tells the managers where nobody owns the lead', () => {
    const engine = new EngineLead(newFlow({ clocks: [clock()] }), []);
    engine.settle(at(0));
    engine.settle(at(5), [pause(5, 60)]);
    expect(engine.settle(at(60)).changes.notices).toMatchObject([{ kind: 'PAUSE_OVER', userId: null }]);
  });
});

describe('a lead that is paused', () => {
  it('is not late, whatever its clocks came to before: not in views, not in counts', () => {
    const engine = engineOf({ atRisk: 0.5 });
    engine.settle(at(0));
    engine.settle(at(16));
    const measures = () => countsOf(engine.lead).map(({ measure }) => measure);
    expect(measures()).toContain('breached');
    engine.settle(at(17), [pause(17, 60)]);
    expect(viewOf(engine.lead, String)).toMatchObject({ breached: false, deadlineAtMs: null, atRiskAtMs: null });
    expect(measures()).toEqual(expect.arrayContaining(['open', 'missed', 'breach']));
    expect(measures()).not.toContain('breached');
    engine.settle(at(60));
    expect(viewOf(engine.lead, String)).toMatchObject({ breached: true, deadlineAtMs: at(15) });
    expect(measures()).toContain('breached');
  });
});
