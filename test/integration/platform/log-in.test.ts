import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import pg from 'pg';
import request, { type Response } from 'supertest';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PLATFORM_ORG } from '../../../db/platform/platform-org.js';
import { migrate } from '../../../db/migrate.js';
import { demoManager } from '../../../db/seed/ids.js';
import { AdminApi, type Person } from '../../support/admin-api.js';
import { openWithEverybody } from '../../support/everybody.js';
import { migrateUpTo } from '../../support/older-schema.js';
import { expectProblem } from '../../support/problems.js';
import { createTestDatabase } from '../../support/stack.js';
import { waitFor } from '../../support/wait.js';

let api: AdminApi;
let admin: Person;
let manager: Person;
let operator: Person;
let stranger: Person;

beforeAll(async () => {
  ({ api, admin, manager, operator, stranger } = await openWithEverybody('log_in'));
});
afterAll(() => api.stop());

describe('log-in', () => {
  it('gives tokens that work, and says who is signed in', async () => {
    const body: unknown = (await api.login(manager.email.toUpperCase(), manager.password).expect(200)).body;
    const session = body as { accessToken: string; expiresIn: number };
    expect(session.expiresIn).toBe(900);
    const me = await api.call('get', '/api/auth/me', session.accessToken).expect(200);
    expect(me.body).toMatchObject({ id: manager.id, role: 'MANAGER', orgId: manager.orgId, org: { name: 'Here' } });
    const boss = await api.call('get', '/api/auth/me', operator.token).expect(200);
    expect(boss.body).toMatchObject({ role: 'OPERATOR', orgId: null, org: null });
  });

  it('refuses a wrong password, an unknown person, an open invitation and an inactive person alike', async () => {
    const invited = await api.addPerson(admin.orgId, 'REP', { password: null });
    const inactive = await api.addPerson(admin.orgId, 'REP', { status: 'INACTIVE' });
    const answers = [
      await api.login(manager.email, 'wrong'),
      await api.login('nobody@example.com', 'wrong'),
      await api.login(invited.email, 'correct horse'),
      await api.login(inactive.email, inactive.password),
    ].map((response) => {
      const { error, ...rest } = expectProblem(response, 401);
      return { ...rest, code: error.code, issues: error.details.issues };
    });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it('takes about as long for an unknown e-mail as for a wrong password', async () => {
    const median = async (email: string): Promise<number> => {
      const times: number[] = [];
      for (let round = 0; round < 7; round++) {
        const start = performance.now();
        await api.login(email, 'wrong').expect(401);
        times.push(performance.now() - start);
      }
      return times.sort((a, b) => a - b)[3]!;
    };
    const [known, unknown] = [await median(manager.email), await median('nobody@example.com')];
    // Without the dummy hash the unknown one would be some ten times as fast.
    expect(unknown).toBeGreaterThan(known / 3);
  });

  it('finds the org by the password when an e-mail is in two', async () => {
    const email = 'both@example.com';
    const here = await api.addPerson(admin.orgId, 'REP', { email, password: 'password here' });
    const there = await api.addPerson(stranger.orgId, 'REP', { email: 'BOTH@example.com', password: 'password there' });
    for (const person of [here, there]) {
      const body: unknown = (await api.login(email, person.password).expect(200)).body;
      const me = await api.call('get', '/api/auth/me', (body as { accessToken: string }).accessToken).expect(200);
      expect(me.body).toMatchObject({ id: person.id, orgId: person.orgId });
    }
  });
});

describe('log-ins that fail', () => {
  const LIMITS = { freePerAccount: 3, freePerAddress: 8, firstWaitMs: 60_000, longestWaitMs: 600_000 };
  let strict: AdminApi;
  let ana: Person;
  let dan: Person;

  beforeAll(async () => {
    strict = await AdminApi.start('login_limits', { loginLimits: LIMITS, trustProxy: 1 });
    await strict.addOrg('Platform', PLATFORM_ORG);
    const org = await strict.addOrg('Here');
    ana = await strict.addPerson(org, 'MANAGER', { email: 'ivana@example.com' });
    dan = await strict.addPerson(org, 'ADMIN');
  });
  beforeEach(async () => {
    strict.now = new Date();
    await strict.sql.query('TRUNCATE login_failures');
  });
  afterAll(() => strict.stop());

  const tryFrom = (address: string, email: string, password: string, cookie = '') =>
    strict.login(email, password).set('X-Forwarded-For', address).set('Cookie', cookie);
  const pass = (ms: number): void => void (strict.now = new Date(strict.now!.getTime() + ms));
  const heldFor = (response: Response): number => {
    expect(expectProblem(response, 429).error.code).toBe('TOO_MANY_LOGINS');
    return Number(response.headers['retry-after']);
  };
  const auditOf = async (entityId: string) =>
    (
      await strict.sql.query<{ action: string; actor_type: string; after: unknown; org_id: string }>(
        "SELECT action, actor_type, after, org_id FROM audit WHERE action LIKE 'auth.login%' AND entity_id = $1 ORDER BY id",
        [entityId],
      )
    ).rows;

  it('wait longer and longer, by all replicas, however the e-mail is written', async () => {
    const elsewhere = strict.replica();
    await tryFrom('192.0.2.1', ana.email, 'x').expect(401);
    await tryFrom('192.0.2.1', ana.email.toUpperCase(), 'x').expect(401);
    await request(elsewhere)
      .post('/api/auth/login')
      .set('X-Forwarded-For', '192.0.2.1')
      .send({ email: '\u0130vana@example.com', password: 'x' })
      .expect(401);
    for (const email of [ana.email, 'IVANA@example.com', '\u0130vana@example.com', 'I\u0307VANA@example.com'])
      expect(heldFor(await tryFrom('192.0.2.1', email, ana.password))).toBe(60);
    // Another address, too: the account is what is tried.
    expect(heldFor(await tryFrom('192.0.2.2', ana.email, 'x'))).toBe(60);
    // And nobody else.
    await tryFrom('192.0.2.1', dan.email, dan.password).expect(200);
    pass(60_000);
    await tryFrom('192.0.2.1', ana.email, 'x').expect(401);
    expect(heldFor(await tryFrom('192.0.2.1', ana.email, 'x'))).toBe(120);
    expect((await auditOf(ana.id)).map(({ action }) => action)).toEqual([
      ...Array<string>(3).fill('auth.login_failed'),
      // Told of the address that had not heard it with a failure.
      'auth.login_held',
      'auth.login_failed',
    ]);
  });

  it('of many at once are no more than of one after the other', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => tryFrom(`198.51.100.${index}`, ana.email, 'x')),
    );
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(3);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(17);
  });

  it('lock nobody out: a known device gets in at once, and a new one after the wait, whatever goes on', async () => {
    const first = await tryFrom('192.0.2.9', ana.email, ana.password).expect(200);
    const [setCookie] = first.headers['set-cookie'] as unknown as [string];
    expect(setCookie).toMatch(/; Path=\/api\/auth\/login; Max-Age=15552000; HttpOnly; SameSite=Strict$/);
    const cookie = setCookie.split(';', 1)[0]!;
    const hammer = async (): Promise<void> => {
      for (let index = 0; index < 6; index++) await tryFrom(`198.51.100.${index}`, ana.email, 'x');
    };
    await hammer();
    await tryFrom('192.0.2.9', ana.email, ana.password).expect(429);
    await tryFrom('192.0.2.9', ana.email, ana.password, cookie).expect(200);
    await hammer();
    const wait = heldFor(await tryFrom('192.0.2.77', ana.email, ana.password));
    for (let passed = 0; passed < wait; passed += 30) {
      await hammer();
      pass(30_000);
    }
    await hammer();
    await tryFrom('192.0.2.77', ana.email, ana.password).expect(200);

    // The cookie is of this account only, no access token, and what fails with it counts as well.
    for (let index = 0; index < 3; index++) await tryFrom('192.0.2.9', dan.email, 'x', cookie).expect(401);
    await tryFrom('192.0.2.9', dan.email, 'x', cookie).expect(429);
    expectProblem(await strict.call('get', '/api/auth/me', cookie.split('=')[1]), 401);
    for (let index = 0; index < 3; index++) await tryFrom('192.0.2.50', ana.email, 'x', cookie).expect(401);
    expect(heldFor(await tryFrom('192.0.2.50', ana.email, ana.password, cookie))).toBe(60);
    const forged = cookie.replace(/=.*/, `=${ana.token}`);
    expect((await tryFrom('192.0.2.50', ana.email, ana.password, forged)).status).toBe(200);
  });

  it('of one address hold up others there for the wait, and nobody elsewhere', async () => {
    for (let index = 0; index < 8; index++) await tryFrom('203.0.113.5', `no${index}@example.com`, 'x').expect(401);
    const wait = heldFor(await tryFrom('203.0.113.5', ana.email, ana.password));
    await tryFrom('203.0.113.6', ana.email, ana.password).expect(200);
    // Of IPv6 a whole network is one.
    pass(wait * 1_000);
    await tryFrom('203.0.113.5', ana.email, ana.password).expect(200);
    for (let index = 0; index < 8; index++)
      await tryFrom(`2001:db8:0:1::${index}`, `six${index}@example.com`, 'x').expect(401);
    heldFor(await tryFrom('2001:db8:0:1::ffff', dan.email, dan.password));
  });

  it('of an account that is nobody’s look the same', async () => {
    const answers = async (email: string) => {
      const seen: unknown[] = [];
      for (let index = 0; index < 5; index++) {
        const response = await tryFrom('192.0.2.30', email, 'x');
        const { error, ...rest } = response.body as { error: { code: string; human_how_to_fix: string[] } };
        seen.push([rest, error.code, error.human_how_to_fix, response.headers['retry-after']]);
      }
      return seen;
    };
    expect(await answers('nobody@example.com')).toEqual(await answers(ana.email));
  });

  it('and those that do not are told in the audit log, without secrets and addresses', async () => {
    const leaver = await strict.addPerson(ana.orgId, 'REP', { status: 'INACTIVE' });
    await tryFrom('192.0.2.40', leaver.email, leaver.password).expect(401);
    await tryFrom('192.0.2.40', 'nobody@example.com', 'x').expect(401);
    await tryFrom('192.0.2.40', dan.email, dan.password).expect(200);
    expect(await auditOf(leaver.id)).toEqual([
      {
        action: 'auth.login_failed',
        actor_type: 'system',
        after: { status: 'INACTIVE', heldUntil: null },
        org_id: ana.orgId,
      },
    ]);
    const { rows } = await strict.sql.query(
      `SELECT org_id, actor_id, action, entity_type FROM audit WHERE entity_type IN ('account', 'refresh_token_family')
       ORDER BY id DESC LIMIT 2`,
    );
    expect(rows).toEqual([
      { org_id: dan.orgId, actor_id: dan.id, action: 'auth.logged_in', entity_type: 'refresh_token_family' },
      { org_id: PLATFORM_ORG, actor_id: null, action: 'auth.login_failed', entity_type: 'account' },
    ]);
    const all = JSON.stringify((await strict.sql.query('SELECT * FROM audit, login_failures')).rows);
    expect(all).not.toMatch(/192\.0\.2|example\.com|correct horse/);
  });

  it('are the platform’s: no org’s transaction sees them', async () => {
    await tryFrom('192.0.2.60', ana.email, 'x').expect(401);
    const seen = (orgId: string) =>
      strict.db.inOrg(orgId, async (tx) => (await tx.client.query('SELECT 1 FROM login_failures')).rowCount);
    expect(await seen(ana.orgId)).toBe(0);
    expect(await seen(PLATFORM_ORG)).toBeGreaterThan(0);
  });

  it('come from where the proxy says, and only a trusted one is asked', async () => {
    const plain = await AdminApi.start('login_limits_plain', { loginLimits: { ...LIMITS, freePerAddress: 2 } });
    try {
      const from = (address: string, index: number) =>
        plain.login(`no${index}@example.com`, 'x').set('X-Forwarded-For', address);
      for (let index = 0; index < 2; index++) await from(`192.0.2.${index}`, index).expect(401);
      await from('192.0.2.9', 9).expect(429);
    } finally {
      await plain.stop();
    }
  });
});

