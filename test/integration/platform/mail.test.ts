import { Client, Connection } from '@temporalio/client';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../db/client.js';
import { requeueOnce } from '../../../db/platform/queries/dead-letters/requeue.js';
import { SYSTEM } from '../../../domain/platform/audit/actor.js';
import { notificationWorkflowId } from '../../../workflows/ids.js';
import { createNamespace, startWorker, type Process } from '../../support/processes.js';
import { startSmtp, type SmtpSink } from '../../support/smtp.js';
import { createTestDatabase, temporalAddress, type TestDatabase } from '../../support/stack.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition, World } from '../../support/world.js';

let database: TestDatabase;
let world: World;
let smtp: SmtpSink;
let worker: Process;
let connection: Connection;
let client: Client;

beforeAll(async () => {
  database = await createTestDatabase('mail');
  smtp = await startSmtp();
  world = await World.create(database.ownerUrl);
  await world.addRep('Ana');
  await world.addFlow(
    flowDefinition(world.teamId, {
      clocks: [
        {
          key: 'first_contact',
          name: 'First contact',
          starts: 'RECEIVED',
          target: { duration: 'PT1S', time: 'ELAPSED' },
          proofs: ['CALL_LOGGED'],
          ladder: [
            { key: 'remind', at: { offset: 'PT0S' }, action: 'REMINDER', to: ['owner'], channels: ['email'] },
            { key: 'quiet', at: { offset: 'PT0S' }, action: 'REMINDER', to: ['owner'] },
            { key: 'alert', at: { offset: 'PT0S' }, action: 'MANAGER_ALERT', to: ['manager'], channels: ['email'] },
          ],
        },
      ],
    }),
  );
  const env = { SMTP_URL: smtp.url, SMTP_FROM: 'Pinggo <pinggo@example.com>', PUBLIC_URL: 'https://pinggo.example' };
  const namespace = await createNamespace('mail');
  worker = await startWorker({ database, namespace, env });
  connection = await Connection.connect({ address: temporalAddress() });
  client = new Client({ connection, namespace });
});

afterAll(async () => {
  await worker?.stop();
  await connection?.close();
  await smtp?.close();
  await world?.close();
  await database?.drop();
});

/** How many deliveries of a lead's notices have come to what: `email SENT: 3`. */
const deliveries = async (leadId: string) =>
  (
    await world.all<{ told: string }>(
      `SELECT d.channel || ' ' || d.status || ': ' || count(*) AS told
       FROM notifications n JOIN notice_deliveries d ON d.notice_id = n.id
       WHERE n.lead_id = $1 GROUP BY d.channel, d.status ORDER BY 1`,
      [leadId],
    )
  ).map(({ told }) => told);

it('mails rep and manager, each notice once, by the channel that the step names', async () => {
  smtp.refuse(2);
  const leadId = await world.receive();
  await waitFor('all are sent', async () => (await deliveries(leadId)).join() === 'email SENT: 3,in_app SENT: 4');
  // What the version before reads.
  const known = await world.all(
    'SELECT mail_status, sent_at IS NOT NULL AS sent FROM notifications WHERE lead_id = $1',
    [leadId],
  );
  expect(known.filter(({ mail_status, sent }) => mail_status === 'SENT' && sent)).toHaveLength(3);
  expect(known.filter(({ mail_status, sent }) => mail_status === 'NONE' && !sent)).toHaveLength(1);
  // One row for each notice that leaves the house, none for the one that does not.
  const { count } = await world.one<{ count: string }>(
    `SELECT count(*) FROM outbox WHERE topic = 'NOTIFICATION' AND lead_id = $1`,
    [leadId],
  );
  expect(Number(count)).toBe(3);
  const mails = smtp.mails.filter(({ text }) => text?.includes(leadId));
  // Words of people: who and by when, on the org's clocks.
  expect(mails.map(({ subject }) => subject!.replace(/\d\d:\d\d/, '10:14')).sort()).toEqual([
    expect.stringMatching(/^Call .+ now: it was due by 10:14$/),
    expect.stringMatching(/^First contact of .+ is overdue since 10:14$/),
    expect.stringMatching(/^Your lead: /),
  ]);
  expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(3);
  const alert = mails.find(({ subject }) => subject!.startsWith('First contact of '))!;
  expect(alert.to![0]!.address).toBe(`manager@${world.orgId}.example`);
  expect(alert.from!.address).toBe('pinggo@example.com');
  expect(alert.text).toContain(`https://pinggo.example/leads/${leadId}`);
  // What a log says is kept longer and read by more people than a mail.
  expect(worker.output()).not.toContain('Ana Pop');
  expect(worker.output()).not.toContain('ana@example.com');
});

