import { readdir, readFile } from 'node:fs/promises';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../../db/client.js';
import { checkNextSlice } from '../../../../db/leads/queries/tower/check.js';
import { migrate } from '../../../../db/migrate.js';
import { leadWorkflowId } from '../../../../workflows/ids.js';
import { migrateUpTo } from '../../../support/older-schema.js';
import { createNamespace, startWorker, type Process } from '../../../support/processes.js';
import { loadRows, type RecordedRows, type Row } from '../../../support/recorded-rows.js';
import { startSmtp, type SmtpSink } from '../../../support/smtp.js';
import { createTestDatabase, temporalAddress, type TestDatabase } from '../../../support/stack.js';
import { waitFor } from '../../../support/wait.js';
import { World } from '../../../support/world.js';

const ROWS = new URL('rows/', import.meta.url);
/** What versions left behind from which somebody may still upgrade, named by their last migration; `record.ts` adds one. */
const RECORDINGS = (await readdir(ROWS)).sort();

/** A lead as 0013 was given one: none of its members may become another, and none that came later may be needed. */
const OF_VERSION_BEFORE = {
  scope: 'of then',
  key: 'key',
  bodyHash: 'hash',
  actorType: 'system',
  actorId: null,
  traceId: null,
  endpoint: null,
  source: 'web',
  externalId: 'of-then',
  name: 'Of then',
  email: 'of-then@example.com',
  emailRaw: null,
  phone: null,
  phoneRaw: null,
  message: null,
  language: null,
  country: null,
  tags: [],
  attributes: {},
  consents: {},
  occurredAt: null,
};