describe('without log-in', () => {
  it('everybody on this machine is the demo manager, by the address of the connection', async () => {
    const demo = await AdminApi.start('bypass', { bypassAuth: true, trustProxy: ['loopback'] });
    try {
      await demo.addOrg('Demo', demoManager.orgId);
      await demo.sql.query(
        "INSERT INTO users (org_id, id, email, name, role) VALUES ($1, $2, 'demo@example.com', 'Demo', 'MANAGER')",
        [demoManager.orgId, demoManager.userId],
      );
      await demo.call('get', '/api/flows').expect(200);
      expect((await demo.call('get', '/api/auth/me').expect(200)).body).toMatchObject({ id: demoManager.userId });
      expectProblem(await demo.call('post', '/api/teams').send({ name: 'x' }), 403);
      expectProblem(await demo.call('get', '/api/flows').set('Host', 'evil.example'), 403);
      for (const header of ['X-Forwarded-For', 'Forwarded'])
        expectProblem(await demo.call('get', '/api/flows').set(header, '127.0.0.1'), 403);
      expect(await statusOfStranger(demo)).toBe(403);
    } finally {
      await demo.stop();
    }
  });

  /** Asks over an address of this machine that is not loopback, with headers that say it were. */
  async function statusOfStranger({ app }: AdminApi): Promise<number> {
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((each) => each?.family === 'IPv4' && !each.internal);
    // Without a network there is no such address: the connection says what it would.
    if (!outside) return 403;
    const server = app.listen(0, '0.0.0.0');
    try {
      await waitFor('the server listens', () => Promise.resolve(server.listening));
      const { port } = server.address() as AddressInfo;
      return await new Promise<number>((resolve, reject) => {
        get({ host: outside.address, port, path: '/api/flows', headers: { host: 'localhost' } }, (answer) => {
          answer.resume();
          resolve(answer.statusCode!);
        }).on('error', reject);
      });
    } finally {
      server.close();
    }
  }
});

