import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineLead, newCandidate, newFlow } from '../../../test/support/lead-engine.js';
import { at, clock, command, hours, proof, step } from '../../../test/support/lead-inputs.js';
import type { Calendar } from '../../engine/calendars/calendar.js';
import type { ClockDefinition } from '../flow/definition.js';
import { movesOf } from './moves.js';

const HOUR = 60;
const CHANGED = {
  kind: 'RECOUNT',
  reason: 'the hours of “Desk” were changed',
  calendarId: 'desk',
  changeId: 'change-1',
} as const;

const calendars = (desk: Calendar, other = hours('09:00', '17:00')) => ({
  calendars: new Map([
    ['desk', desk],
    ['other', other],
  ]),
});
const OFFICE = hours('09:00', '17:00');
/** It opens an hour later. */
const LATER = hours('10:00', '18:00');

const business = (change: Partial<ClockDefinition> = {}, calendarId = 'desk'): ClockDefinition =>
  clock({ target: { duration: 'PT2H', time: 'BUSINESS', calendarId }, atRisk: 0.5, ...change });

function begun(clocks: ClockDefinition[], desk = OFFICE): EngineLead {
  const engine = new EngineLead(newFlow({ clocks }), [newCandidate('ana'), newCandidate('bob')]);
  engine.settle(at(0), [], 'SETTLED', calendars(desk));
  return engine;
}
const previewed = (engine: EngineLead, desk: Calendar, minute: number) =>
  movesOf(
    { lead: engine.lead, context: { ...calendars(desk), people: { users: new Map(), teamCalendarIds: new Map() } } },
    engine.lead.clocks,
    'desk',
    at(minute),
  );
const first = ({ lead }: EngineLead) => lead.clocks.find(({ key }) => key === 'first_contact')!;

describe('a preview of changed hours', () => {
  it('tells which deadlines move, from when to when', () => {
    const engine = begun([business(), business({ key: 'others', name: 'Others' }, 'other')]);
    expect(previewed(engine, LATER, 10)).toEqual({
      moves: [
        {
          clockKey: 'first_contact',
          clockName: 'First contact',
          cycle: 1,
          fromMs: at(2 * HOUR),
          toMs: at(3 * HOUR),
          becomes: null,
        },
      ],
      kept: 0,
      standing: 0,
    });
    expect(previewed(engine, OFFICE, 10)).toMatchObject({ moves: [], kept: 1 });
  });

  it('tells which are breached or at risk at once', () => {
    const engine = begun([business({}, 'desk')], LATER);
    expect(first(engine).deadlineAtMs).toBe(at(3 * HOUR));
    expect(previewed(engine, OFFICE, 2.5 * HOUR).moves).toMatchObject([{ becomes: 'BREACHED', toMs: at(2 * HOUR) }]);
    expect(previewed(engine, OFFICE, 1.2 * HOUR).moves).toMatchObject([{ becomes: 'AT_RISK' }]);
  });

  it('leaves out what is decided, and counts what stands still', () => {
    const met = begun([business()]);
    met.settle(at(10), [proof(10)], 'SETTLED', calendars(OFFICE));
    expect(previewed(met, LATER, 20)).toEqual({ moves: [], kept: 0, standing: 0 });
    const paused = begun([business()]);
    paused.settle(at(10), [command(10, { kind: 'PAUSE' })], 'SETTLED', calendars(OFFICE));
    expect(previewed(paused, LATER, 20)).toEqual({ moves: [], kept: 0, standing: 1 });
    const late = begun([business()]);
    // Not settled yet, and due: it is breached before anything is counted anew.
    expect(previewed(late, LATER, 2 * HOUR)).toEqual({ moves: [], kept: 0, standing: 0 });
  });
});

