import { Client, Connection, ScheduleClient } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SWEEP_SCHEDULE_ID, leadWorkflowId } from '../../../workflows/ids.js';
import { momentWords } from '../../../domain/engine/calendars/words.js';
import { zoneOf } from '../../../domain/engine/calendars/zone.js';
import { createNamespace, startWorker, type Process } from '../../support/processes.js';
import { createTestDatabase, temporalAddress, type TestDatabase } from '../../support/stack.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition, World } from '../../support/world.js';

const PUBLIC_URL = 'https://pinggo.example/tower';

let database: TestDatabase;
let world: World;
let worker: Process;
let connection: Connection;
let client: Client;
let schedules: ScheduleClient;
let ana: string;
let bob: string;

beforeAll(async () => {
  database = await createTestDatabase('temporal_details');
  const namespace = await createNamespace('temporal-details');
  connection = await Connection.connect({ address: temporalAddress() });
  client = new Client({ connection, namespace });
  schedules = new ScheduleClient({ connection, namespace });
  world = await World.create(database.ownerUrl);
  ana = await world.addRep('Ana');
  bob = await world.addRep('Bob');
  const flow = flowDefinition(world.teamId);
  flow.clocks[0] = {
    ...flow.clocks[0]!,
    atRisk: 0.5,
    targets: [{ when: { field: 'tags', op: 'contains', value: 'hurry' }, duration: 'PT6S' }],
    ladder: [{ key: 'reassign', at: { offset: 'PT0S' }, action: 'REASSIGN' }],
  };
  await world.addFlow(flow);
  worker = await startWorker({ database, namespace, env: { PUBLIC_URL: `${PUBLIC_URL}/` } });
});

afterAll(async () => {
  await worker?.stop();
  await connection?.close();
  await world?.close();
  await database?.drop();
});

const handleOf = (id: string) => client.workflow.getHandle(leadWorkflowId(world.orgId, id));

/** What the Temporal UI shows under User Metadata. */
async function detailsOf(id: string): Promise<string> {
  const { currentDetails } = await handleOf(id).query<{ currentDetails?: string }>('__temporal_workflow_metadata');
  return currentDetails ?? '';
}

const told = (id: string, ...texts: string[]): Promise<string> =>
  waitFor(`the details say ${texts.join(', ')}`, async () => {
    if (!(await row(id)).clocks_started) return false;
    const details = await detailsOf(id);
    return texts.every((text) => details.includes(text)) && details;
  });

interface LeadRow {
  status: string;
  owner_id: string;
  deadline_at: Date;
  next_due_at: Date | null;
  clocks_started: boolean;
}

const row = (id: string): Promise<LeadRow> => world.one('SELECT * FROM leads WHERE id = $1', [id]);

/** As the org's people read it: its zone is UTC. */
const inUtc = (at: Date): string => momentWords(at.getTime(), zoneOf('UTC'));

const shortLink = (id: string): string => `(${PUBLIC_URL}/leads/${id})`;

/** All text in an event, that of its payloads too. */
function* textsOf(node: unknown): Generator<string> {
  if (typeof node === 'string') yield node;
  else if (node instanceof Uint8Array) yield Buffer.from(node).toString('utf8');
  else if (typeof node === 'object' && node !== null) for (const child of Object.values(node)) yield* textsOf(child);
}

