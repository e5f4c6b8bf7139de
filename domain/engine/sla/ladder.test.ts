import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LadderStep } from '../../leads/flow/definition.js';
import type { ClockState } from './clock.js';
import { firingKey, upcoming, type Firings, ticks, waitsForProof } from './ladder.js';

const MINUTE = 60_000;

const clock = (change: Partial<ClockState> = {}): ClockState => ({
  id: 'c',
  key: 'first_contact',
  cycle: 1,
  status: 'RUNNING',
  startedAtMs: 0,
  targetMs: 60 * MINUTE,
  atRiskAtMs: 45 * MINUTE,
  atRiskSeenAtMs: null,
  deadlineAtMs: 60 * MINUTE,
  breachedAtMs: null,
  metAtMs: null,
  correctedAtMs: null,
  supersededAtMs: null,
  cancelledAtMs: null,
  pauses: [],
  calendar: null,
  receiptText: '',
  receipt: null,
  steps: [],
  ...change,
});

const step = (key: string, repeat?: LadderStep['repeat']): LadderStep => ({
  key,
  at: { offset: 'PT0S' },
  action: 'REMINDER',
  ...(repeat ? { repeat } : {}),
});

const fired =
  (times: number, acknowledged = false) =>
  (): Firings => ({ times, acknowledged });
const never = fired(0);
const told = (dues: ReturnType<typeof upcoming>) =>
  dues.map((due) => (due.kind === 'STEP' ? `${due.step.key}/${due.repeat}@${due.atMs / MINUTE}` : due.kind));

