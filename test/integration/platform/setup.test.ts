import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../../cli/stack/paths.js';
import { newSetupLink } from '../../../cli/setup-link.js';
import type { ProgramName } from '../../../cli/stack/programs.js';
import { Owner } from '../../../db/platform/owner.js';
import { AdminApi } from '../../support/admin-api.js';
import { expectProblem } from '../../support/problems.js';
import { program } from '../../support/processes.js';

const HOUR_MS = 60 * 60_000;
const organisation = { name: 'Carpat Solar', timeZone: 'europe/bucharest', locale: 'ro', country: 'ro' };
const admin = { name: 'Adrian Ionescu', email: 'Adrian@carpat.example', password: 'plates of snow at noon' };

let api: AdminApi;

/** Everything anew: no organisation, no link. */
async function empty(): Promise<void> {
  const { rows } = await api.sql.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
  );
  await api.sql.query(`TRUNCATE ${rows.map(({ name }) => `"${name}"`).join(', ')}`);
  api.now = null;
}

async function newToken(): Promise<string> {
  const link = await newSetupLink(api.database.ownerUrl, 'https://leads.example.com');
  const { origin, pathname, hash } = new URL(link!.url);
  expect([origin, pathname]).toEqual(['https://leads.example.com', '/setup']);
  return hash.slice(1);
}

const setUp = (token: string, change: { organisation?: object; admin?: object } = {}) =>
  api.call('post', '/api/setup').send({
    token,
    organisation: { ...organisation, ...change.organisation },
    admin: { ...admin, ...change.admin },
  });
const standingOf = async (token: string): Promise<unknown> =>
  ((await api.call('post', '/api/setup/link').send({ token }).expect(200)).body as { standing: unknown }).standing;
const orgs = async () => (await api.sql.query<{ id: string; name: string }>('SELECT id, name FROM orgs')).rows;

/** Runs one of the commands as an operator does. */
function run(name: ProgramName, args: string[], { input = '', env = {} }: { input?: string; env?: object } = {}) {
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      [...program(name), ...args],
      { cwd: projectRoot, env: { PATH: process.env['PATH'], DATABASE_URL: api.database.ownerUrl, ...env } },
      (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err }),
    );
    child.stdin!.end(input);
  });
}
const adminCli = (args: string[], input = '') => run('admin', args, { input });
const jsonOf = ({ out }: { out: string }): Record<string, unknown> => JSON.parse(out) as Record<string, unknown>;

beforeAll(async () => {
  api = await AdminApi.start('setup', {
    loginLimits: { freePerAccount: 5, freePerAddress: 50, firstWaitMs: 2_000, longestWaitMs: 60_000 },
  });
});
afterAll(() => api.stop());

