import { describe, expect, it } from 'vitest';
import type { Schemas } from '../../../../api/client';
import { groupsOf } from './groups';
import { shapeOf, type Clock } from './shape';

type Lead = Schemas['Lead'];
const at = (minutes: number): string => new Date(Date.UTC(2026, 10, 20, 9) + minutes * 60_000).toISOString();
const ms = (minutes: number): number => Date.parse(at(minutes));

/** Sixty minutes were promised: thirty, a break of an hour, and thirty. */
const running: Clock = {
  id: 'clock-1',
  key: 'first_contact',
  name: 'First contact',
  cycle: 1,
  target: 'PT1H',
  proofs: ['CALL_LOGGED'],
  callOutcomes: ['REACHED'],
  status: 'RUNNING',
  open: true,
  startedAt: at(0),
  atRiskAt: at(100),
  deadlineAt: at(120),
  metAt: null,
  breachedAt: null,
  holderId: null,
  takenOverBy: null,
  correctedAt: null,
  receipt: {
    timeZone: 'UTC',
    intervals: [
      { from: at(0), to: at(30) },
      { from: at(90), to: at(120) },
    ],
    skipped: [{ from: at(30), to: at(90), why: 'closed' }],
    text: '',
    calendar: null,
  },
};
const lead = (change: Partial<Lead> = {}): Lead =>
  ({ timeline: [], next: [], clocks: [running], closedAt: null, ...change }) as unknown as Lead;
const partsAt = (nowMinutes: number, change: Partial<Clock> = {}, of: Partial<Lead> = {}) =>
  shapeOf({ ...running, ...change }, lead(of), ms(nowMinutes)).parts.map(({ kind, fromMs, toMs }) => [
    kind,
    (fromMs - ms(0)) / 60_000,
    (toMs - ms(0)) / 60_000,
  ]);

describe('what is drawn of a clock', () => {
  it('is what it has counted, what it skipped, and what is left', () => {
    expect(partsAt(10)).toEqual([
      ['used', 0, 10],
      ['left', 10, 30],
      ['skipped', 30, 90],
      ['left', 90, 100],
      ['leftAtRisk', 100, 120],
    ]);
    expect(shapeOf(running, lead(), ms(60))).toMatchObject({
      countedMs: 30 * 60_000,
      targetMs: 60 * 60_000,
    });
  });

  it('shows since when it is at risk', () => {
    expect(partsAt(110).slice(2)).toEqual([
      ['used', 90, 100],
      ['usedAtRisk', 100, 110],
      ['leftAtRisk', 110, 120],
    ]);
  });

  it('goes on after a missed deadline, until the proof', () => {
    const breached = { status: 'BREACHED', breachedAt: at(120) } as const;
    expect(partsAt(500, breached).at(-1)).toEqual(['late', 120, 500]);
    const over = { ...breached, open: false };
    expect(partsAt(500, { ...over, metAt: at(200) }).at(-1)).toEqual(['late', 120, 200]);
    // Nobody reached them, and the lead was closed.
    expect(partsAt(500, over, { closedAt: at(300) }).at(-1)).toEqual(['late', 120, 300]);
    // Its owner was taken away, and nobody has the lead.
    expect(partsAt(500, over).at(-1)).toEqual(['usedAtRisk', 100, 120]);
  });

  it('leaves over what a proof made needless, and stays at risk where it was', () => {
    expect(partsAt(500, { status: 'MET', open: false, metAt: at(110) })).toEqual([
      ['used', 0, 30],
      ['skipped', 30, 90],
      ['used', 90, 100],
      ['usedAtRisk', 100, 110],
      ['unused', 110, 120],
    ]);
    expect(partsAt(500, { status: 'MET', open: false, metAt: at(95) }).slice(2)).toEqual([
      ['used', 90, 95],
      ['unused', 95, 120],
    ]);
  });

  it('ends where it was cancelled, or where a new owner’s cycle began', () => {
    const cancelled = { status: 'CANCELLED', open: false } as const;
    const entry = { type: 'CLOCK_CANCELLED', at: at(10), id: '1', clockId: 'clock-1' } as Lead['timeline'][number];
    expect(partsAt(500, cancelled, { timeline: [entry] })[1]).toEqual(['unused', 10, 30]);
    const next = { ...running, id: 'clock-2', cycle: 2, startedAt: at(20) };
    expect(partsAt(500, cancelled, { clocks: [running, next] })[1]).toEqual(['unused', 20, 30]);
  });

  it('stands still from the pause on', () => {
    const receipt = { ...running.receipt, intervals: [{ from: at(0), to: at(20) }], skipped: [] };
    expect(partsAt(50, { status: 'PAUSED', deadlineAt: null, atRiskAt: null, receipt })).toEqual([
      ['used', 0, 20],
      ['skipped', 20, 50],
    ]);
  });

  it('has a mark for each thing that happened, and for what lies ahead', () => {
    const fired = {
      type: 'ESCALATION',
      id: 'e1',
      at: at(15),
      clockKey: 'first_contact',
      cycle: 1,
      stepKey: 'remind',
      repeat: 0,
      action: 'REMINDER',
      dueAt: at(15),
      compensatedAt: null,
      overtaken: false,
      acknowledgedAt: null,
    };
    const overtaken = { ...fired, id: 'e2', at: at(400), dueAt: at(25), overtaken: true };
    const ofAnother = { ...fired, id: 'e3', cycle: 2 };
    const { marks } = shapeOf(
      running,
      lead({
        timeline: [fired, overtaken, ofAnother] as unknown as Lead['timeline'],
        next: [
          { at: at(115), what: 'MANAGER_ALERT', clockKey: 'first_contact', text: '' },
          { at: at(120), what: 'BREACH', clockKey: 'first_contact', text: '' },
          { at: at(116), what: 'REMINDER', clockKey: 'other', text: '' },
        ],
      }),
      ms(20),
    );
    expect(marks.map(({ what, atMs, ahead }) => [what, (atMs - ms(0)) / 60_000, ahead])).toEqual([
      ['START', 0, false],
      ['REMINDER', 15, false],
      ['REMINDER', 25, false],
      ['AT_RISK', 100, true],
      ['MANAGER_ALERT', 115, true],
      ['DEADLINE', 120, true],
    ]);
  });
});

describe('clocks above one axis', () => {
  const shape = (from: number, minutes: number, key = 'a') =>
    shapeOf(
      {
        ...running,
        key,
        target: `PT${minutes}M`,
        startedAt: at(from),
        atRiskAt: null,
        deadlineAt: at(from + minutes),
        receipt: { ...running.receipt, intervals: [{ from: at(from), to: at(from + minutes) }], skipped: [] },
      },
      lead(),
      ms(0),
    );

  it('run at the same time and are of a like length', () => {
    expect(groupsOf([shape(0, 60), shape(30, 120)]).map(({ length }) => length)).toEqual([2]);
    expect(groupsOf([shape(0, 60), shape(90, 60)]).map(({ length }) => length)).toEqual([1, 1]);
    expect(groupsOf([shape(0, 15), shape(0, 600)]).map(({ length }) => length)).toEqual([1, 1]);
    expect(groupsOf([shape(0, 15), shape(0, 600), shape(5, 20)]).map(({ length }) => length)).toEqual([2, 1]);
  });

  it('are not too many', () => {
    expect(groupsOf(Array.from({ length: 5 }, () => shape(0, 60))).map(({ length }) => length)).toEqual([4, 1]);
  });
});
