import { createHash } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORM_ORG } from '../../../db/platform/platform-org.js';
import type { AdminApi, Person } from '../../support/admin-api.js';
import { openWithEverybody } from '../../support/everybody.js';
import { expectProblem } from '../../support/problems.js';

let api: AdminApi;
let admin: Person;
let manager: Person;
let rep: Person;
let operator: Person;
let stranger: Person;

beforeAll(async () => {
  ({ api, admin, manager, rep, operator, stranger } = await openWithEverybody('tenants'));
});
afterAll(() => api.stop());

interface Tenant {
  id: string;
  name: string;
  state: string;
  suspendedAt: string | null;
  suspendedBecause: string | null;
  deletedAt: string | null;
  health: Record<string, unknown>;
  readiness: { score: number; parts: { part: string; done: boolean }[] };
}

const get = (path: string, by = operator) => api.call('get', path, by.token);
const post = (path: string, body: object, by = operator) => api.call('post', path, by.token).send(body);
const list = async (query = ''): Promise<Tenant[]> =>
  ((await get(`/api/tenants${query}`).expect(200)).body as { items: Tenant[] }).items;
const tenantOf = async (id: string): Promise<Tenant> => (await get(`/api/tenants/${id}`).expect(200)).body as Tenant;
const does = (what: string, id: string, body: object) => post(`/api/tenants/${id}/${what}`, body);
const textsOf = async (path: string, by = operator): Promise<string[]> =>
  ((await get(path, by).expect(200)).body as { items: { text: string }[] }).items.map(({ text }) => text);
const codeOf = (answer: { body: unknown }): string => (answer.body as { error: { code: string } }).error.code;

const NEW = {
  name: 'Dunav Windows',
  timeZone: 'Europe/Bucharest',
  locale: 'ro',
  country: 'RO',
  admin: { name: 'Adrian Ionescu', email: 'adrian@dunav.example' },
};

