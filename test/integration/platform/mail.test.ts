import { afterAll, beforeAll, expect, it } from 'vitest';
import { createNamespace, startWorker, type Process } from '../../support/processes.js';
import { startSmtp, type SmtpSink } from '../../support/smtp.js';
import { createTestDatabase, type TestDatabase } from '../../support/stack.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition, World } from '../../support/world.js';

let database: TestDatabase;
let world: World;
let smtp: SmtpSink;
let worker: Process;

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
  worker = await startWorker({ database, namespace: await createNamespace('mail'), env, asShipped: true });
});

afterAll(async () => {
  await worker?.stop();
  await smtp?.close();
  await world?.close();
  await database?.drop();
});

const mailStatuses = async (leadId: string) =>
  (await world.all<{ mail_status: string }>('SELECT mail_status FROM notifications WHERE lead_id = $1', [leadId]))
    .map(({ mail_status }) => mail_status)
    .sort();

it('mails rep and manager, each notice once, by the channel that the step names', async () => {
  smtp.refuse(2);
  const leadId = await world.receive();
  await waitFor('all are sent', async () => (await mailStatuses(leadId)).join() === 'NONE,SENT,SENT,SENT');
  const mails = smtp.mails.filter(({ text }) => text?.includes(leadId));
  expect(mails.map(({ subject }) => subject!.split(':')[0]).sort()).toEqual(['Alert', 'Reminder', 'Your lead']);
  expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(3);
  const alert = mails.find(({ subject }) => subject!.startsWith('Alert'))!;
  expect(alert.to![0]!.address).toBe(`manager@${world.orgId}.example`);
  expect(alert.from!.address).toBe('pinggo@example.com');
  expect(alert.text).toContain(`https://pinggo.example/leads/${leadId}`);
  // What a log says is kept longer and read by more people than a mail.
  expect(worker.output()).not.toContain('Ana Pop');
  expect(worker.output()).not.toContain('ana@example.com');
});