describe('a lead in the Temporal UI', () => {
  it('links to its page from the first moment, also where no worker answers', async () => {
    const id = await world.receive();
    await told(id, 'ASSIGNED');
    const description = await handleOf(id).describe();
    expect(await description.staticSummary()).toBe(`web · ${id.slice(-6)}`);
    expect(await description.staticDetails()).toContain(`[Open the lead in Pinggo]${shortLink(id)}`);
    expect((await detailsOf(id)).split('\n')[0]).toBe(`[Open the lead in Pinggo]${shortLink(id)}`);
  });

  it('keeps its details current at each change of status, owner, deadline and breach', async () => {
    const id = await world.receive({ tags: ['hurry'] });
    const assigned = await told(id, '**ASSIGNED**', ': RUNNING, deadline');
    const { owner_id: first, deadline_at: deadline } = await row(id);
    const nameOf = (userId: string): string => (userId === ana ? 'Ana' : 'Bob');
    expect(assigned).toContain(`**Owner** ${nameOf(first)}`);
    expect(assigned).toContain(`First contact: RUNNING, deadline ${inUtc(deadline)}`);
    const { searchAttributes } = await handleOf(id).describe();
    expect(searchAttributes).toMatchObject({ TeamId: [world.teamId], FlowKey: ['main'] });
    await told(id, 'RUNNING, at risk');
    await told(id, ': BREACHED, deadline', `**Owner** ${nameOf(first === ana ? bob : ana)}`);
    await world.prove(id);
    await told(id, '**CONTACTED**', ': BREACHED, deadline', ', met ');
    await world.command(id, { kind: 'CLOSE', outcome: 'WON' });
    await handleOf(id).result();
    expect(await detailsOf(id)).toMatch(/\*\*CLOSED\*\* \(WON\)[^]*\*\*Next\*\* nothing: this lead has ended/);
  });

  it('shows a pause, what is due after it, and who got it by hand', async () => {
    const id = await world.receive();
    await told(id, ': RUNNING, deadline');
    await world.command(id, { kind: 'PAUSE' });
    await told(id, '**Paused** since', ': PAUSED, stands still');
    await world.command(id, { kind: 'RESUME' });
    await told(id, ': RUNNING, deadline');
    expect(await detailsOf(id)).toContain(`: RUNNING, deadline ${inUtc((await row(id)).deadline_at)}`);
    const next = (await row(id)).owner_id === ana ? bob : ana;
    await world.command(id, { kind: 'ASSIGN', ownerId: next });
    await told(id, `**Owner** ${next === ana ? 'Ana' : 'Bob'}. Why: by hand`);
  });

  it('holds nothing that tells who the lead is, anywhere', async () => {
    const personal = [
      'Quirine Zwartbol',
      'quirine@zwart.example',
      '+31612345678',
      'roof of 61 square',
      'Zwartstraat 9',
    ];
    const [name, email, phone, message, street] = personal;
    const id = await world.receive({ attributes: { street } });
    await world.sql.query('UPDATE leads SET name = $2, email = $3, phone = $4, message = $5 WHERE id = $1', [
      id,
      name,
      email,
      phone,
      message,
    ]);
    await told(id, 'ASSIGNED');
    const next = (await row(id)).owner_id === ana ? bob : ana;
    await world.command(id, { kind: 'ASSIGN', ownerId: next, reason: `${name} asked for it` });
    await told(id, 'by hand');
    await world.prove(id);
    await told(id, 'CONTACTED');
    await world.command(id, { kind: 'CLOSE', outcome: 'LOST', reason: `${name} of ${street} moved` });
    const handle = handleOf(id);
    await handle.result();
    const description = await handle.describe();
    const all = [
      ...textsOf((await handle.fetchHistory()).events),
      ...textsOf(description.raw),
      await detailsOf(id),
    ].join('\n');
    // What is looked through does hold the results of activities.
    expect(all).toContain('**Owner**');
    expect(all).toContain('CONTACTED');
    for (const each of personal) expect(all).not.toContain(each);
  });
});

