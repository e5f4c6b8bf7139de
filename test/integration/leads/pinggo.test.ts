// `pinggo status|verify|leads|smoke`, as built, against the API and a worker as processes, with a Temporal of their own.
import { execFile } from 'node:child_process';
import { Client, Connection } from '@temporalio/client';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../../cli/stack/paths.js';
import { hashPassword } from '../../../db/platform/passwords.js';
import { leadWorkflowId } from '../../../workflows/ids.js';
import { begunLead } from '../../support/begun.js';
import { apiKeys, createNamespace, program, startApi, startWorker, type Process } from '../../support/processes.js';
import { createTestDatabase, temporalAddress, type TestDatabase } from '../../support/stack.js';
import { waitFor } from '../../support/wait.js';
import { World } from '../../support/world.js';

let database: TestDatabase;
let world: World;
let api: Process;
let worker: Process;
let connection: Connection;
let client: Client;
let env: Record<string, string>;
let person: { PINGGO_EMAIL: string; PINGGO_PASSWORD: string };

beforeAll(async () => {
  database = await createTestDatabase('pinggo_leads');
  const namespace = await createNamespace('pinggo-leads');
  world = await World.create(database.ownerUrl);
  await world.addRep('Ana');
  await world.addFlow();
  const { email } = await world.one<{ email: string }>(
    `UPDATE users SET role = 'ADMIN', password_hash = $2 WHERE id = $1 RETURNING email`,
    [world.managerId, await hashPassword('correct horse')],
  );
  [api, worker] = await Promise.all([
    startApi({ database, namespace, env: { ...apiKeys(), RATE_LIMIT_PER_MINUTE: '0' } }),
    startWorker({ database, namespace }),
  ]);
  connection = await Connection.connect({ address: temporalAddress() });
  client = new Client({ connection, namespace });
  const url = `http://127.0.0.1:${api.port}`;
  person = { PINGGO_EMAIL: email, PINGGO_PASSWORD: 'correct horse' };
  const post = async (path: string, body: object, token?: string): Promise<Record<string, string>> => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
    const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(answer.ok, path).toBe(true);
    return (await answer.json()) as Record<string, string>;
  };
  const { accessToken } = await post('/api/auth/login', { email, password: 'correct horse' });
  const { key } = await post('/api/api-keys', { name: 'Desk', scopes: ['operations:write'] }, accessToken);
  env = { PINGGO_URL: url, PINGGO_KEY: key! };
}, 120_000);
afterAll(async () => {
  await api?.stop();
  await worker?.stop();
  await connection?.close();
  await world?.close();
  await database?.drop();
});

interface Ran {
  code: number;
  out: string;
  err: string;
}
const run = (args: string[], own: Record<string, string> = env) =>
  new Promise<Ran>((resolve) => {
    execFile(
      process.execPath,
      [...program('pinggo'), ...args],
      { cwd: projectRoot, env: { PATH: process.env['PATH'], ...own } },
      (error, out, err) => resolve({ code: error ? Number(error.code ?? -1) : 0, out, err }),
    );
  });

interface Verdicts {
  isRight: boolean;
  checks: { check: string; looked: number | null; wrong: number; findings: Record<string, unknown>[] }[];
}
const verified = async (...only: string[]): Promise<Ran & { verdicts: Verdicts }> => {
  const ran = await run(['verify', '--json', ...(only.length === 0 ? [] : ['--only', only.join(',')])]);
  return { ...ran, verdicts: JSON.parse(ran.out) as Verdicts };
};

const begun = (): Promise<string> => begunLead(world, client);

describe('pinggo status', () => {
  it('says that it is ready, what waits, and what lies dead', async () => {
    const { code, out } = await run(['status', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ alive: true, ready: true, dead: [] });
    expect((await run(['status'])).out).toContain(' is ready\n');
  });
});

describe('pinggo verify', () => {
  it('finds nothing where nothing is wrong', async () => {
    await begun();
    const { code, verdicts } = await verified();
    expect(verdicts).toMatchObject({ isRight: true });
    expect(verdicts.checks.map(({ check, wrong }) => [check, wrong])).toEqual([
      ['counts', 0],
      ['clocks', 0],
      ['leads', 0],
      ['workflows', 0],
      ['audit', 0],
    ]);
    // Of the audit log nothing may be sealed yet.
    const looks = verdicts.checks.filter(({ check }) => check !== 'counts' && check !== 'audit');
    expect(looks.every(({ looked }) => looked! > 0)).toBe(true);
    expect(code).toBe(0);
  });

  it('names a clock that is not what its receipt says, and a count that was not what the rows say', async () => {
    const leadId = await begun();
    const move = (by: string) =>
      world.sql.query(`UPDATE clocks SET deadline_at = deadline_at + $2::interval WHERE lead_id = $1`, [leadId, by]);
    await move('1 second');
    const clocks = await verified('clocks');
    expect(clocks.code).toBe(1);
    expect(clocks.verdicts.checks[0]).toMatchObject({
      wrong: 1,
      findings: [{ leadId, clockKey: 'first_contact', cycle: 1, faults: ['TILES'] }],
    });
    await move('-1 second');

    await world.sql.query(
      `UPDATE tower_counts SET amounts = '{"received": 77}' WHERE ctid = (SELECT ctid FROM tower_counts WHERE org_id = $1 AND span <> 'NOW' LIMIT 1)`,
      [world.orgId],
    );
    expect((await verified('counts')).verdicts.checks[0]!.wrong).toBeGreaterThan(0);
    expect((await verified('counts', 'clocks')).verdicts).toMatchObject({ isRight: true });
  });

  it('names a workflow of a lead that is gone', async () => {
    const gone = newId();
    const workflowId = leadWorkflowId(world.orgId, gone);
    const handle = await client.workflow.start('leadWorkflow', {
      workflowId,
      taskQueue: 'nobody-works-here',
      args: [{ orgId: world.orgId, leadId: gone }],
      searchAttributes: { OrgId: [world.orgId] },
    });
    try {
      await waitFor('it is found', async () => {
        const { verdicts } = await verified('workflows');
        return verdicts.checks[0]!.findings.some((one) => one['leadId'] === gone && one['workflowId'] === workflowId);
      });
    } finally {
      await handle.terminate();
    }
  });
});

