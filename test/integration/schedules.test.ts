import { Connection, ScheduleClient } from '@temporalio/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureSchedules } from '../../relay/schedules.js';
import { RETENTION_SCHEDULE_ID, SWEEP_SCHEDULE_ID } from '../../workflows/ids.js';
import { createNamespace } from '../support/processes.js';
import { temporalAddress } from '../support/stack.js';

let connection: Connection;
let schedules: ScheduleClient;

beforeAll(async () => {
  connection = await Connection.connect({ address: temporalAddress() });
  schedules = new ScheduleClient({ connection, namespace: await createNamespace('schedules') });
});
afterAll(() => connection?.close());

const described = (id: string) => schedules.getHandle(id).describe();

it('are made once, by however many workers', async () => {
  await Promise.all([1, 2, 3].map(() => ensureSchedules(schedules, 'pinggo')));
  expect((await described(SWEEP_SCHEDULE_ID)).spec.intervals).toMatchObject([{ every: 60_000 }]);
  const before = (await described(RETENTION_SCHEDULE_ID)).info.lastUpdatedAt;
  await ensureSchedules(schedules, 'pinggo');
  expect((await described(RETENTION_SCHEDULE_ID)).info.lastUpdatedAt).toEqual(before);
});

it('are brought up to date where an earlier version made them otherwise; who paused one is not overruled', async () => {
  const handle = schedules.getHandle(SWEEP_SCHEDULE_ID);
  await handle.update(({ action, policies, state }) => ({
    spec: { intervals: [{ every: '7m' }] },
    policies,
    state,
    action: { ...action, args: [], taskQueue: 'of-old' },
  }));
  await handle.pause('while we look');
  await ensureSchedules(schedules, 'pinggo');
  expect(await described(SWEEP_SCHEDULE_ID)).toMatchObject({
    spec: { intervals: [{ every: 60_000 }] },
    action: { taskQueue: 'pinggo', workflowType: 'sweepWorkflow' },
    state: { paused: true, note: 'while we look' },
  });
});