describe('an operator', () => {
  it('makes an organisation with its first admin, who is invited, and both logs tell it', async () => {
    const made = (await post('/api/tenants', NEW).expect(201)).body as Tenant & {
      adminId: string;
      invitationUrl: string;
    };
    expect(made).toMatchObject({
      name: 'Dunav Windows',
      state: 'ACTIVE',
      health: { people: 1, lastSignInAt: null, lastLeadAt: null, openLeads: 0, breached: 0, deadLetters: 0 },
      readiness: { score: 20 },
    });
    expect(made.readiness.parts.filter(({ done }) => done)).toEqual([{ part: 'FLOW_ACTIVE', done: true }]);
    // It is mailed, as mail is set up here.
    expect(made.invitationUrl).toBeNull();
    const { rows } = await api.sql.query('SELECT kind FROM access_mails WHERE org_id = $1 AND user_id = $2', [
      made.id,
      made.adminId,
    ]);
    expect(rows).toEqual([{ kind: 'INVITATION' }]);
    const claims = { sub: made.adminId, org: made.id, role: 'ADMIN', name: 'Adrian Ionescu' } as const;
    const adrian = { ...admin, orgId: made.id, token: await api.tokens.sign(claims) };
    expect(await textsOf('/api/audit?action=organisation.created', adrian)).toEqual([
      'The operator created the organisation “Dunav Windows”',
    ]);
    expect(await textsOf(`/api/operator-log?tenantId=${made.id}`)).toEqual([
      'OPERATOR person created the organisation “Dunav Windows”',
    ]);
  });

  it('is told at its field what is wrong', async () => {
    const issues = expectProblem(
      await post('/api/tenants', { ...NEW, timeZone: 'Mars/Base', admin: { name: '', email: 'nobody' } }),
      400,
    ).error.details.issues;
    expect(issues.map(({ path }) => path).sort()).toEqual(['admin.email', 'admin.name', 'timeZone']);
  });

  it('finds organisations by name and state, page by page, and never the platform’s own', async () => {
    const all = await list('?limit=200');
    expect(all.map(({ name }) => name)).toEqual(expect.arrayContaining(['Here', 'There', 'Dunav Windows']));
    expect(all.map(({ id }) => id)).not.toContain(PLATFORM_ORG);
    expect((await list('?q=dunav')).map(({ name }) => name)).toEqual(['Dunav Windows']);
    expect(await list('?state=DELETED')).toEqual([]);
    const first = (await get('/api/tenants?limit=1').expect(200)).body as { items: Tenant[]; nextCursor: string };
    const second = await list(`?limit=1&cursor=${first.nextCursor}`);
    expect([first.items[0]!.id, second[0]!.id]).toEqual(all.slice(0, 2).map(({ id }) => id));
    expectProblem(await get('/api/tenants?cursor=nonsense'), 400);
    for (const id of [newId(), PLATFORM_ORG, 'no-id']) expectProblem(await get(`/api/tenants/${id}`), 404);
  });

  it('sees how many and since when, and no word of a lead', async () => {
    await api.sql.query(
      `INSERT INTO leads (org_id, id, source, name, email, phone, message, status, breach, received_at)
       VALUES ($1, $2, 'web', 'Zebedee Secret', 'zebedee@secret.example', '+40700000001', 'hush hush', 'ASSIGNED', 'breached', now())`,
      [admin.orgId, newId()],
    );
    const answers = [await get('/api/tenants?limit=200'), await get(`/api/tenants/${admin.orgId}`)];
    for (const { body } of answers) expect(JSON.stringify(body)).not.toMatch(/zebedee|secret|hush|0700/i);
    const { health } = await tenantOf(admin.orgId);
    expect(health).toMatchObject({ openLeads: 1, breached: 1, leadsOfMonth: 1 });
    expect(health['lastLeadAt']).not.toBeNull();
    for (const path of ['/api/leads', '/api/audit', '/api/users', '/api/control-tower/summary', '/api/work-items'])
      expectProblem(await get(path), 403);
  });

  it('could not see more if the code asked for it: the role has no right to it', async () => {
    const { rows } = await api.sql.query<{ table: string; column: string }>(
      `SELECT c.table_name AS "table", c.column_name AS "column" FROM information_schema.columns c
       WHERE c.table_schema = 'public' AND has_column_privilege('pinggo_operator', format('%I.%I', 'public', c.table_name), c.column_name, 'SELECT')
       ORDER BY 1, 2`,
    );
    const seen = new Map<string, string[]>();
    for (const { table, column } of rows) seen.set(table, [...(seen.get(table) ?? []), column]);
    expect(Object.fromEntries(seen)).toEqual({
      endpoints: ['deleted_at', 'org_id', 'switched_off_at'],
      flows: ['active', 'org_id', 'published_version'],
      intake_dead_letters: ['org_id', 'status'],
      leads: ['breach', 'closed_at', 'org_id', 'received_at', 'status'],
      memberships: ['org_id', 'user_id'],
      orgs: [
        'country',
        'created_at',
        'deleted_at',
        'demo_of',
        'id',
        'locale',
        'name',
        'suspended_at',
        'suspended_because',
        'time_zone',
      ],
      outbox: ['created_at', 'dead_at', 'delivered_at', 'org_id'],
      sessions: ['created_at', 'last_used_at', 'org_id', 'user_id'],
      // What an organisation says to operators when it lets them look in.
      support_sessions: [
        'ended_at',
        'ends_at',
        'entered_at',
        'granted_at',
        'id',
        'level',
        'operator_id',
        'operator_name',
        'org_id',
        'reason',
      ],
      // Theirs: it belongs to no organisation.
      tenant_certificates: ['certificate', 'purged_at', 'tenant_id'],
      users: ['id', 'org_id', 'role', 'status'],
    });
  });

  it('is the only one for whom the database does it', async () => {
    for (const who of [admin.id, rep.id, newId()])
      await expect(
        api.db.inOrg(admin.orgId, (tx) =>
          tx.client.query('SELECT suspend_tenant($1, $2, $3)', [who, admin.orgId, 'why']),
        ),
      ).rejects.toThrow('for operators only');
    await expect(
      api.db.inOrg(admin.orgId, (tx) =>
        tx.client.query('UPDATE orgs SET suspended_at = now() WHERE id = $1', [admin.orgId]),
      ),
    ).rejects.toThrow('permission denied');
  });
});