describe('pinggo leads', () => {
  it('shows a lead without whom it is about, finds that nobody looks after it, and has it go on', async () => {
    const leadId = await begun();
    const handle = client.workflow.getHandle(leadWorkflowId(world.orgId, leadId));
    await handle.terminate('lost');
    await waitFor('it is missed', async () => {
      const { verdicts } = await verified('leads');
      return verdicts.checks[0]!.findings.some((one) => one['leadId'] === leadId);
    });
    const shown = await run(['leads', 'show', leadId, '--json']);
    expect(shown.code).toBe(0);
    expect(JSON.parse(shown.out)).toMatchObject({ id: leadId, status: 'ASSIGNED', clocks: [{ faults: [] }] });
    expect(shown.out).not.toMatch(/Ana Pop|ana@/);

    const { code, out } = await run(['leads', 'unstick', leadId, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ startAsked: true, requeued: 0, lead: { isStuck: false } });
    await waitFor('its workflow runs', async () => (await handle.describe()).status.name === 'RUNNING');
    const told = await world.all("SELECT action FROM audit WHERE lead_id = $1 AND action = 'lead.unstuck'", [leadId]);
    expect(told).toHaveLength(1);
  });

  it('sends its dead messages again with it', async () => {
    const leadId = await begun();
    await world.sql.query(
      `WITH o AS (
         INSERT INTO outbox (org_id, topic, lead_id, attempts, dead_at, last_error)
         VALUES ($1, 'LEAD_RECEIVED', $2, 5, now(), 'refused') RETURNING org_id, id, topic, lead_id)
       INSERT INTO dead_letters (org_id, id, outbox_id, topic, lead_id, error, attempts, created_at)
       SELECT org_id, gen_random_uuid(), id, topic, lead_id, 'refused', 5, now() FROM o`,
      [world.orgId, leadId],
    );
    expect((await run(['leads', 'show', leadId])).out).toMatch(
      /, stuck\n(.*\n)*message LEAD_RECEIVED, tries 5, dead since .*: refused/,
    );
    const { code, out } = await run(['leads', 'unstick', leadId, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ requeued: 1, lead: { isStuck: false, messages: [] } });
  });

  it('says that there is no such lead', async () => {
    for (const what of ['show', 'unstick']) expect((await run(['leads', what, newId()])).code, what).toBe(1);
  });
});

describe('pinggo smoke', () => {
  it('brings a signed lead to a met clock and takes away what it made, as often as it is asked', async () => {
    for (let time = 1; time <= 2; time += 1) {
      const { code, out, err } = await run(['smoke', env['PINGGO_URL']!, '--json'], person);
      expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('its clock is met …') as string });
      const { leadId, steps } = JSON.parse(out) as { leadId: string; steps: { step: string; ms: number }[] };
      expect(steps.map(({ step }) => step)).toEqual([
        'health',
        'sign-in',
        'a way in',
        'a signed lead',
        'its clock runs',
        'a proof',
        'its clock is met',
        'cleaned up',
        'closed',
      ]);
      expect(
        await world.one(
          `SELECT l.status, c.status AS clock FROM leads l JOIN clocks c ON c.org_id = l.org_id AND c.lead_id = l.id WHERE l.id = $1`,
          [leadId],
        ),
      ).toEqual({ status: 'CLOSED', clock: 'MET' });
    }
    expect(await world.all("SELECT 1 FROM endpoints WHERE name LIKE 'Pinggo smoke%' AND deleted_at IS NULL")).toEqual(
      [],
    );
    expect(await world.all("SELECT active FROM flows WHERE key = 'pinggo-smoke'")).toEqual([{ active: false }]);
  });

  it('needs an admin’s sign-in', async () => {
    expect((await run(['smoke', env['PINGGO_URL']!])).code).toBe(3);
    expect((await run(['smoke', env['PINGGO_URL']!], { ...person, PINGGO_PASSWORD: 'wrong' })).code).toBe(3);
  });
});