describe('changed hours, applied to what runs', () => {
  it('move the clocks of that calendar and no other, and say by which change', () => {
    const engine = begun([business(), business({ key: 'others', name: 'Others' }, 'other')]);
    // The other calendar was changed as well, for new leads only.
    const draft = engine.settle(at(10), [command(10, CHANGED)], 'SETTLED', calendars(LATER, LATER));
    expect(first(engine).deadlineAtMs).toBe(at(3 * HOUR));
    expect(engine.lead.clocks.find(({ key }) => key === 'others')!.deadlineAtMs).toBe(at(2 * HOUR));
    expect(draft.changes.audit.filter(({ action }) => action === 'sla.recounted')).toMatchObject([
      {
        after: { clockKey: 'first_contact', changeId: 'change-1' },
        before: { deadlineAt: new Date(at(2 * HOUR)).toISOString() },
      },
    ]);
    const again = engine.settle(at(11), [command(11, CHANGED)], 'SETTLED', calendars(LATER, LATER));
    expect(again.changes.audit.filter(({ action }) => action === 'sla.recounted')).toEqual([]);
  });

  it('leave a breach that is settled as it is, also where it would be due later', () => {
    const engine = begun([business()]);
    engine.settle(at(2.5 * HOUR), [], 'SETTLED', calendars(OFFICE));
    engine.settle(at(2.6 * HOUR), [command(2.6 * HOUR, CHANGED)], 'SETTLED', calendars(LATER));
    expect(first(engine)).toMatchObject({ status: 'BREACHED', deadlineAtMs: at(2 * HOUR) });
  });

  it('are not those of an operator who recounts for the zones, where they were changed for new leads only', () => {
    const engine = begun([business()]);
    const zones = { kind: 'RECOUNT', reason: 'zones', olderHoursUntilMs: { desk: at(5) } } as const;
    engine.settle(at(10), [command(10, zones)], 'SETTLED', calendars(LATER));
    expect(first(engine).deadlineAtMs).toBe(at(2 * HOUR));
    const since = { ...zones, olderHoursUntilMs: { desk: at(0) } };
    engine.settle(at(12), [command(12, since)], 'SETTLED', calendars(LATER));
    expect(first(engine).deadlineAtMs).toBe(at(3 * HOUR));
  });

  const time = fc.integer({ min: 0, max: 23 }).map((hour) => `${String(hour).padStart(2, '0')}:00`);
  const desk = fc.tuple(time, time).map(([from, to]) => hours(from, to));

  it('give the deadline that a fresh plan gives, at whatever instant, and fire nothing twice', () => {
    fc.assert(
      fc.property(
        desk,
        desk,
        fc.integer({ min: 0, max: 40 * HOUR }),
        fc.array(fc.integer({ min: 0, max: 72 * HOUR }), { maxLength: 6 }),
        (before, after, changedAt, looks) => {
          const ladder = [
            step('half', 0.5),
            step('due', 1, { repeat: { every: 'PT1H', times: 3 } }),
            step('late', 1.5, { action: 'MANAGER_ALERT' }),
          ];
          const clocks = [business({ ladder })];
          const engine = begun(clocks, before);
          const fresh = begun(clocks, after);
          for (const minute of looks.filter((one) => one < changedAt).sort((a, b) => a - b))
            engine.settle(at(minute), [], 'SETTLED', calendars(before));
          engine.settle(at(changedAt), [command(changedAt, CHANGED)], 'SETTLED', calendars(after));
          const moved = first(engine);
          const wasBreached = moved.breachedAtMs !== null && moved.deadlineAtMs !== first(fresh).deadlineAtMs;
          // What was due by the hours before is decided by them.
          if (!wasBreached) expect(moved.deadlineAtMs).toBe(first(fresh).deadlineAtMs);
          else expect(moved.deadlineAtMs).toBeLessThanOrEqual(at(changedAt));
          const rest = [...looks.filter((one) => one > changedAt), changedAt + 200 * HOUR].sort((a, b) => a - b);
          for (const minute of rest) engine.settle(at(minute), [], 'SETTLED', calendars(after));
          const keys = engine.lead.escalations.map(({ key }) => key);
          expect(new Set(keys).size).toBe(keys.length);
          expect(keys).toHaveLength(6);
          expect(first(engine).status).toBe('BREACHED');
        },
      ),
      { numRuns: 300 },
    );
  });
});