describe.each(RECORDINGS)('leads that are open while the schema goes on from %s', (file) => {
  let recorded: RecordedRows['tables'];
  let database: TestDatabase;
  let world: World;
  let smtp: SmtpSink;
  let worker: Process;
  let connection: Connection;
  let client: Client;

  beforeAll(async () => {
    const recording = JSON.parse(await readFile(new URL(file, ROWS), 'utf8')) as RecordedRows;
    recorded = recording.tables;
    database = await createTestDatabase('upgrade', (ownerUrl) => migrateUpTo(ownerUrl, Number(file.slice(0, 4))));
    world = World.of(
      database.ownerUrl,
      text(only('orgs'), 'id'),
      text(only('teams'), 'id'),
      text(only('teams'), 'manager_id'),
    );
    await asOwner((owner) => loadRows(owner, recording));
    // As 0010 left an org that was there before its counts, which are not recorded.
    await world.sql.query('INSERT INTO tower_checks (org_id, due_at) VALUES ($1, now())', [world.orgId]);

    await migrate(database.ownerUrl);

    smtp = await startSmtp();
    const namespace = await createNamespace('upgrade');
    connection = await Connection.connect({ address: temporalAddress() });
    client = new Client({ connection, namespace });
    for (const { lead_id } of recorded['outbox']!.filter(
      ({ topic, delivered_at }) => topic === 'LEAD_RECEIVED' && delivered_at,
    ))
      await goOn(lead_id as string);
    worker = await startWorker({
      database,
      namespace,
      env: { SMTP_URL: smtp.url, PUBLIC_URL: 'https://pinggo.example' },
    });
  });

  afterAll(async () => {
    await worker?.stop();
    await connection?.close();
    await smtp?.close();
    await world?.close();
    await database?.drop();
  });

  const text = (row: Row, column: string): string => row[column] as string;
  const only = (table: string): Row => recorded[table]![0]!;
  /** A lead of the recording, by its name. */
  const idOf = (name: string): string =>
    text(
      recorded['leads']!.find((lead) => lead['name'] === name)!,
      'id',
    );

  async function asOwner<T>(work: (owner: pg.Client) => Promise<T>): Promise<T> {
    const owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    try {
      return await work(owner);
    } finally {
      await owner.end();
    }
  }

  /** Its workflow runs on in Temporal, which an upgrade leaves alone: with another history, which test/replay is about. */
  const goOn = (leadId: string) =>
    client.workflow.start('leadWorkflow', {
      taskQueue: 'pinggo',
      workflowId: leadWorkflowId(world.orgId, leadId),
      args: [{ orgId: world.orgId, leadId, begun: true }],
    });

  const lead = (id: string) =>
    world.one<{ status: string; outcome: string | null; breach: string; owner_id: string | null }>(
      'SELECT status, outcome, breach, owner_id FROM leads WHERE id = $1',
      [id],
    );
  const becomes = (id: string, status: string) =>
    waitFor(`${id} is ${status}`, async () => (await lead(id)).status === status);
  const clockBecomes = (id: string, status: string) =>
    waitFor(`the clock of ${id} is ${status}`, async () => {
      const [clock] = await world.all<{ status: string; deadline_at: Date | null }>(
        'SELECT status, deadline_at FROM clocks WHERE lead_id = $1',
        [id],
      );
      return clock?.status === status && clock;
    });
  const fired = async (id: string) =>
    (
      await world.all<{ step: string }>(
        `SELECT step_key || ' ' || repeat AS step FROM escalations WHERE lead_id = $1 ORDER BY due_at, key`,
        [id],
      )
    ).map(({ step }) => step);
  const climbs = (id: string, steps: string[]) =>
    waitFor(`${id} climbs its ladder`, async () => (await fired(id)).length >= steps.length).then(async () =>
      expect(await fired(id)).toEqual(steps),
    );

  it('begin, where they were only taken in', async () => {
    await becomes(idOf('received'), 'ASSIGNED');
    await clockBecomes(idOf('received'), 'RUNNING');
  });

  it('are taken in by an API of the version before', async () => {
    const app = openDatabase(database.appUrl, { role: 'pinggo_app', poolSize: 1 });
    try {
      const { rows } = await app.pool.query<{ lead_id: string; verdict: string }>('SELECT * FROM take_in_leads($1)', [
        JSON.stringify([{ ...OF_VERSION_BEFORE, org: world.orgId, id: newId() }]),
      ]);
      expect(rows[0]!.verdict).toBe('CREATED');
      await becomes(rows[0]!.lead_id, 'ASSIGNED');
    } finally {
      await app.close();
    }
  });

  it('apply the proof and the command that waited', async () => {
    await becomes(idOf('proven'), 'CONTACTED');
    await clockBecomes(idOf('proven'), 'MET');
    await becomes(idOf('closing'), 'CLOSED');
    expect((await lead(idOf('closing'))).outcome).toBe('LOST');
  });

  it('take an answer to their offer, and go on after a pause', async () => {
    const [asked] = recorded['offer_answers']!;
    await world.command(idOf('offered'), { kind: 'ACCEPT', userId: text(asked!, 'user_id') });
    await world.command(idOf('paused'), { kind: 'RESUME' });
    await becomes(idOf('offered'), 'ASSIGNED');
    expect((await lead(idOf('offered'))).owner_id).toBe(text(asked!, 'user_id'));
    const { deadline_at } = await clockBecomes(idOf('paused'), 'RUNNING');
    expect(deadline_at!.getTime()).toBeGreaterThan(Date.now());
  });

  it('breach and climb the rest of their ladders, no step twice', async () => {
    const ladder = ['remind 0', 'reassign 0', 'alert 0', 'alert 1'];
    await climbs(idOf('breached'), ladder);
    await climbs(idOf('running'), ladder);
    for (const name of ['breached', 'running'])
      expect(await lead(idOf(name))).toMatchObject({ status: 'ASSIGNED', breach: 'breached' });
  });

  it('have told by mail what was still to be told', async () => {
    const due = recorded['notifications']!.filter((notice) => notice['mail_status'] === 'PENDING');
    expect(due.length).toBeGreaterThan(0);
    const sent = () => smtp.mails.map(({ subject }) => subject);
    await waitFor('the mails', async () =>
      Promise.resolve(due.every((notice) => sent().includes(text(notice, 'subject')))),
    );
  });

  it('take their proof and close, and nothing is left', async () => {
    const open = await world.all<{ id: string }>("SELECT id FROM leads WHERE status <> 'CLOSED'");
    expect(open).toHaveLength(recorded['leads']!.length);
    for (const { id } of open) await world.prove(id);
    for (const { id } of open) await becomes(id, 'CONTACTED');
    for (const { id } of open) await world.command(id, { kind: 'CLOSE', outcome: 'WON' });
    for (const { id } of open)
      expect(await client.workflow.getHandle(leadWorkflowId(world.orgId, id)).result()).toBe('CLOSED');
    await waitFor('everything is delivered', async () => {
      const { left } = await world.one<{ left: number }>(
        'SELECT count(*)::int AS left FROM outbox WHERE delivered_at IS NULL',
      );
      return left === 0;
    });
    expect(
      await world.one(
        `SELECT (SELECT count(*)::int FROM leads WHERE closed_at IS NULL OR next_due_at IS NOT NULL) AS leads,
           (SELECT count(*)::int FROM clocks WHERE status IN ('RUNNING', 'PAUSED')) AS clocks,
           (SELECT count(*)::int FROM proofs WHERE applied_at IS NULL) AS proofs,
           (SELECT count(*)::int FROM commands WHERE applied_at IS NULL OR refusal IS NOT NULL) AS commands,
           (SELECT count(*)::int FROM dead_letters) AS dead_letters, (SELECT count(*)::int FROM work_items) AS work_items`,
      ),
    ).toEqual({ leads: 0, clocks: 0, proofs: 0, commands: 0, dead_letters: 0, work_items: 0 });
  });

  it('are counted as they are', async () => {
    const app = openDatabase(database.appUrl, { role: 'pinggo_app' });
    try {
      await waitFor('the counts are made', async () => {
        const { made } = await world.one<{ made: boolean }>(
          'SELECT checked_at IS NOT NULL AS made FROM tower_checks WHERE org_id = $1',
          [world.orgId],
        );
        return made;
      });
      for (let done = false; !done;) {
        const slice = await app.inOrg(world.orgId, (tx) => checkNextSlice(tx));
        expect(slice.drifted).toBe(0);
        done = slice.done;
      }
    } finally {
      await app.close();
    }
  });
});