describe('a suspended organisation', () => {
  const suspend = (name = 'Here', reason = 'Unpaid since October') => does('suspend', admin.orgId, { name, reason });
  const comeBack = (name = 'Here') => does('return', admin.orgId, { name });

  it('is suspended by its name only, once, and both logs say why', async () => {
    expect(expectProblem(await suspend('here'), 400).error.details.issues[0]!.path).toBe('name');
    expect((await tenantOf(admin.orgId)).state).toBe('ACTIVE');
    const suspended = (await suspend().expect(200)).body as Tenant;
    expect(suspended).toMatchObject({ state: 'SUSPENDED', suspendedBecause: 'Unpaid since October' });
    expectProblem(await suspend(), 409);
    expect(await textsOf('/api/audit?action=organisation.suspended', admin)).toEqual([
      'The operator suspended the organisation “Here”: Unpaid since October',
    ]);
    expect((await textsOf(`/api/operator-log?tenantId=${admin.orgId}`))[0]).toBe(
      'OPERATOR person suspended the organisation “Here”: Unpaid since October',
    );
  });

  it('is read by its people, who are told, and changed by nobody', async () => {
    const me = (await get('/api/auth/me', manager).expect(200)).body as {
      org: { suspendedAt: string };
      permissions: string[];
    };
    expect(me.org.suspendedAt).toBe((await tenantOf(admin.orgId)).suspendedAt);
    expect(me.permissions).toContain('leads.read.all');
    expect(me.permissions).not.toContain('leads.write');
    await get('/api/leads', rep).expect(200);
    await get('/api/control-tower/summary', manager).expect(200);
    for (const [path, body, by] of [
      ['/api/leads', { name: 'Ana' }, manager],
      ['/api/teams', { name: 'New' }, admin],
      [`/api/leads/${newId()}/proofs`, { kind: 'CALL_LOGGED' }, rep],
    ] as const) {
      const refused = await post(path, body, by);
      expect([refused.status, codeOf(refused)], path).toEqual([403, 'TENANT_SUSPENDED']);
    }
    // What a rep may not do at all is refused as ever.
    expect(codeOf(await post('/api/teams', { name: 'New' }, rep))).toBe('FORBIDDEN');
    // Oneself.
    await api.call('patch', '/api/me', rep.token).send({ language: 'ro' }).expect(200);
    await api.call('post', '/api/auth/login').send({ email: rep.email, password: rep.password }).expect(200);
  });

  it('goes on by its name, which both logs tell', async () => {
    expectProblem(await comeBack('There'), 400);
    expect((await comeBack().expect(200)).body).toMatchObject({ state: 'ACTIVE', suspendedAt: null, leads: 1 });
    expectProblem(await comeBack(), 409);
    expect((await textsOf('/api/audit?action=organisation.returned', admin))[0]).toMatch(
      /^The operator let the organisation “Here” go on, which had been suspended since .*: clocks go on/,
    );
    const made = await post('/api/teams', { name: 'After', managerId: null, calendarId: null, onCall: [] }, admin);
    expect(made.status, JSON.stringify(made.body)).not.toBe(403);
    const { rows } = await api.sql.query<{ request: object }>('SELECT request FROM commands WHERE org_id = $1', [
      admin.orgId,
    ]);
    expect(rows).toMatchObject([{ request: { kind: 'STAND_STILL' } }]);
  });
});

describe('a deleted organisation', () => {
  const leadsThere = async (): Promise<number> =>
    (await api.sql.query('SELECT 1 FROM leads WHERE org_id = $1', [admin.orgId])).rows.length;

  it('lets nobody in and keeps all that is in it; restored it is as it was, and still suspended', async () => {
    const key = await api.addKey(admin, ['leads:read']);
    const before = await leadsThere();
    expectProblem(await does('restore', admin.orgId, { name: 'Here' }), 409);
    expectProblem(await does('delete', admin.orgId, { name: '' }), 400);
    const deleted = (await does('delete', admin.orgId, { name: 'Here' }).expect(200)).body as Tenant;
    expect(deleted.state).toBe('DELETED');
    expect(deleted.suspendedAt).toBe(deleted.deletedAt);
    expectProblem(await get('/api/leads', admin), 401);
    expectProblem(await api.call('get', '/api/leads', key), 401);
    expectProblem(await api.call('post', '/api/auth/login').send({ email: rep.email, password: rep.password }), 401);
    expectProblem(await does('delete', admin.orgId, { name: 'Here' }), 409);
    expectProblem(await does('return', admin.orgId, { name: 'Here' }), 409);
    expect((await list('?state=DELETED')).map(({ name }) => name)).toEqual(['Here']);

    const restored = (await does('restore', admin.orgId, { name: 'Here' }).expect(200)).body as Tenant;
    expect(restored).toMatchObject({ state: 'SUSPENDED', deletedAt: null });
    await get('/api/leads', admin).expect(200);
    await api.call('get', '/api/leads', key).expect(200);
    await does('return', admin.orgId, { name: 'Here' }).expect(200);
    expect(await leadsThere()).toBe(before);
    expect(await textsOf('/api/audit?entityType=organisation&limit=4', admin)).toEqual([
      expect.stringMatching(/^The operator let the organisation “Here” go on/),
      'The operator restored the organisation “Here”',
      'The operator deleted the organisation “Here”',
      expect.stringMatching(/^The operator let/),
    ]);
  });
});

