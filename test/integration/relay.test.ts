import { Client, Connection } from '@temporalio/client';
import { pino } from 'pino';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { registerSearchAttributes } from '../../cli/stack/temporal.js';
import { openDatabase, type Database } from '../../db/client.js';
import type { SettledView } from '../../domain/leads/view/settled-view.js';
import { readCounters } from '../../db/platform/queries/counters.js';
import { originsOfLeads } from '../../db/leads/queries/lead-source.js';
import { startRelay } from '../../relay/relay.js';
import { topicsOf } from '../../relay/topics.js';
import { TOGETHER_FROM } from '../../settlement/backlog.js';
import { absenceWorkflowId, leadWorkflowId, notificationWorkflowId } from '../../workflows/ids.js';
import { createNamespace } from '../support/processes.js';
import { createTestDatabase, temporalAddress, type TestDatabase } from '../support/stack.js';
import { waitFor } from '../support/wait.js';
import { World } from '../support/world.js';

/** No worker polls it: what is started here only waits. */
const QUEUE = 'relay-test';

/** temporal.api.enums.v1.TaskQueueType */
const WORKFLOW_TASKS = 1;

let database: TestDatabase;
let world: World;
let other: World;
let db: Database;
let connection: Connection;
let client: Client;
let relay: { stop(): Promise<void> };

let away = false;
let timesAsked = 0;
/** How often somebody had a notice tried again. */
const requeued = new Map<string, number>();
/** What a settlement would come to. */
let decided: (orgId: string, leadId: string) => SettledView | null = () => null;

const relayTo = (taskQueue: string) =>
  startRelay({
    db,
    listenUrl: database.relayUrl,
    topics: topicsOf({
      workflows: client.workflow,
      taskQueue,
      publicUrl: 'https://pinggo.example',
      originOf: async (orgId, leadId) => (await originsOfLeads(db, [{ orgId, leadId }]))[0] ?? null,
      prepareNotice: (_orgId, noticeId) => Promise.resolve({ isKept: false, requeues: requeued.get(noticeId) ?? 0 }),
      settleNotice: () => Promise.reject(new Error('no workflow of these tests ends')),
      decide: (orgId, leadId) => Promise.resolve(decided(orgId, leadId)),
      begin: (orgId, leadId) => Promise.resolve(decided(orgId, leadId)),
      settleWithoutWorkflow: () => Promise.reject(new Error('no workflow of these tests ends')),
    }),
    isAway: () => {
      timesAsked += 1;
      return away;
    },
    log: pino({ level: 'silent' }),
  });

beforeAll(async () => {
  database = await createTestDatabase('relay');
  world = await World.create(database.ownerUrl);
  other = await World.create(database.ownerUrl);
  connection = await Connection.connect({ address: temporalAddress() });
  const namespace = await createNamespace('relay');
  await registerSearchAttributes({ address: temporalAddress() }, namespace);
  client = new Client({ connection, namespace });
  db = openDatabase(database.relayUrl, { role: 'pinggo_relay', poolSize: 4 });
  relay = relayTo(QUEUE);
});

afterAll(async () => {
  await relay?.stop();
  await db?.close();
  await connection?.close();
  await Promise.all([world?.close(), other?.close()]);
  await database?.drop();
});

/** Writes an outbox row of a topic. @returns its number */
const send = async (of: World, topic: string, subjectId = newId()): Promise<number> => {
  const { id } = await of.one<{ id: string }>(
    'INSERT INTO outbox (org_id, topic, subject_id) VALUES ($1, $2, $3) RETURNING id',
    [of.orgId, topic, subjectId],
  );
  return Number(id);
};
const delivered = (...orgs: World[]) =>
  waitFor('the outbox is delivered', async () => {
    const left = await world.all(
      "SELECT 1 FROM outbox WHERE delivered_at IS NULL AND topic <> 'OF_A_NEWER_VERSION' AND org_id = ANY($1)",
      [orgs.map(({ orgId }) => orgId)],
    );
    return left.length === 0;
  });
const describe = (workflowId: string) => client.workflow.getHandle(workflowId).describe();
const signalsOf = async (workflowId: string) => {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  return (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName ?? []);
};