describe('e-mails of people', () => {
  it('that were stored before are folded, whatever they are, and their people log in as before', async () => {
    const database = await createTestDatabase('folded', (ownerUrl) => migrateUpTo(ownerUrl, 21));
    const owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    try {
      const [here, there] = [newId(), newId()];
      for (const org of [here, there]) await owner.query("INSERT INTO orgs (id, name) VALUES ($1, 'Org')", [org]);
      const add = async (org: string, email: string, second: number): Promise<void> => {
        await owner.query(
          `INSERT INTO users (org_id, id, email, name, role, created_at)
           VALUES ($1, $2, $3, 'Somebody', 'REP', timestamptz '2026-01-01' + make_interval(secs => $4))`,
          [org, newId(), email, second],
        );
      };
      await add(here, 'Ana@Example.com', 1);
      await add(here, '\uff4bate@example.com', 3);
      await add(here, 'kate@example.com', 2);
      await add(there, 'kate@example.com', 4);
      await add(there, '', 5);
      await migrate(database.ownerUrl);
      await migrate(database.ownerUrl);
      const { rows } = await owner.query('SELECT email, email_folded FROM users ORDER BY created_at');
      expect(rows.map(Object.values)).toEqual([
        ['Ana@Example.com', 'ana@example.com'],
        ['kate@example.com', 'kate@example.com'],
        ['\uff4bate@example.com', null],
        ['kate@example.com', 'kate@example.com'],
        ['', ''],
      ]);
      const found = await owner.query('SELECT org_id FROM find_logins($1)', ['ana@example.com']);
      expect(found.rows).toEqual([{ org_id: here }]);
    } finally {
      await owner.end();
      await database.drop();
    }
  });

  it('are one in an org, however they are written', async () => {
    const add = (email: string) =>
      api.call('post', '/api/users', admin.token).send({ email, name: 'Ivan', role: 'REP' });
    await add('ivan@example.com').expect(201);
    await add('IVAN@example.com').expect(409);
    expectProblem(await add('\u0130van@example.com'), 400);
    const made = (await api.sql.query("SELECT email_folded FROM users WHERE email = 'ivan@example.com'")).rows;
    expect(made).toEqual([{ email_folded: 'ivan@example.com' }]);
  });
});