describe('an organisation that is deleted for good', () => {
  const tables = async (): Promise<string[]> =>
    (
      await api.sql.query<{ name: string }>(
        `SELECT c.table_name AS name FROM information_schema.columns c JOIN information_schema.tables b USING (table_schema, table_name)
         WHERE c.table_schema = 'public' AND c.column_name = 'org_id' AND b.table_type = 'BASE TABLE' ORDER BY 1`,
      )
    ).rows.map(({ name }) => name);
  async function rowsOf(...orgIds: string[]): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const name of await tables()) {
      const { rows } = await api.sql.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM "${name}" WHERE org_id = ANY ($1)`,
        [orgIds],
      );
      if (rows[0]!.n > 0) counts[name] = rows[0]!.n;
    }
    return counts;
  }
  /** In how many rows of which tables a text stands, in whatever column. */
  async function tracesOf(text: string): Promise<Record<string, number>> {
    const { rows: all } = await api.sql.query<{ name: string }>(
      "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
    );
    const found: Record<string, number> = {};
    for (const { name } of all) {
      const { rows } = await api.sql.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM "${name}" t WHERE strpos(t::text, $1) > 0`,
        [text],
      );
      if (rows[0]!.n > 0) found[name] = rows[0]!.n;
    }
    return found;
  }

  it('was deleted for long enough, goes with its demo and every row, and leaves a certificate that can be checked', async () => {
    const { orgId } = stranger;
    const demo = (await post('/api/demo-org', {}, stranger).expect(201)).body as { demo: { id: string } };
    const kept = await rowsOf(admin.orgId);
    const purge = (name = 'There') => does('purge', orgId, { name });
    expectProblem(await purge(), 409);
    const deleted = (await does('delete', orgId, { name: 'There' }).expect(200)).body as Tenant & {
      purgeableFrom: string;
    };
    expect(Date.parse(deleted.purgeableFrom) - Date.parse(deleted.deletedAt!)).toBe(30 * 24 * 60 * 60_000);
    const early = await purge();
    expectProblem(early, 409);
    expect(JSON.stringify(early.body)).toContain(deleted.purgeableFrom);
    await api.sql.query("UPDATE orgs SET deleted_at = deleted_at - interval '31 days' WHERE id = $1", [orgId]);
    expectProblem(await purge('there'), 400);
    const before = await rowsOf(orgId, demo.demo.id);
    expect(Object.keys(before).length).toBeGreaterThan(10);

    const certificate = (await purge().expect(200)).body as Record<string, unknown> & { rows: Record<string, number> };
    expect(certificate.rows).toEqual({ ...before, orgs: 2 });
    expect(certificate).toMatchObject({ tenant: { id: orgId, name: 'There' }, purgedBy: { name: 'OPERATOR person' } });
    expect(certificate['total']).toBe(Object.values(certificate.rows).reduce((sum, n) => sum + n, 0));
    const { sha256, ...rest } = certificate;
    expect(createHash('sha256').update(JSON.stringify(rest)).digest('hex')).toBe(sha256);
    expect((await get('/api/tenant-certificates').expect(200)).body).toEqual({
      items: [certificate],
      nextCursor: null,
    });

    expect(await rowsOf(orgId, demo.demo.id)).toEqual({});
    expect(await tracesOf(demo.demo.id)).toEqual({});
    // The operators' own log of it, and the certificate.
    expect(Object.keys(await tracesOf(orgId)).sort()).toEqual(['audit', 'tenant_certificates']);
    expect(await rowsOf(admin.orgId)).toEqual(kept);
    expectProblem(await get(`/api/tenants/${orgId}`), 404);
    expectProblem(await purge(), 404);
    expect((await textsOf(`/api/operator-log?tenantId=${orgId}`))[0]).toMatch(
      /^OPERATOR person deleted the organisation “There” for good: \d+ rows$/,
    );
  });

  it('lets the role that deletes reach every table of organisations, and rows of deleted ones only', async () => {
    const { rows } = await api.sql.query<{ name: string }>(
      `SELECT p.tablename AS name FROM pg_policies p
       WHERE p.policyname = 'purge_only' AND p.permissive = 'RESTRICTIVE' AND p.roles = '{pinggo_purge}'
         AND has_table_privilege('pinggo_purge', p.tablename::text, 'DELETE') ORDER BY 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual(await tables());
    const client = await api.sql.connect();
    try {
      await client.query('BEGIN');
      await client.query('SET LOCAL ROLE pinggo_purge');
      expect((await client.query('DELETE FROM leads WHERE org_id = $1', [admin.orgId])).rowCount).toBe(0);
      expect((await client.query('DELETE FROM orgs WHERE id = $1', [admin.orgId])).rowCount).toBe(0);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });
});