describe('a setup link', () => {
  it('makes the first organisation, with all that its first lead needs, and signs its admin in', async () => {
    await empty();
    const token = await newToken();
    expect(await standingOf(token)).toBe('GOOD');
    const answer = await setUp(token).expect(201);
    const { accessToken } = answer.body as { accessToken: string };
    const me = (await api.call('get', '/api/auth/me', accessToken).expect(200)).body as Record<string, unknown>;
    expect(me).toMatchObject({
      name: 'Adrian Ionescu',
      role: 'ADMIN',
      org: { name: 'Carpat Solar', timeZone: 'Europe/Bucharest', language: 'ro', country: 'RO', weekStart: 'MON' },
    });
    const listed = async (path: string) =>
      ((await api.call('get', path, accessToken).expect(200)).body as { items: Record<string, unknown>[] }).items;
    const [calendar] = await listed('/api/calendars');
    expect(calendar).toMatchObject({ name: 'Program de lucru', timeZone: 'Europe/Bucharest' });
    expect(await listed('/api/teams')).toMatchObject([
      { name: 'Vânzări', managerId: me['id'], calendarId: calendar!['id'] },
    ]);
    expect(await listed('/api/flows')).toMatchObject([{ name: 'Toate lead-urile', active: true, publishedVersion: 1 }]);
    expect((await listed('/api/audit')).map(({ text }) => text).reverse()).toEqual([
      'Adrian Ionescu created the organisation “Carpat Solar”',
      expect.stringMatching(/^Adrian Ionescu created the user/),
      'Adrian Ionescu created the calendar “Program de lucru”',
      'Adrian Ionescu created the team “Vânzări”',
      'Adrian Ionescu created the flow “Toate lead-urile”',
      expect.stringMatching(/^Adrian Ionescu published/),
      expect.stringMatching(/^Adrian Ionescu activated/),
      'Adrian Ionescu logged in by the setup link',
    ]);
    // Also with the password that was chosen.
    await api.login('adrian@CARPAT.example', admin.password).expect(200);
    const stored = await api.sql.query('SELECT hash FROM setup_links');
    expect(JSON.stringify(stored.rows)).not.toContain(token);
  });

  it('works once', async () => {
    await empty();
    const token = await newToken();
    await setUp(token).expect(201);
    expect(await standingOf(token)).toBe('USED');
    const { error } = expectProblem(await setUp(token, { organisation: { name: 'Another' } }), 410);
    expect(error).toMatchObject({ code: 'SETUP_LINK_GONE', details: { standing: 'USED' } });
    expect(error.human_how_to_fix.join()).toMatch(/sign in/);
    expect(await orgs()).toHaveLength(1);
  });

  it('works once also when it is used several times at once', async () => {
    await empty();
    const token = await newToken();
    const answers = await Promise.all(
      [1, 2, 3, 4].map((n) => setUp(token, { organisation: { name: `Org ${n}` }, admin: { email: `${n}@x.example` } })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 410, 410, 410]);
    expect(await orgs()).toHaveLength(1);
    expect((await api.sql.query('SELECT FROM users')).rowCount).toBe(1);
  });

  it('works for a day', async () => {
    await empty();
    const token = await newToken();
    api.now = new Date(Date.now() + 24 * HOUR_MS - 60_000);
    expect(await standingOf(token)).toBe('GOOD');
    api.now = new Date(Date.now() + 24 * HOUR_MS);
    expect(await standingOf(token)).toBe('EXPIRED');
    expectProblem(await setUp(token), 410);
    expect(await orgs()).toEqual([]);
  });

  it('works no more when a later one was made, or an organisation in another way', async () => {
    await empty();
    const first = await newToken();
    const second = await newToken();
    expect([await standingOf(first), await standingOf(second)]).toEqual(['REPLACED', 'GOOD']);
    expectProblem(await setUp(first), 410);
    await api.addOrg('Made otherwise');
    expect(await standingOf(second)).toBe('NOT_NEEDED');
    expectProblem(await setUp(second), 410);
    expect(await newSetupLink(api.database.ownerUrl, 'https://leads.example.com')).toBeNull();
    expect(await standingOf(randomBytes(32).toString('base64url'))).toBe('UNKNOWN');
  });

  it('stays good where something else was wrong, which is said at its field', async () => {
    await empty();
    const token = await newToken();
    const bad = await setUp(token, {
      organisation: { name: ' ', timeZone: 'Mars/Olympus', locale: 'xx-yy-zz', country: 'ZZ' },
      admin: { email: 'adrian', password: 'short' },
    });
    expect(
      expectProblem(bad, 400)
        .error.details.issues.map(({ path }) => path)
        .sort(),
    ).toEqual([
      'admin.email',
      'admin.password',
      'organisation.country',
      'organisation.locale',
      'organisation.name',
      'organisation.timeZone',
    ]);
    // A page of another address gets no session in a cookie.
    await setUp(token).set('X-Pinggo-Session', 'cookie').set('Origin', 'https://elsewhere.example').expect(403);
    await setUp(token).expect(201);
  });

  it('cannot be guessed on and on from one address', async () => {
    await empty();
    const token = await newToken();
    const tries: number[] = [];
    for (let n = 0; n < 8; n += 1)
      tries.push((await api.call('post', '/api/setup/link').send({ token: `no ${n}` })).status);
    expect(tries).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
    const held = await api.call('post', '/api/setup/link').send({ token }).expect(429);
    expect(Number(held.headers['retry-after'])).toBeGreaterThan(0);
    // Whoever waits as told gets in.
    api.now = new Date(Date.now() + 61_000);
    expect(await standingOf(token)).toBe('GOOD');
  });

  it('is nothing that a process of the product could make for itself', async () => {
    await empty();
    for (const statement of [
      "INSERT INTO setup_links (hash, created_at, expire_at) VALUES ('x', now(), now() + interval '1 day')",
      'SELECT * FROM setup_links',
      `INSERT INTO orgs (id, name) VALUES ('${newId()}', 'Mine')`,
      'SELECT * FROM organisations()',
    ])
      await expect(api.db.pool.query(statement), statement).rejects.toThrow(/permission denied/);
  });
});

