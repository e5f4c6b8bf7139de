// Each fault made for real against the API and a worker as processes, found with its instant, remedied by one click, and gone.
import { execFile } from 'node:child_process';
import { Client, Connection } from '@temporalio/client';
import pino from 'pino';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diagnose } from '../../../api/leads/diagnostics/diagnose.js';
import type { AskingDeps } from '../../../api/leads/diagnostics/question.js';
import { QUESTIONS } from '../../../api/leads/diagnostics/questions.js';
import { projectRoot } from '../../../cli/stack/paths.js';
import { openDatabase } from '../../../db/client.js';
import { hashPassword } from '../../../db/platform/passwords.js';
import { PLATFORM_ORG } from '../../../db/platform/platform-org.js';
import type { DiagnosticCheck } from '../../../domain/leads/vocabulary/diagnostics.js';
import { leadWorkflowId, SWEEP_SCHEDULE_ID } from '../../../workflows/ids.js';
import { begunLead } from '../../support/begun.js';
import { lead } from '../../support/delivery.js';
import { apiKeys, createNamespace, program, startApi, startWorker, type Process } from '../../support/processes.js';
import { addSender } from '../../support/sender.js';
import { startSmtp, type SmtpSink } from '../../support/smtp.js';
import { createTestDatabase, temporalAddress, type TestDatabase } from '../../support/stack.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition, World } from '../../support/world.js';

const PASSWORD = 'correct horse';
const keys = apiKeys();
let database: TestDatabase;
let world: World;
let smtp: SmtpSink;
let api: Process;
let worker: Process;
let connection: Connection;
let client: Client;
let url: string;
let flowId: string;
let admin: string;
let auditor: string;
let manager: string;
let operator: string;
let operatorEmail: string;
let key: string;

interface Finding {
  check: DiagnosticCheck;
  status: string;
  what: string | null;
  text: string;
  since: string | null;
  count: number;
  subjects: { id: string; name: string }[];
  remedy: { kind: string; action: string | null; page: string | null; path: string | null } | null;
}
interface Answer {
  status: number;
  etag: string | null;
  body: Record<string, unknown> & { checks: Finding[]; isSound: boolean; done: number };
}

async function call(method: string, path: string, token: string, body?: object, ifMatch?: string): Promise<Answer> {
  const answer = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body && { 'content-type': 'application/json' }),
      ...(ifMatch && { 'if-match': ifMatch }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    etag: answer.headers.get('etag'),
    body: (text === '' ? {} : JSON.parse(text)) as Answer['body'],
  };
}