it('starts and rings the workflow of each topic, each in the line of its org', async () => {
  const absenceId = newId();
  const [leadId, othersId] = [await world.receive(), await other.receive()];
  await world.prove(leadId, 'CALL_LOGGED');
  await world.command(leadId, { kind: 'CLOSE', outcome: 'WON' });
  await send(world, 'ABSENCE_PLANNED', absenceId);
  const noticeId = newId();
  await send(other, 'NOTIFICATION', noticeId);
  await delivered(world, other);

  const lead = leadWorkflowId(world.orgId, leadId);
  expect(await signalsOf(lead)).toEqual(['proofReceived', 'commandRequested']);
  const absence = absenceWorkflowId(world.orgId, absenceId);
  expect(await signalsOf(absence)).toEqual(['absenceChanged']);
  for (const [workflowId, type, orgId] of [
    [lead, 'leadWorkflow', world.orgId],
    [leadWorkflowId(other.orgId, othersId), 'leadWorkflow', other.orgId],
    [absence, 'absenceWorkflow', world.orgId],
    [notificationWorkflowId(other.orgId, noticeId), 'notificationWorkflow', other.orgId],
  ] as const)
    expect(await describe(workflowId)).toMatchObject({
      type,
      priority: { fairnessKey: orgId },
      searchAttributes: { OrgId: [orgId] },
    });
});

it('starts leads that come together with what was decided about them, and tells a proof with it', async () => {
  const ownerId = newId();
  const asked: string[] = [];
  let revision = 2;
  decided = (_orgId, leadId) => {
    asked.push(leadId);
    return {
      ...{ leadId, revision, status: 'ASSIGNED', open: true, ownerId, teamId: world.teamId, flowKey: 'main' },
      ...{ breached: false, deadlineAtMs: 2_000_000_000_000, atRiskAtMs: null, nextDueAtMs: 2_000_000_000_000 },
      ...{ nextText: 'First contact is breached', details: '**ASSIGNED**' },
    };
  };
  try {
    const ids = await world.receiveMany(TOGETHER_FROM);
    await delivered(world);
    expect(new Set(asked)).toEqual(new Set(ids));
    const started = await describe(leadWorkflowId(world.orgId, ids[0]!));
    expect(started.searchAttributes).toMatchObject({
      LeadStatus: ['ASSIGNED'],
      OwnerId: [ownerId],
      NextDeadline: [new Date(2_000_000_000_000)],
    });
    expect(started.searchAttributes).not.toHaveProperty('AtRiskAt');
    // Applied together: the first signal tells of both.
    revision = 3;
    await world.prove(ids[0]!);
    await world.prove(ids[0]!, 'EMAIL_SENT');
    await delivered(world);
    const { events } = await client.workflow.getHandle(leadWorkflowId(world.orgId, ids[0]!)).fetchHistory();
    const texts = (events ?? []).flatMap(
      ({ workflowExecutionStartedEventAttributes: start, ...event }) =>
        (start?.input ?? event.workflowExecutionSignaledEventAttributes?.input)?.payloads?.map(({ data }) =>
          Buffer.from(data!).toString(),
        ) ?? [],
    );
    expect(texts).toHaveLength(3);
    for (const text of [texts[0], texts[2]]) expect(text).toContain(ownerId);
  } finally {
    decided = () => null;
  }
});

it('starts a lead that has begun already with what was decided, though it is alone', async () => {
  const asked: string[] = [];
  decided = (_orgId, leadId) => (asked.push(leadId), null);
  try {
    const id = newId();
    await world.sql.query(
      `WITH l AS (INSERT INTO leads (org_id, id, source, name, attributes, tags, status, received_at)
         VALUES ($1, $2, 'web', 'Ana Pop', '{}', '{}', 'ASSIGNED', now()) RETURNING org_id, id)
       INSERT INTO outbox (org_id, topic, lead_id) SELECT org_id, 'LEAD_RECEIVED', id FROM l`,
      [world.orgId, id],
    );
    await delivered(world);
    expect(asked).toEqual([id]);
  } finally {
    decided = () => null;
  }
});

it('leaves few leads to be begun by their workflows', async () => {
  const asked: string[] = [];
  decided = (_orgId, leadId) => (asked.push(leadId), null);
  try {
    const ids = await world.receiveMany(TOGETHER_FROM - 1);
    await delivered(world);
    for (const id of ids)
      expect((await describe(leadWorkflowId(world.orgId, id))).searchAttributes).toMatchObject({
        LeadStatus: ['RECEIVED'],
      });
    expect(asked).toEqual([]);
  } finally {
    decided = () => null;
  }
});