describe('npm run admin', () => {
  it('makes links, organisations and people, for people and for scripts', async () => {
    await empty();
    const made = await adminCli(['setup-link', '--json']);
    expect(made).toMatchObject({ code: 0, err: '' });
    const token = new URL(jsonOf(made)['url'] as string).hash.slice(1);
    expect(await standingOf(token)).toBe('GOOD');

    const where = ['--time-zone', 'Europe/Chisinau', '--language', 'ro', '--country', 'MD'];
    const who = ['--admin-email', 'ana@north.example', '--admin-name', 'Ana Pop', '--password-stdin'];
    const org = await adminCli(
      ['create-org', '--name', 'North', ...where, ...who, '--json'],
      'seven green lamps sing low\n',
    );
    expect(org).toMatchObject({ code: 0, err: '' });
    const orgId = jsonOf(org)['orgId'] as string;
    await api.login('ana@north.example', 'seven green lamps sing low').expect(200);
    expect(await standingOf(token)).toBe('NOT_NEEDED');

    const person = ['--email', 'dan@north.example', '--name', 'Dan Rusu', '--role', 'rep'];
    const user = await adminCli(['create-user', ...person]);
    expect(user.code).toBe(0);
    expect(user.out).toMatch(
      /Dan Rusu is in “North” as REP: [0-9a-f-]{36}\ndan@north\.example chooses a password here; the link works once, for 7 days/,
    );
    const invitation = /http:\/\/localhost:3000\/invitation#([\w-]{43})/.exec(user.out)![1]!;
    const read = { purpose: 'INVITATION', token: invitation };
    const found = await api.call('post', '/api/auth/links/read').send(read).expect(200);
    expect(found.body).toMatchObject({ org: 'North', email: 'dan@north.example' });
    const again = await adminCli(['create-user', ...person, '--org', orgId]);
    expect([again.code, again.out]).toEqual([1, '']);
    expect(again.err).toContain('“North” has somebody with the e-mail dan@north.example already');

    const second = await adminCli(['create-org', '--name', 'South', ...where]);
    expect(second.out).toContain('Nobody is in it yet');
    const unclear = await adminCli(['create-user', ...person, '--json']);
    expect([unclear.code, (JSON.parse(unclear.err) as { error: string }).error]).toEqual([
      2,
      expect.stringContaining('Say which organisation'),
    ]);
    expect(jsonOf(await adminCli(['list-orgs', '--json']))['organisations'] as { name: string }[]).toMatchObject([
      { name: 'North' },
      { name: 'South' },
    ]);
  });

  it('makes operators, who need a second factor before they see anything', async () => {
    await empty();
    const olga = ['create-operator', '--email', 'olga@example.com', '--name', 'Olga Petrov'];
    const made = await adminCli([...olga, '--password-stdin'], 'seven green lamps sing low\n');
    expect(made).toMatchObject({ code: 0, err: '' });
    expect(made.out).toMatch(
      /^Olga Petrov operates this installation: [0-9a-f-]{36}\nolga@example\.com can sign in at/,
    );
    const again = await adminCli([...olga, '--json']);
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('an operator with the e-mail')]);
    const ivan = await adminCli(['create-operator', '--email', 'ivan@example.com', '--name', 'Ivan Petrov', '--json']);
    expect(jsonOf(ivan)).toMatchObject({ invitationUrl: expect.stringContaining('/invitation#') as string });
    expect(jsonOf(await adminCli(['list-orgs', '--json']))).toEqual({ organisations: [] });

    const signedIn = await api.login('olga@example.com', 'seven green lamps sing low').expect(200);
    const { accessToken } = signedIn.body as { accessToken: string };
    const me = await api.call('get', '/api/auth/me', accessToken).expect(200);
    expect(me.body).toMatchObject({ role: 'OPERATOR', orgId: null, org: null, mustSetUpFactor: true });
    expectProblem(await api.call('get', '/api/tenants', accessToken), 403);
  });

  it('says how to mend what cannot be done, by its exit code too', async () => {
    await empty();
    const where = ['--time-zone', 'Mars/Olympus', '--language', 'ro', '--country', 'MD'];
    const [mars, weak, there, down] = await Promise.all([
      adminCli(['create-org', '--name', 'North', ...where]),
      adminCli(
        ['create-user', '--email', 'ana', '--name', 'Ana', '--role', 'ADMIN', '--password-stdin', '--org', 'North'],
        'short',
      ),
      adminCli(['create-user', '--email', 'ana@x.example', '--name', 'Ana', '--role', 'ADMIN']),
      run('admin', ['setup-link'], { env: { DATABASE_URL: 'postgres://nobody:x@127.0.0.1:1/none' } }),
    ]);
    expect([mars.code, mars.err]).toEqual([
      2,
      '--time-zone: Give a time zone as IANA names it, such as Europe/Bucharest.\n',
    ]);
    expect(weak.code).toBe(2);
    expect(weak.err).toBe('--email: Give an e-mail address.\nthe password of stdin: Use at least 12 characters.\n');
    expect([there.code, there.err]).toEqual([1, expect.stringContaining('There is no organisation yet')]);
    expect([down.code, down.err]).toEqual([1, expect.stringContaining('DATABASE_URL must name a reachable database')]);
    expect(await orgs()).toEqual([]);
  });
});

describe('making organisations', () => {
  it('is done one after the other: who makes the first one by a link never makes a second', async () => {
    await empty();
    const token = await newToken();
    const id = newId();
    const [answer] = await Promise.all([
      setUp(token),
      Owner.of(api.database.ownerUrl, (owner) =>
        owner.newOrganisation(
          { id, name: 'By the owner', timeZone: 'UTC', locale: 'en', country: null },
          new Date(),
          () => Promise.resolve(),
        ),
      ),
    ]);
    const names = (await orgs()).map(({ name }) => name).sort();
    // Whichever came first; where it was the owner's, the link was not needed any more.
    expect(names).toEqual(answer.status === 201 ? ['By the owner', 'Carpat Solar'] : ['By the owner']);
  });
});