describe('a lead whose workflow somebody stopped in the Temporal UI', () => {
  /** One that has its whole quarter of an hour before it: nothing is due that would begin it again. */
  async function waiting(): Promise<{ id: string; runId: string }> {
    const id = await world.receive();
    await told(id, ': RUNNING, deadline');
    return { id, runId: (await handleOf(id).describe()).runId };
  }
  const runsAgain = async (id: string, runId: string): Promise<boolean> => {
    const { status, runId: now } = await handleOf(id).describe();
    return status.name === 'RUNNING' && now !== runId;
  };
  const sweep = () => schedules.getHandle(SWEEP_SCHEDULE_ID).trigger();
  const sweeps = async (): Promise<number> =>
    (
      await world.one<{ value: number }>(
        `SELECT coalesce(sum(value), 0)::int AS value FROM counters WHERE name = 'sweep_runs_total'`,
      )
    ).value;

  it('begins again with the next sweep, before anything is due, and repeats nothing', async () => {
    const [terminated, cancelled] = [await waiting(), await waiting()];
    await handleOf(terminated.id).terminate('by hand');
    await handleOf(cancelled.id).cancel();
    await waitFor('it is cancelled', async () => (await handleOf(cancelled.id).describe()).status.name === 'CANCELLED');
    await sweep();
    for (const { id, runId } of [terminated, cancelled]) {
      await waitFor('it runs again', () => runsAgain(id, runId));
      await told(id, '**ASSIGNED**', ': RUNNING, deadline', shortLink(id));
      const { deadline_at: deadline, next_due_at: next } = await row(id);
      expect(next!.getTime()).toBeGreaterThan(Date.now());
      expect((await handleOf(id).describe()).searchAttributes['NextDeadline']).toEqual([deadline]);
      expect(await world.all('SELECT 1 FROM assignments WHERE lead_id = $1', [id])).toHaveLength(1);
      expect(await world.all('SELECT 1 FROM clocks WHERE lead_id = $1', [id])).toHaveLength(1);
    }
  });

  it('is left alone where it runs again already, or where the lead has ended', async () => {
    const [proven, closed] = [await waiting(), await waiting()];
    await handleOf(proven.id).terminate('by hand');
    await world.prove(proven.id);
    await waitFor('the proof began it again', () => runsAgain(proven.id, proven.runId));
    await handleOf(closed.id).terminate('by hand');
    await world.sql.query(
      "UPDATE leads SET status = 'CLOSED', outcome = 'LOST', closed_at = now(), next_due_at = NULL WHERE id = $1",
      [closed.id],
    );
    const restarted = async (): Promise<number> =>
      (
        await world.one<{ n: number }>(
          "SELECT count(*)::int AS n FROM outbox WHERE topic = 'LEAD_RECEIVED' AND lead_id = ANY($1)",
          [[proven.id, closed.id]],
        )
      ).n;
    expect(await restarted()).toBe(2);
    const before = await sweeps();
    await sweep();
    await waitFor('a sweep', async () => (await sweeps()) > before);
    expect(await restarted()).toBe(2);
    expect((await handleOf(closed.id).describe()).status.name).toBe('TERMINATED');
  });

  it('goes on from its rows when it was reset to its beginning', async () => {
    const { id, runId } = await waiting();
    const { workflowExecution, firstEvent } = await (async () => {
      const events = (await handleOf(id).fetchHistory()).events ?? [];
      const completed = events.find((event) => event.workflowTaskCompletedEventAttributes);
      return { workflowExecution: { workflowId: leadWorkflowId(world.orgId, id), runId }, firstEvent: completed! };
    })();
    await connection.workflowService.resetWorkflowExecution({
      namespace: client.options.namespace,
      workflowExecution,
      reason: 'by hand',
      workflowTaskFinishEventId: firstEvent.eventId!,
      requestId: id,
    });
    await waitFor('the new run', () => runsAgain(id, runId));
    await told(id, '**ASSIGNED**', ': RUNNING, deadline');
    expect(await world.all('SELECT 1 FROM assignments WHERE lead_id = $1', [id])).toHaveLength(1);
    expect(await world.all('SELECT 1 FROM clocks WHERE lead_id = $1', [id])).toHaveLength(1);
    await world.prove(id);
    await told(id, '**CONTACTED**');
  });
});