it('counts what it delivered, each message once', async () => {
  await waitFor('all is counted', async () => {
    const { count } = await world.one<{ count: string }>('SELECT count(*) FROM outbox WHERE delivered_at IS NOT NULL');
    const counted = (await readCounters(db)).find(({ name }) => name === 'relay_deliveries_total{result="delivered"}');
    return counted?.value === Number(count);
  });
});

it('knows a notice by itself, so that another with the same number in the outbox is another', async () => {
  const [before, after] = [newId(), newId()];
  const id = await send(world, 'NOTIFICATION', before);
  await delivered(world);
  // A database that was restored from a backup counts from where it was.
  await world.sql.query('DELETE FROM outbox WHERE org_id = $1 AND id = $2', [world.orgId, id]);
  await world.sql.query(
    `INSERT INTO outbox (org_id, id, topic, subject_id) OVERRIDING SYSTEM VALUE VALUES ($1, $2, 'NOTIFICATION', $3)`,
    [world.orgId, id, after],
  );
  await delivered(world);
  for (const noticeId of [before, after])
    expect((await describe(notificationWorkflowId(world.orgId, noticeId))).type).toBe('notificationWorkflow');
});

it('starts another workflow for a notice that somebody had tried again, and one for each time', async () => {
  const id = newId();
  for (const times of [0, 1, 1]) {
    requeued.set(id, times);
    await send(world, 'NOTIFICATION', id);
    await delivered(world);
  }
  const runs = await Promise.all([0, 1].map((times) => describe(notificationWorkflowId(world.orgId, id, times))));
  expect(runs.map(({ workflowId }) => workflowId)).toEqual([
    `notify:${world.orgId}:${id}`,
    `notify:${world.orgId}:${id}:1`,
  ]);
});

it('goes past a row of a newer version, and leaves it as it is', async () => {
  await send(world, 'OF_A_NEWER_VERSION');
  const leadId = await world.receive();
  await delivered(world);
  expect((await describe(leadWorkflowId(world.orgId, leadId))).status.name).toBe('RUNNING');
  expect(
    await world.one("SELECT attempts, lease_until, dead_at, last_error FROM outbox WHERE topic = 'OF_A_NEWER_VERSION'"),
  ).toEqual({ attempts: 0, lease_until: null, dead_at: null, last_error: null });
});

it('tries nothing while Temporal is away, and then at once what was put off', async () => {
  away = true;
  try {
    await relay.stop();
    const waiting = await world.receive();
    const putOff = await world.receive();
    await world.sql.query(
      `UPDATE outbox SET attempts = 9, last_error = 'no server', available_at = now() + interval '1 hour' WHERE lead_id = $1`,
      [putOff],
    );
    const row = (leadId: string) =>
      world.one<{ attempts: number }>('SELECT attempts, lease_until FROM outbox WHERE lead_id = $1', [leadId]);
    timesAsked = 0;
    relay = relayTo(QUEUE);
    await waitFor('it has come round', () => Promise.resolve(timesAsked >= 2));
    expect(await row(waiting)).toEqual({ attempts: 0, lease_until: null });
    away = false;
    await delivered(world);
    expect(await row(waiting)).toMatchObject({ attempts: 1 });
    expect(await row(putOff)).toMatchObject({ attempts: 10 });
  } finally {
    away = false;
  }
});

it('has an org’s first lead done among the first, however many of another wait before it', async () => {
  const waiting = 60;
  const name = 'fair-test';
  const namespace = client.options.namespace;
  await relay.stop();
  relay = relayTo(name);
  await other.receiveMany(waiting);
  await delivered(other);
  const late = await World.create(database.ownerUrl);
  try {
    const first = leadWorkflowId(late.orgId, await late.receive());
    // A task comes to its queue a moment after the workflow was started.
    await waitFor('all tasks wait', async () => {
      const asked = { namespace, taskQueue: { name }, taskQueueType: WORKFLOW_TASKS, reportStats: true };
      const { stats } = await client.workflowService.describeTaskQueue(asked);
      return Number(stats?.approximateBacklogCount ?? 0) > waiting;
    });
    const handedOut: string[] = [];
    while (handedOut.length < waiting / 2 && !handedOut.includes(first)) {
      const { workflowExecution } = await connection.withDeadline(Date.now() + 10_000, () =>
        client.workflowService.pollWorkflowTaskQueue({ namespace, taskQueue: { name } }),
      );
      handedOut.push(workflowExecution!.workflowId!);
    }
    expect(handedOut).toContain(first);
  } finally {
    await late.close();
  }
});
