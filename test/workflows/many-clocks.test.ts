import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClockDefinition, LadderStep } from '../../domain/leads/flow/definition.js';
import { flowDefinition } from '../support/world.js';
import { countOf, mostTimersOpen, openSkippingLab, type SkippingLab } from './harness.js';

const CLOCKS = 5;
const STEPS = 10;

let skipping: SkippingLab;
let env: SkippingLab['env'];
let lab: SkippingLab['lab'];

beforeAll(async () => {
  skipping = await openSkippingLab('many-clocks');
  ({ env, lab } = skipping);
});

afterAll(async () => {
  await skipping?.close();
});

/** No two instants of any clock are the same: each needs a timer of its own in its turn. */
const clock = (index: number): ClockDefinition => ({
  key: `clock_${index}`,
  name: `Clock ${index}`,
  starts: 'RECEIVED',
  target: { duration: `PT${60 + index}M`, time: 'ELAPSED' },
  atRisk: 0.95,
  proofs: ['CALL_LOGGED'],
  ladder: Array.from({ length: STEPS }, (_, step): LadderStep => ({
    key: `step_${step}`,
    at: { offset: `PT${6 * (step + 1)}M` },
    action: step % 2 === 0 ? 'REMINDER' : 'MANAGER_ALERT',
  })),
});

describe('a lead with five clocks of ten steps each', () => {
  it('has one timer at a time, and misses nothing', async () => {
    const world = await lab.newWorld();
    await world.addRep('Ana');
    const clocks = Array.from({ length: CLOCKS }, (_, index) => clock(index));
    await world.addFlow(flowDefinition(world.teamId, { clocks }));
    const lead = await lab.start(world);
    await lead.waitForStatus('ASSIGNED');
    await env.sleep('3 hours');
    const fired = await lead.waitForEscalations(CLOCKS * STEPS);
    expect(new Set(fired.map(({ key }) => key)).size).toBe(CLOCKS * STEPS);
    for (const row of fired) expect(row.fired_at.getTime()).toBeGreaterThanOrEqual(row.due_at.getTime());
    expect((await lead.clocks()).map(({ status }) => status)).toEqual(Array(CLOCKS).fill('BREACHED'));
    await lead.command({ kind: 'CLOSE', outcome: 'LOST' });
    await lead.handle.result();

    const events = await lead.events();
    expect(mostTimersOpen(events)).toBe(1);
    // Each clock's at-risk, its breach and its steps: never more timers than instants.
    const instants = CLOCKS * (STEPS + 2);
    expect(countOf(events, (event) => event.timerStartedEventAttributes)).toBeLessThanOrEqual(instants + 1);
    expect(countOf(events, (event) => event.workflowExecutionFailedEventAttributes)).toBe(0);
  });
});