it('ALERT_TEAM tells the active members of the team, each once, by mail too', async () => {
  const ours = await World.create(database.ownerUrl);
  try {
    const [ana, bob, cat] = [await ours.addRep('Ana'), await ours.addRep('Bob'), await ours.addRep('Cat')];
    await ours.sql.query(`UPDATE users SET status = 'AWAY' WHERE id = $1`, [cat]);
    const plain = flowDefinition(ours.teamId);
    const ladder = [
      { key: 'team', at: { offset: 'PT0S' }, action: 'ALERT_TEAM' as const, channels: ['email' as const] },
    ];
    const target = { duration: 'PT1S', time: 'ELAPSED' as const };
    await ours.addFlow({ ...plain, clocks: [{ ...plain.clocks[0]!, target, ladder }] });
    const leadId = await ours.receive();
    await waitFor('both are mailed', () => {
      const alerts = smtp.mails.filter(
        ({ subject, text }) => subject!.startsWith('First contact of ') && text?.includes(leadId),
      );
      return Promise.resolve(alerts.length === 2);
    });
    const told = await ours.all<{ user_id: string }>(
      `SELECT user_id FROM notifications WHERE lead_id = $1 AND kind = 'TEAM_ALERT'`,
      [leadId],
    );
    expect(told.map(({ user_id }) => user_id).sort()).toEqual([ana, bob].sort());
    expect(await ours.all('SELECT action, overtaken FROM escalations WHERE lead_id = $1', [leadId])).toEqual([
      { action: 'ALERT_TEAM', overtaken: false },
    ]);
  } finally {
    await ours.close();
  }
});

describe('a notice', () => {
  const write = async (subject: string): Promise<string> => {
    const id = newId();
    await world.sql.query(
      `WITH n AS (
         INSERT INTO notifications (org_id, id, user_id, kind, subject, text, dedupe_key, mail_status, created_at)
         VALUES ($1, $2, $3, 'MANAGER_ALERT', $4, 'Text', $4, 'NONE', now()) RETURNING org_id, id)
       INSERT INTO notice_deliveries (org_id, notice_id, channel, status, status_at)
       SELECT org_id, id, 'email', 'PENDING', now() FROM n`,
      [world.orgId, id, world.managerId, subject],
    );
    return id;
  };
  const ring = (id: string) =>
    world.sql.query("INSERT INTO outbox (org_id, topic, subject_id) VALUES ($1, 'NOTIFICATION', $2)", [
      world.orgId,
      id,
    ]);
  const sent = (id: string) =>
    waitFor('it is sent', async () => {
      const { status } = await world.one<{ status: string }>(
        "SELECT status FROM notice_deliveries WHERE notice_id = $1 AND channel = 'email'",
        [id],
      );
      return status === 'SENT';
    });
  const mailsOf = (wanted: string) => smtp.mails.filter(({ subject }) => subject === wanted);

  it('is named by whom it tells what, so that a restored database tells it under the same name', async () => {
    const named = await world.all<{ same: boolean }>(
      `SELECT id = notice_id(org_id, user_id, dedupe_key) AS same FROM notifications WHERE lead_id IS NOT NULL`,
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.every(({ same }) => same)).toBe(true);
  });

  it('is not sent again by a database that was restored to before it was sent, which learns that it was', async () => {
    const id = await write('Sent before the restore');
    await ring(id);
    await sent(id);
    await client.workflow.getHandle(notificationWorkflowId(world.orgId, id)).result();
    await world.sql.query(
      "UPDATE notice_deliveries SET status = 'PENDING', status_at = now() - interval '1 hour' WHERE notice_id = $1",
      [id],
    );
    await ring(id);
    await sent(id);
    expect(mailsOf('Sent before the restore')).toHaveLength(1);
  });

  it('is sent by one of two workflows that are about it, as one of the version before may be', async () => {
    const id = await write('Two workflows');
    const release = smtp.hold();
    await client.workflow.start('notificationWorkflow', {
      taskQueue: 'pinggo',
      workflowId: `notify:${world.orgId}:7+1`,
      args: [{ orgId: world.orgId, notificationIds: [id] }],
    });
    await waitFor('the server has it', () => Promise.resolve(mailsOf('Two workflows').length === 1));
    await ring(id);
    const second = client.workflow.getHandle(notificationWorkflowId(world.orgId, id));
    await waitFor('the other has tried', async () => {
      const { raw } = await second.describe().catch(() => ({ raw: null }));
      return (raw?.pendingActivities?.[0]?.attempt ?? 0) > 1;
    });
    release();
    await sent(id);
    await second.result();
    expect(mailsOf('Two workflows')).toHaveLength(1);
  });

  it('that was given up is sent when somebody has it tried again, once, by a workflow of its own', async () => {
    const id = await write('Tried again');
    await ring(id);
    await sent(id);
    await world.sql.query(
      "UPDATE notice_deliveries SET status = 'FAILED', status_at = clock_timestamp() WHERE notice_id = $1",
      [id],
    );
    const db = openDatabase(database.appUrl, { role: 'pinggo_app', poolSize: 2 });
    const requeue = () =>
      db.inOrg(world.orgId, (tx) => requeueOnce(tx, 'NOTICE', id, { at: new Date(), actor: SYSTEM }));
    try {
      const both = await Promise.all([requeue(), requeue()]);
      expect(both.filter((one) => one === 'ALREADY')).toHaveLength(1);
    } finally {
      await db.close();
    }
    await sent(id);
    await client.workflow.getHandle(notificationWorkflowId(world.orgId, id, 1)).result();
    expect(mailsOf('Tried again')).toHaveLength(2);
  });

  it('whose workflow was lost with Temporal’s data is asked for by the sweep, and sent', async () => {
    const id = await write('Lost');
    await world.sql.query(
      "UPDATE notice_deliveries SET status_at = now() - interval '6 minutes' WHERE notice_id = $1",
      [id],
    );
    await client.schedule.getHandle('pinggo-sweep').trigger();
    await sent(id);
    expect(mailsOf('Lost')).toHaveLength(1);
  });
});
