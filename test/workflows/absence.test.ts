import { afterAll, beforeAll, expect, it } from 'vitest';
import { absenceChanged, absenceProgress } from '../../workflows/leads/absence/messages.js';
import { waitFor } from '../support/wait.js';
import type { World } from '../support/world.js';
import { countOf, mostTimersOpen, openSkippingLab, type SkippingLab } from './harness.js';

const HOUR = 3_600_000;

let skipping: SkippingLab;
let env: SkippingLab['env'];
let lab: SkippingLab['lab'];

beforeAll(async () => {
  skipping = await openSkippingLab('absence-workflow');
  ({ env, lab } = skipping);
});

afterAll(async () => {
  await skipping?.close();
});

/** Two reps, the first of whom has leads; the other was not there when they came. */
async function newOrg(leads: number): Promise<{ world: World; ana: string; bob: string }> {
  const world = await lab.newWorld();
  const [ana, bob] = [await world.addRep('Ana', { capacity: 500 }), await world.addRep('Bob', { capacity: 500 })];
  await world.addFlow();
  const [away, there] = ['AWAY', 'ACTIVE'].map(
    (status) => () => world.sql.query('UPDATE users SET status = $1 WHERE id = $2', [status, bob]),
  );
  await away!();
  for (let lead = 0; lead < leads; lead += 1) await (await lab.start(world)).waitForStatus('ASSIGNED');
  await there!();
  return { world, ana, bob };
}

const owners = async (world: World): Promise<string[]> =>
  (await world.all<{ owner_id: string }>('SELECT owner_id FROM leads WHERE org_id = $1', [world.orgId])).map(
    (row) => row.owner_id,
  );

it('waits for its beginning with one timer, and plans all leads anew then', async () => {
  const { world, ana, bob } = await newOrg(3);
  const nowMs = await env.currentTimeMs();
  const { handle } = await lab.startAbsence(world, ana, { fromMs: nowMs + 3 * HOUR, toMs: nowMs + 72 * HOUR });
  const planned = await waitFor('it waits', async () => {
    const view = await handle.query(absenceProgress);
    return view?.state === 'PLANNED' && view;
  });
  expect(planned).toMatchObject({ userId: ana, userName: 'Ana', found: 0, done: 0 });
  // A bell without a change: it looks, and goes on waiting with the same timer.
  await handle.signal(absenceChanged);
  await env.sleep(2 * HOUR);
  expect(await owners(world)).toEqual([ana, ana, ana]);
  await env.sleep(2 * HOUR);
  expect(await handle.result()).toMatchObject({ state: 'DONE', found: 3, done: 3, left: 0 });
  expect(await owners(world)).toEqual([bob, bob, bob]);
  const events = (await handle.fetchHistory()).events ?? [];
  expect(mostTimersOpen(events)).toBe(1);
  expect(countOf(events, (event) => event.timerStartedEventAttributes)).toBe(1);
  expect(countOf(events, (event) => event.activityTaskScheduledEventAttributes)).toBe(3);
});

it('moves nothing when it is cancelled while it waits, or was over before it began to work', async () => {
  const { world, ana } = await newOrg(1);
  const nowMs = await env.currentTimeMs();
  const { handle, id } = await lab.startAbsence(world, ana, { fromMs: nowMs + 3 * HOUR, toMs: nowMs + 72 * HOUR });
  await waitFor('it waits', async () => (await handle.query(absenceProgress))?.state === 'PLANNED');
  await world.sql.query('UPDATE absences SET cancelled_at = now() WHERE id = $1', [id]);
  await handle.signal(absenceChanged);
  expect(await handle.result()).toMatchObject({ state: 'CANCELLED', found: 0, done: 0 });

  const past = await lab.startAbsence(world, ana, { fromMs: nowMs - 2 * HOUR, toMs: nowMs - HOUR });
  expect(await past.handle.result()).toMatchObject({ state: 'ENDED', done: 0 });
  expect(await owners(world)).toEqual([ana]);
});
