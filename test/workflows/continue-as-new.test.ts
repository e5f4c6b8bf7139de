import { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { endingWithUs } from '../support/ephemeral.js';
import { temporalCliPath } from '../support/stack.js';
import { waitFor } from '../support/wait.js';
import { flowDefinition } from '../support/world.js';
import { LeadLab, mostTimersOpen } from './harness.js';

/** A run this long is advised to continue as new; the server's own limit is 4096. */
const SUGGEST_AT = 40;
const PROOFS = 24;
const REMINDERS = 6;

let env: TestWorkflowEnvironment;
let lab: LeadLab;

beforeAll(async () => {
  // The time-skipping server does not continue as new in one step: this is the real one.
  env = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: endingWithUs(temporalCliPath()) },
      extraArgs: ['--dynamic-config-value', `limit.historyCount.suggestContinueAsNew=${SUGGEST_AT}`],
    },
  });
  lab = await LeadLab.open('continue-as-new', {
    workflows: env.client.workflow,
    connection: env.nativeConnection,
    namespace: env.namespace ?? 'default',
    now: () => Promise.resolve(Date.now()),
  });
});

afterAll(async () => {
  await lab?.close();
  await env?.teardown();
});

it('a lead with many proofs continues as new again and again, and loses and repeats nothing', async () => {
  const world = await lab.newWorld();
  await world.addRep('Ana');
  await world.addFlow(
    flowDefinition(world.teamId, {
      clocks: [
        {
          key: 'meeting',
          name: 'Meeting',
          starts: 'RECEIVED',
          target: { duration: 'PT1H', time: 'ELAPSED' },
          proofs: ['MEETING_BOOKED'],
          ladder: [
            {
              key: 'remind',
              at: { offset: '-PT59M59S' },
              action: 'REMINDER',
              repeat: { every: 'PT0.4S', times: REMINDERS - 1 },
            },
          ],
        },
      ],
    }),
  );
  const lead = await lab.start(world);
  await lead.waitForStatus('ASSIGNED');
  const applied = async () =>
    (
      await world.one<{ count: number }>(
        'SELECT count(*)::int FROM proofs WHERE lead_id = $1 AND applied_at IS NOT NULL',
        [lead.id],
      )
    ).count;
  // One after the other, or the workflow would take many at once and stay short.
  for (let proof = 1; proof <= PROOFS; proof += 1) {
    await lead.prove('EMAIL_SENT');
    await waitFor(`${proof} proofs are applied`, async () => (await applied()) >= proof);
  }
  await lead.waitForEscalations(REMINDERS);
  await lead.prove('MEETING_BOOKED');
  await waitFor('the meeting is booked', async () => (await lead.clocks())[0]!.status === 'MET');
  await lead.command({ kind: 'CLOSE', outcome: 'WON' });
  expect(await lead.handle.result()).toBe('CLOSED');

  expect((await lead.escalations()).map(({ repeat, overtaken }) => [repeat, overtaken])).toEqual(
    Array.from({ length: REMINDERS }, (_, repeat) => [repeat, false]),
  );
  expect(await applied()).toBe(PROOFS + 1);
  const audits = await world.all<{ action: string }>('SELECT action FROM audit WHERE lead_id = $1', [lead.id]);
  const count = (action: string) => audits.filter((one) => one.action === action).length;
  expect(['lead.qualified', 'lead.assigned', 'sla.started', 'sla.met', 'lead.closed'].map(count)).toEqual([
    1, 1, 1, 1, 1,
  ]);

  const runs = [await lead.events()];
  for (;;) {
    const before = runs[0]![0]!.workflowExecutionStartedEventAttributes!.continuedExecutionRunId;
    if (!before) break;
    runs.unshift(await lead.events(before));
  }
  expect(runs.length).toBeGreaterThanOrEqual(3);
  for (const [index, events] of runs.entries()) {
    const last = events.at(-1)!;
    if (index < runs.length - 1) expect(last.workflowExecutionContinuedAsNewEventAttributes).toBeTruthy();
    else expect(last.workflowExecutionCompletedEventAttributes).toBeTruthy();
    expect(events.length).toBeLessThan(2 * SUGGEST_AT);
    expect(mostTimersOpen(events)).toBeLessThanOrEqual(1);
  }
  const { searchAttributes, priority } = await lead.handle.describe();
  expect(searchAttributes['OrgId']).toEqual([world.orgId]);
  // As before its end, which the workflow's own says.
  expect(searchAttributes['LeadStatus']).toEqual(['CONTACTED']);
  // The server hands it on: the last run still waits in its org's line.
  expect(priority).toMatchObject({ fairnessKey: world.orgId });
});

it('answers every update of a broadcast, however often the lead continues as new meanwhile', async () => {
  const world = await lab.newWorld();
  const reps = await Promise.all(Array.from({ length: 36 }, (_, index) => world.addRep(`Rep ${index}`)));
  const flow = flowDefinition(world.teamId);
  flow.routing.rules[0]!.mode = 'BROADCAST';
  await world.addFlow(flow);
  const lead = await lab.start(world);
  await lead.waitForStatus('OFFERED');
  const decline = (userId: string) => lead.answer({ kind: 'DECLINE', userId, reason: 'no time' });
  for (const rep of reps.slice(0, 16)) expect(await decline(rep)).toBeNull();
  // Ten at a time are what the server takes: the client waits for its turn.
  expect(await Promise.all(reps.slice(16, 24).map(decline))).toEqual(Array(8).fill(null));
  const verdicts = await Promise.all(reps.slice(24).map((userId) => lead.answer({ kind: 'ACCEPT', userId })));
  expect(verdicts.filter((refusal) => refusal === null)).toHaveLength(1);
  await lead.command({ kind: 'CLOSE', outcome: 'WON' });
  expect(await lead.handle.result()).toBe('CLOSED');
  const [started] = await lead.events();
  expect(started!.workflowExecutionStartedEventAttributes!.continuedExecutionRunId).toBeTruthy();
});