/** Adds a person of an org, and signs them in. */
async function person(role: string, orgId: string): Promise<{ email: string; token: string; id: string }> {
  const [id, email] = [newId(), `${role.toLowerCase()}-${newId()}@example.com`];
  await world.sql.query(
    'INSERT INTO users (org_id, id, email, name, role, password_hash) VALUES ($1, $2, $3, $4, $5, $6)',
    [orgId, id, email, `Zora ${role}`, role, await hashPassword(PASSWORD)],
  );
  const { accessToken } = (await (
    await fetch(`${url}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password: PASSWORD }),
    })
  ).json()) as { accessToken: string };
  return { id, email, token: accessToken };
}

beforeAll(async () => {
  database = await createTestDatabase('diagnostics');
  smtp = await startSmtp();
  const namespace = await createNamespace('diagnostics');
  world = await World.create(database.ownerUrl);
  await world.sql.query("INSERT INTO orgs (id, name) VALUES ($1, 'Platform')", [PLATFORM_ORG]);
  await world.addRep('Ana', { capacity: 10_000 });
  const vancouver = await world.addCalendar({
    timeZone: 'America/Vancouver',
    weekly: (['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const).map((day) => ({
      day,
      from: '00:00',
      to: '24:00',
    })),
    holidays: [],
    specialDates: [],
  });
  const plain = flowDefinition(world.teamId);
  flowId = await world.addFlow({
    ...plain,
    calendarId: vancouver,
    clocks: [{ ...plain.clocks[0]!, target: { duration: 'PT2H', time: 'BUSINESS', calendarOf: 'FLOW' } }],
  });
  const mail = { SMTP_URL: smtp.url, PUBLIC_URL: 'https://pinggo.example' };
  [api, worker] = await Promise.all([
    startApi({ database, namespace, env: { ...keys, ...mail, RATE_LIMIT_PER_MINUTE: '0' } }),
    startWorker({ database, namespace, env: mail }),
  ]);
  url = `http://127.0.0.1:${api.port}`;
  connection = await Connection.connect({ address: temporalAddress() });
  client = new Client({ connection, namespace });
  // It would mend by itself what is to be found here.
  await waitFor('the sweep is paused', () =>
    client.schedule
      .getHandle(SWEEP_SCHEDULE_ID)
      .pause()
      .then(
        () => true,
        () => false,
      ),
  );
  admin = (await person('ADMIN', world.orgId)).token;
  auditor = (await person('AUDITOR', world.orgId)).token;
  manager = (await person('MANAGER', world.orgId)).token;
  ({ token: operator, email: operatorEmail } = await person('OPERATOR', PLATFORM_ORG));
  key = (await call('POST', '/api/api-keys', admin, { name: 'Desk', scopes: ['operations:write'] })).body[
    'key'
  ] as string;
}, 180_000);
afterAll(async () => {
  await api?.stop();
  await worker?.stop();
  await connection?.close();
  await smtp?.close();
  await world?.close();
  await database?.drop();
});

const tenantPath = () => `/api/tenants/${world.orgId}/diagnostics`;
async function found(check: DiagnosticCheck, by = admin, path = '/api/diagnostics'): Promise<Finding> {
  const { status, body } = await call('GET', path, by);
  expect(status, JSON.stringify(body)).toBe(200);
  return body.checks.find((one) => one.check === check)!;
}
const becomes = (check: DiagnosticCheck, what: string | null): Promise<Finding> =>
  waitFor(`${check} becomes ${what ?? 'well'}`, async () => {
    const finding = await found(check);
    return finding.what === what && finding;
  });
const remedy = (check: DiagnosticCheck, by = admin) => call('POST', `/api/diagnostics/${check}/remedy`, by);
const msOf = (at: string | Date | null): number => new Date(at ?? Number.NaN).getTime();

const begun = (): Promise<string> => begunLead(world, client);

describe('an organisation that is well', () => {
  it('is found to be, by its admin, its auditor, its key and an operator, and by nobody else', async () => {
    await begun();
    for (const [path, by] of [
      ['/api/diagnostics', admin],
      ['/api/diagnostics', auditor],
      ['/api/diagnostics', key],
      [tenantPath(), operator],
    ] as const) {
      const { status, body } = await call('GET', path, by);
      expect(status).toBe(200);
      expect(
        body.checks.filter((one) => one.status !== 'OK'),
        path,
      ).toEqual([]);
      expect(body).toMatchObject({ isSound: true, organisation: { id: world.orgId, name: 'Test org' } });
      expect(body.checks.map(({ check }) => check)).toEqual(Object.keys(QUESTIONS));
    }
    const { status } = await call('GET', '/api/diagnostics', manager);
    expect(status).toBe(403);
    expect((await call('GET', '/api/diagnostics', operator)).status).toBe(403);
    expect((await call('GET', tenantPath(), admin)).status).toBe(403);
    expect((await remedy('OUTBOX', auditor)).status).toBe(403);
    expect((await call('POST', `${tenantPath()}/OUTBOX/remedy`, admin)).status).toBe(403);
    expect((await call('POST', '/api/diagnostics/NOTHING/remedy', admin)).status).toBe(404);
    expect((await call('GET', `/api/tenants/${newId()}/diagnostics`, operator)).status).toBe(404);
  });
});

describe('a fault', () => {
  it('of the mail server is found since its first mail, and gone once a test mail arrives', async () => {
    smtp.refuse(1_000);
    const rep = await world.one<{ id: string }>("SELECT id FROM users WHERE name = 'Zora MANAGER'");
    expect((await call('POST', `/api/users/${rep.id}/password-reset`, admin)).status).toBeLessThan(300);
    const { created_at } = await world.one<{ created_at: Date }>(
      "SELECT created_at FROM access_mails WHERE user_id = $1 AND kind = 'RESET'",
      [rep.id],
    );
    const finding = await becomes('MAIL', 'MAIL_REFUSED');
    expect(finding).toMatchObject({ status: 'FAIL', count: 1, remedy: { action: 'SEND_TEST_MAIL' } });
    expect(msOf(finding.since)).toBe(created_at.getTime());
    smtp.refuse(0);
    expect((await remedy('MAIL')).body).toMatchObject({ remedy: 'SEND_TEST_MAIL', done: 1 });
    await waitFor('it arrives', () =>
      Promise.resolve(smtp.mails.some(({ subject }) => subject === 'A test mail from Pinggo')),
    );
    await becomes('MAIL', null);
    // A key has no address.
    expect((await remedy('MAIL', key)).status).toBe(409);
    const sent = smtp.mails.find(({ subject }) => subject === 'A test mail from Pinggo')!;
    expect(sent.text).not.toContain('works until');
  });

  it('of a sender’s signature is found since its first delivery, at its source', async () => {
    const sender = await addSender(world, flowId, keys.PINGGO_SECRETS_KEY);
    const post = `${url}/api/intake/webhook/${sender.endpointId}`;
    expect((await sender.post(post, lead())).status).toBe(202);
    const beforeMs = Date.now();
    for (let n = 0; n < 3; n += 1) {
      const { status } = await fetch(post, {
        method: 'POST',
        body: JSON.stringify(lead()),
        headers: {
          'content-type': 'application/json',
          'webhook-id': `msg_${newId()}`,
          'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
          'webhook-signature': 'v1,bm90IGl0',
        },
      });
      expect(status).toBe(401);
    }
    const finding = await waitFor('all three are told', async () => {
      const one = await found('SOURCES');
      return one.count === 3 && one;
    });
    expect(finding).toMatchObject({
      status: 'FAIL',
      what: 'BAD_SIGNATURE',
      text: 'Deliveries are refused for their signature: 3 (web)',
      remedy: { kind: 'PAGE', page: 'source', path: `/settings/sources/${sender.endpointId}` },
    });
    // Written down by the minute; not before the delivery that was good.
    expect(msOf(finding.since)).toBeGreaterThan(beforeMs - 61_000);
    expect(msOf(finding.since)).toBeLessThanOrEqual(Date.now());
    expect((await remedy('SOURCES')).status).toBe(409);
    expect((await sender.post(post, lead())).status).toBe(202);
    await becomes('SOURCES', null);
  });

  it('of a flow that takes nothing is found since it was published', async () => {
    const idle = await world.addFlow(flowDefinition(world.teamId, { match: { any: [] } }), 'Idle');
    const { published_at } = await world.one<{ published_at: Date }>(
      'SELECT published_at FROM flow_versions WHERE flow_id = $1',
      [idle],
    );
    await world.receiveMany(20, { email: 'many@example.com' });
    const finding = await becomes('FLOWS', 'FLOW_TAKES_NOTHING');
    expect(finding).toMatchObject({
      status: 'WARN',
      subjects: [{ id: idle, name: 'Idle' }],
      remedy: { path: `/settings/flows/${idle}` },
    });
    expect(msOf(finding.since)).toBe(published_at.getTime());
    expect((await call('POST', `/api/flows/${idle}/deactivate`, admin)).status).toBeLessThan(300);
    await becomes('FLOWS', null);
  });

  it('of leads that no flow takes is found since the first of them', async () => {
    await world.sql.query('UPDATE flows SET active = false WHERE id = $1', [flowId]);
    const leadId = await world.receive({ email: 'stray@example.com' });
    const finding = await becomes('FLOWS', 'LEADS_WITHOUT_FLOW');
    const { received_at } = await world.one<{ received_at: Date }>('SELECT received_at FROM leads WHERE id = $1', [
      leadId,
    ]);
    expect(msOf(finding.since)).toBe(received_at.getTime());
    await world.sql.query('UPDATE flows SET active = true WHERE id = $1', [flowId]);
    expect((await call('POST', `/api/leads/${leadId}/close`, admin, { outcome: 'LOST' })).status).toBe(202);
    await becomes('FLOWS', null);
  });

  it('of a team without anybody at work is found since the last one left', async () => {
    const { id } = await world.one<{ id: string }>("SELECT id FROM users WHERE name = 'Ana'");
    const { etag } = await call('GET', `/api/users/${id}`, admin);
    const beforeMs = Date.now();
    expect((await call('PATCH', `/api/users/${id}`, admin, { status: 'AWAY' }, etag ?? '*')).status).toBe(200);
    const finding = await becomes('TEAMS', 'NOBODY_AT_WORK');
    expect(finding).toMatchObject({
      status: 'FAIL',
      subjects: [{ id: world.teamId, name: 'Sales' }],
      remedy: { path: `/settings/teams/${world.teamId}` },
    });
    expect(msOf(finding.since)).toBeGreaterThanOrEqual(beforeMs);
    const again = await call('GET', `/api/users/${id}`, admin);
    expect((await call('PATCH', `/api/users/${id}`, admin, { status: 'ACTIVE' }, again.etag ?? '*')).status).toBe(200);
    await becomes('TEAMS', null);
    const empty = newId();
    await world.sql.query("INSERT INTO teams (org_id, id, name) VALUES ($1, $2, 'Empty')", [world.orgId, empty]);
    const toEmpty = await world.addFlow(flowDefinition(empty, { match: { any: [] } }), 'To nobody');
    expect(await becomes('TEAMS', 'TEAM_EMPTY')).toMatchObject({ subjects: [{ id: empty }], count: 1 });
    await world.sql.query('UPDATE flows SET active = false WHERE id = $1', [toEmpty]);
    await becomes('TEAMS', null);
  });

  it('of the outbox is found since its oldest message, which is tried now by one click, once', async () => {
    const leadId = await begun();
    await world.sql.query(
      `INSERT INTO outbox (org_id, topic, lead_id, attempts, created_at, available_at, last_error)
       VALUES ($1, 'LEAD_RECEIVED', $2, 7, date_trunc('milliseconds', now() - interval '20 minutes'), now() + interval '1 hour', 'put off')`,
      [world.orgId, leadId],
    );
    const { created_at } = await world.one<{ created_at: Date }>('SELECT created_at FROM outbox WHERE attempts = 7');
    const finding = await becomes('OUTBOX', 'MESSAGES_WAIT');
    expect(finding).toMatchObject({ status: 'FAIL', count: 1, since: created_at.toISOString() });
    const both = await Promise.all([remedy('OUTBOX'), remedy('OUTBOX')]);
    expect(both.map(({ body }) => body.done).sort()).toEqual([0, 1]);
    await becomes('OUTBOX', null);
    const told = (await call('GET', '/api/audit?action=organisation.remedied&limit=1', admin)).body['items'];
    expect(told).toMatchObject([{ text: expect.stringContaining('try them now') as string }]);
  });

  it('of a dead letter is found since it died, and sent again by one click', async () => {
    const leadId = await begun();
    await world.sql.query(
      `WITH o AS (
         INSERT INTO outbox (org_id, topic, lead_id, attempts, dead_at, last_error)
         VALUES ($1, 'LEAD_RECEIVED', $2, 5, now(), 'refused') RETURNING org_id, id, topic, lead_id)
       INSERT INTO dead_letters (org_id, id, outbox_id, topic, lead_id, error, attempts, created_at)
       SELECT org_id, gen_random_uuid(), id, topic, lead_id, 'refused', 5, date_trunc('milliseconds', now()) FROM o`,
      [world.orgId, leadId],
    );
    const { created_at } = await world.one<{ created_at: Date }>(
      'SELECT created_at FROM dead_letters WHERE lead_id = $1',
      [leadId],
    );
    expect(await becomes('DEAD_LETTERS', 'LEFT_DEAD')).toMatchObject({ count: 1, since: created_at.toISOString() });
    expect((await remedy('DEAD_LETTERS')).body).toMatchObject({ done: 1, refused: 0, isPartial: false });
    await becomes('DEAD_LETTERS', null);
    expect((await remedy('DEAD_LETTERS')).body).toMatchObject({ done: 0 });
  });

  it('of a lead whose workflow was terminated is found since then, and it is started again', async () => {
    const leadId = await begun();
    const handle = client.workflow.getHandle(leadWorkflowId(world.orgId, leadId));
    const beforeMs = Date.now();
    await handle.terminate('lost');
    const finding = await becomes('WORKFLOWS', 'NO_WORKFLOW');
    expect(finding).toMatchObject({ status: 'FAIL', count: 1, remedy: { action: 'START_WORKFLOWS' } });
    expect(msOf(finding.since)).toBeGreaterThan(beforeMs - 1_000);
    expect((await remedy('WORKFLOWS')).body).toMatchObject({ done: 1 });
    await waitFor('its workflow runs', async () => (await handle.describe()).status.name === 'RUNNING');
    await becomes('WORKFLOWS', null);
  });

  it('of a counter that is off is found since they were last right, and counted again', async () => {
    expect((await remedy('COUNTS')).status).toBe(200);
    const { checked_at } = await world.one<{ checked_at: Date }>(
      'SELECT checked_at FROM tower_checks WHERE org_id = $1',
      [world.orgId],
    );
    await waitFor('counts are folded', async () => {
      const { rowCount } = await world.sql.query(
        `UPDATE tower_counts SET amounts = '{"received": 77}'
         WHERE ctid = (SELECT ctid FROM tower_counts WHERE org_id = $1 AND span <> 'NOW' AND amounts <> '{}' LIMIT 1)`,
        [world.orgId],
      );
      return rowCount === 1;
    });
    const finding = await becomes('COUNTS', 'COUNTS_DRIFTED');
    expect(finding).toMatchObject({ status: 'FAIL', count: 1, since: checked_at.toISOString() });
    expect((await remedy('COUNTS')).body).toMatchObject({ done: 1, isPartial: false });
    await becomes('COUNTS', null);
  });

  it('of a clock that another version’s zones computed is found since it started, and it is counted again', async () => {
    const leadId = await begun();
    // An hour later, as the morning after Vancouver stopped changing its clocks was by the data before.
    const clock = await world.one<{ deadline_at: Date; started_at: Date }>(
      `UPDATE clocks SET deadline_at = deadline_at + interval '1 hour' WHERE lead_id = $1 RETURNING deadline_at, started_at`,
      [leadId],
    );
    const finding = await becomes('CLOCKS', 'ZONES_CHANGED');
    expect(finding).toMatchObject({ status: 'FAIL', count: 1, since: clock.started_at.toISOString() });
    expect((await remedy('CLOCKS')).body).toMatchObject({ done: 1 });
    await becomes('CLOCKS', null);
    const { deadline_at } = await world.one<{ deadline_at: Date }>(
      'SELECT deadline_at FROM clocks WHERE lead_id = $1',
      [leadId],
    );
    expect(clock.deadline_at.getTime() - deadline_at.getTime()).toBe(3_600_000);
    expect((await remedy('CLOCKS')).body).toMatchObject({ done: 0 });
  });

  it('of a webhook, and of sign-in, is found with its page', async () => {
    const hook = newId();
    await world.sql.query(
      `INSERT INTO webhooks (org_id, id, name, url, events, payload, ordered, created_at, active_from, failing_since)
       VALUES ($1, $2, 'CRM', 'https://crm.example/in', '{lead.assigned}', 'THIN', false, now(), now(), '2026-11-29T10:00:00Z')`,
      [world.orgId, hook],
    );
    expect(await found('WEBHOOKS')).toMatchObject({
      status: 'WARN',
      what: 'WEBHOOK_FAILING',
      since: '2026-11-29T10:00:00.000Z',
      remedy: { path: `/settings/webhooks/${hook}` },
    });
    await world.sql.query("UPDATE webhooks SET off_at = '2026-11-30T08:00:00Z', off_reason = 'FAILING' WHERE id = $1", [
      hook,
    ]);
    expect(await found('WEBHOOKS')).toMatchObject({ status: 'FAIL', what: 'WEBHOOK_SWITCHED_OFF' });
    await world.sql.query('UPDATE webhooks SET deleted_at = now() WHERE id = $1', [hook]);
    expect(await found('WEBHOOKS')).toMatchObject({ status: 'OK' });

    await world.sql.query(
      `INSERT INTO single_sign_on (org_id, issuer, client_id, client_secret, active, changed_at, problem, problem_at)
       VALUES ($1, 'https://idp.example', 'c', 's', true, now(), 'UNREACHABLE', '2026-11-30T07:00:00Z')`,
      [world.orgId],
    );
    expect(await found('SIGN_IN')).toMatchObject({
      status: 'WARN',
      what: 'PROVIDER_FAILS',
      since: '2026-11-30T07:00:00.000Z',
      remedy: { path: '/settings/sign-on' },
    });
    await world.sql.query('DELETE FROM single_sign_on WHERE org_id = $1', [world.orgId]);
    expect(await found('SIGN_IN')).toMatchObject({ status: 'OK' });
  });
});

describe('an operator', () => {
  it('is told how many and since when, and no name; what they remedy is in both logs', async () => {
    const other = newId();
    await world.sql.query("INSERT INTO orgs (id, name) VALUES ($1, 'Fresh')", [other]);
    expect(await found('SIGN_IN', operator, `/api/tenants/${other}/diagnostics`)).toMatchObject({ what: 'NO_ADMIN' });

    await world.addFlow(flowDefinition(world.teamId, { match: { any: [] } }), 'Secret flow');
    const leadId = await world.receive({ name: 'Zebedee Secret', ageMs: 120_000 });
    await world.receiveMany(20, { name: 'Zebedee Secret' });
    await world.sql.query(
      `INSERT INTO outbox (org_id, topic, lead_id, attempts, created_at, available_at, last_error)
       VALUES ($1, 'LEAD_RECEIVED', $2, 9, now() - interval '2 minutes', now() + interval '1 hour', 'zebedee@secret.example')`,
      [world.orgId, leadId],
    );
    await becomes('FLOWS', 'FLOW_TAKES_NOTHING');
    const { body } = await call('GET', tenantPath(), operator);
    const flows = body.checks.find(({ check }) => check === 'FLOWS')!;
    expect(flows).toMatchObject({ what: 'FLOW_TAKES_NOTHING', count: 1, subjects: [] });
    expect(flows.remedy).toEqual({ kind: 'PAGE', action: null, page: 'flow', path: null });
    expect(JSON.stringify(body)).not.toMatch(/secret|zebedee|Ana|Sales/i);

    const done = await call('POST', `${tenantPath()}/OUTBOX/remedy`, operator);
    expect(done).toMatchObject({ status: 200, body: { done: 1 } });
    await becomes('OUTBOX', null);
    const own = (await call('GET', '/api/audit?action=organisation.remedied&limit=1', admin)).body['items'];
    expect(own).toMatchObject([{ text: expect.stringMatching(/^The operator remedied /) as string }]);
    const theirs = (await call('GET', `/api/operator-log?tenantId=${world.orgId}`, operator)).body['items'];
    expect((theirs as { text: string }[])[0]!.text).toMatch(/^Zora OPERATOR remedied .*: try them now \(1\)/);

    await world.sql.query('UPDATE orgs SET suspended_at = now() WHERE id = $1', [other]);
    const refused = await call('POST', `/api/tenants/${other}/diagnostics/OUTBOX/remedy`, operator);
    expect(refused.status).toBe(409);
  });
});

describe('a check that cannot be asked', () => {
  it('says so, within its time, and the others stand', async () => {
    const db = openDatabase(database.appUrl, { role: 'pinggo_app', poolSize: 8 });
    try {
      const away = () => Promise.reject(new Error('no Temporal'));
      const deps: AskingDeps = {
        db,
        clock: () => new Date(),
        log: pino({ level: 'silent' }),
        options: { mailIsSetUp: true },
        runningLeads: { among: away, endedAt: away, page: away },
      };
      const startedMs = performance.now();
      const verdicts = await diagnose(deps, world.orgId, {
        ...QUESTIONS,
        FLOWS: {
          limitMs: 300,
          ask: async ({ read }) => {
            await read((tx) => tx.client.query('SELECT pg_sleep(30)'));
            throw new Error('it came to an end');
          },
        },
        TEAMS: { limitMs: 300, ask: () => Promise.reject(new Error('a bug')) },
        SOURCES: { limitMs: 200, ask: () => new Promise(() => undefined) },
      });
      expect(performance.now() - startedMs).toBeLessThan(15_000);
      const whats = Object.fromEntries([...verdicts].map(([check, { status, what }]) => [check, [status, what]]));
      expect(whats).toMatchObject({
        FLOWS: ['NOT_RUN', 'TOOK_TOO_LONG'],
        TEAMS: ['NOT_RUN', 'COULD_NOT_ASK'],
        SOURCES: ['NOT_RUN', 'TOOK_TOO_LONG'],
        WORKFLOWS: ['NOT_RUN', 'TEMPORAL_AWAY'],
        OUTBOX: ['OK', null],
        DEAD_LETTERS: ['OK', null],
        COUNTS: ['OK', null],
      });
    } finally {
      await db.close();
    }
  });
});

describe('pinggo diagnose', () => {
  const run = (args: string[], env: Record<string, string>) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      execFile(
        process.execPath,
        [...program('pinggo'), 'diagnose', ...args],
        { cwd: projectRoot, env: { PATH: process.env['PATH'], PINGGO_URL: url, ...env } },
        (error, out, err) => resolve({ code: error ? Number(error.code ?? -1) : 0, out, err }),
      );
    });

  it('ends with 0 where all is well, and with 1 where something fails', async () => {
    const byKey = { PINGGO_KEY: key };
    const well = await run(['Test org', '--json'], byKey);
    expect(JSON.parse(well.out)).toMatchObject({ isSound: true, organisation: { id: world.orgId } });
    expect(well.code).toBe(0);
    await world.sql.query(
      `INSERT INTO outbox (org_id, topic, created_at, available_at, attempts, last_error)
       VALUES ($1, 'NOTIFICATION', now() - interval '1 hour', now() + interval '1 hour', 3, 'put off')`,
      [world.orgId],
    );
    const ill = await run([world.orgId, '--json'], { PINGGO_EMAIL: operatorEmail, PINGGO_PASSWORD: PASSWORD });
    expect(ill.code, ill.err).toBe(1);
    const { checks } = JSON.parse(ill.out) as { checks: Finding[] };
    expect(checks.find(({ check }) => check === 'OUTBOX')).toMatchObject({ status: 'FAIL', what: 'MESSAGES_WAIT' });
    expect((await run([], byKey)).out).toMatch(/\nOUTBOX +FAIL +20.*BRING_FORWARD +Messages of the outbox wait: 1\n/);
    expect((await run(['Fresh'], byKey)).code).toBe(1);
    expect((await run([], { PINGGO_EMAIL: operatorEmail, PINGGO_PASSWORD: PASSWORD })).code).toBe(2);
    expect((await run(['Nobody’s'], { PINGGO_EMAIL: operatorEmail, PINGGO_PASSWORD: PASSWORD })).code).toBe(1);
    await world.sql.query("DELETE FROM outbox WHERE topic = 'NOTIFICATION' AND lead_id IS NULL AND subject_id IS NULL");
  });
});