describe('what a clock has before it', () => {
  it('orders by instant; at one instant at-risk, then the breach, then the steps as the ladder has them', () => {
    const steps = ['late', 'b', 'a', 'early'].map((key, index) => ({
      key,
      dueAtMs: [90, 60, 60, 10][index]! * MINUTE,
    }));
    const ladder = ['late', 'b', 'a', 'early'].map((key) => step(key));
    expect(told(upcoming(clock({ steps, atRiskAtMs: 60 * MINUTE }), { ladder }, never))).toEqual([
      'early/0@10',
      'AT_RISK',
      'BREACH',
      'b/0@60',
      'a/0@60',
      'late/0@90',
    ]);
  });

  it('repeats a step as often as it says after the first time, and then no more', () => {
    const ladder = [step('remind', { every: 'PT10M', times: 2 })];
    const one = clock({ steps: [{ key: 'remind', dueAtMs: 30 * MINUTE }], atRiskAtMs: null });
    const after = (times: number) => told(upcoming(one, { ladder }, fired(times))).filter((text) => text !== 'BREACH');
    expect([0, 1, 2, 3].map(after)).toEqual([['remind/0@30'], ['remind/1@40'], ['remind/2@50'], []]);
  });

  it('repeats no more once a firing is acknowledged; what has not fired yet still does', () => {
    const ladder = [step('remind', { every: 'PT10M', times: 2 })];
    const one = clock({ steps: [{ key: 'remind', dueAtMs: 30 * MINUTE }], atRiskAtMs: null });
    expect(told(upcoming(one, { ladder }, fired(1, true)))).toEqual(['BREACH']);
    expect(told(upcoming(one, { ladder }, never))).toEqual(['remind/0@30', 'BREACH']);
  });

  it('repeats at the instants that were planned where the step has a window', () => {
    const ladder = [step('remind', { every: 'PT10M', times: 2 })];
    const repeatsDueAtMs = [100 * MINUTE, 110 * MINUTE];
    const steps = [{ key: 'remind', dueAtMs: 30 * MINUTE, plainAtMs: 25 * MINUTE, repeatsDueAtMs }];
    const one = clock({ steps, atRiskAtMs: null });
    const after = (times: number) => told(upcoming(one, { ladder }, fired(times))).filter((text) => text !== 'BREACH');
    expect([0, 1, 2, 3].map(after)).toEqual([['remind/0@30'], ['remind/1@100'], ['remind/2@110'], []]);
  });

  it('says at-risk once, and nothing of a verdict that has fallen', () => {
    expect(told(upcoming(clock({ atRiskSeenAtMs: 1 }), { ladder: [] }, never))).toEqual(['BREACH']);
    const steps = [{ key: 'alert', dueAtMs: 70 * MINUTE }];
    const breached = clock({ status: 'BREACHED', steps });
    expect(told(upcoming(breached, { ladder: [step('alert')] }, never))).toEqual(['alert/0@70']);
  });

  it('keeps still once it waits for nothing, and knows no instants while it stands', () => {
    const steps = [{ key: 'alert', dueAtMs: 70 * MINUTE }];
    const silent: Partial<ClockState>[] = [
      { status: 'MET', metAtMs: 5 },
      { status: 'CANCELLED' },
      { status: 'PAUSED', deadlineAtMs: null },
      { status: 'BREACHED', metAtMs: 5 },
      { status: 'BREACHED', supersededAtMs: 5 },
      { status: 'BREACHED', cancelledAtMs: 5 },
    ];
    for (const change of silent) {
      expect(ticks(clock(change))).toBe(false);
      // One that stands still does nothing by itself, and yet waits.
      expect(waitsForProof(clock(change))).toBe(change.status === 'PAUSED');
      expect(upcoming(clock({ steps, ...change }), { ladder: [step('alert')] }, never)).toEqual([]);
    }
    const unknown = clock({ steps: [{ key: 'alert', dueAtMs: null }] });
    expect(told(upcoming(unknown, { ladder: [step('alert'), step('unplanned')] }, never))).toEqual([
      'AT_RISK',
      'BREACH',
    ]);
  });

  it('climbed to its end fires each step once and each repeat once, in time and never backwards within a step', () => {
    const rung = fc.record({
      at: fc.integer({ min: -30, max: 120 }),
      repeat: fc.option(fc.record({ every: fc.integer({ min: 0, max: 20 }), times: fc.integer({ min: 0, max: 5 }) })),
    });
    fc.assert(
      fc.property(fc.array(rung, { maxLength: 6 }), (rungs) => {
        const ladder = rungs.map(({ repeat }, index) =>
          step(`s${index}`, repeat ? { every: `PT${repeat.every}M`, times: repeat.times } : undefined),
        );
        const steps = rungs.map(({ at }, index) => ({ key: `s${index}`, dueAtMs: at * MINUTE }));
        const one = clock({ steps });
        const firings: { key: string; atMs: number }[] = [];
        let last = -Infinity;
        for (;;) {
          const times = (key: string) => firings.filter((each) => each.key === key).length;
          const due = upcoming(one, { ladder }, (key) => ({ times: times(key), acknowledged: false }))[0];
          if (!due) break;
          expect(due.atMs).toBeGreaterThanOrEqual(last);
          last = due.atMs;
          if (due.kind === 'AT_RISK') one.atRiskSeenAtMs = due.atMs;
          else if (due.kind === 'BREACH') one.status = 'BREACHED';
          else {
            expect(due.repeat).toBe(times(due.step.key));
            firings.push({ key: due.step.key, atMs: due.atMs });
          }
        }
        expect(firings).toHaveLength(rungs.reduce((sum, { repeat }) => sum + 1 + (repeat?.times ?? 0), 0));
        for (const [index, { at, repeat }] of rungs.entries())
          expect(firings.filter(({ key }) => key === `s${index}`).map(({ atMs }) => atMs / MINUTE)).toEqual(
            Array.from({ length: 1 + (repeat?.times ?? 0) }, (_, time) => at + time * (repeat?.every ?? 0)),
          );
      }),
    );
  });

  it('has one id for each firing', () => {
    expect(firingKey('lead', { key: 'first_contact', cycle: 2 }, 'remind', 3)).toBe('lead:first_contact:2:remind:3');
  });
});
