import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AdminApi, Person } from '../../support/admin-api.js';
import { openWithEverybody } from '../../support/everybody.js';
import { expectProblem } from '../../support/problems.js';

interface Demo {
  id: string;
  name: string;
  people: { email: string; role: string }[];
}

let api: AdminApi;
let admin: Person;
let manager: Person;
let stranger: Person;

beforeAll(async () => {
  ({ api, admin, manager, stranger } = await openWithEverybody('demo_org'));
});
afterAll(() => api.stop());

const make = async () =>
  (await api.call('post', '/api/demo-org', admin.token).expect(201)).body as { demo: Demo; password: string };
const read = async () =>
  (await api.call('get', '/api/demo-org', admin.token).expect(200)).body as { demo: Demo | null; isDemo: boolean };
const tables = async () =>
  (
    await api.sql.query<{ name: string }>(
      `SELECT c.table_name AS name FROM information_schema.columns c JOIN information_schema.tables b USING (table_schema, table_name)
       WHERE c.table_schema = 'public' AND c.column_name = 'org_id' AND b.table_type = 'BASE TABLE' ORDER BY 1`,
    )
  ).rows.map(({ name }) => name);
/** How many rows each table has of an org. */
async function rowsOf(orgId: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of await tables()) {
    const { rows } = await api.sql.query<{ n: number }>(`SELECT count(*)::int AS n FROM "${name}" WHERE org_id = $1`, [
      orgId,
    ]);
    if (rows[0]!.n > 0) counts[name] = rows[0]!.n;
  }
  return counts;
}

describe('the demo beside an organisation', () => {
  it('can be signed in to, is seen by nobody else, and is one at a time', async () => {
    const { demo, password } = await make();
    expect(demo.people.map(({ role }) => role)).toEqual(['ADMIN', 'MANAGER', 'REP']);
    expectProblem(await api.call('post', '/api/demo-org', admin.token), 409);
    const signedIn = (await api.login(demo.people[1]!.email, password).expect(200)).body as { accessToken: string };
    const leads = (await api.call('get', '/api/leads', signedIn.accessToken).expect(200)).body as { items: unknown[] };
    expect(leads.items.length).toBeGreaterThan(5);
    const own = (await api.call('get', '/api/leads', admin.token).expect(200)).body as { items: unknown[] };
    expect(own.items).toEqual([]);
    expect((await read()).demo?.id).toBe(demo.id);
    // A demo has none of its own, and no checklist.
    const boss = (await api.login(demo.people[0]!.email, password).expect(200)).body as { accessToken: string };
    expect((await api.call('get', '/api/demo-org', boss.accessToken).expect(200)).body).toEqual({
      demo: null,
      isDemo: true,
    });
    expectProblem(await api.call('post', '/api/demo-org', boss.accessToken), 409);
    expectProblem(await api.call('delete', '/api/demo-org', boss.accessToken), 404);
    const hour = (await api.call('get', '/api/first-hour', boss.accessToken).expect(200)).body as { standing: string };
    expect(hour.standing).toBe('NONE');
  });

  it('is an admin’s to make and to throw away', async () => {
    expectProblem(await api.call('post', '/api/demo-org', manager.token), 403);
    expectProblem(await api.call('delete', '/api/demo-org', manager.token), 403);
    // Of another organisation it cannot be reached.
    expectProblem(await api.call('delete', '/api/demo-org', stranger.token), 404);
    // Nor by a transaction that only names it.
    const named = await api.sql.query('SELECT delete_demo_organisation($1)::int AS rows', [admin.orgId]);
    expect(named.rows).toEqual([{ rows: 0 }]);
  });

  it('is thrown away with every row, in every table, and nothing else is', async () => {
    const { demo } = await read();
    const before = await rowsOf(admin.orgId);
    // A row in each table that knows the org and needs no more than that would be too little: what the demo has is looked at.
    expect(Object.keys(await rowsOf(demo!.id)).length).toBeGreaterThan(12);
    const { rows } = (await api.call('delete', '/api/demo-org', admin.token).expect(200)).body as { rows: number };
    expect(rows).toBeGreaterThan(50);
    expect(await rowsOf(demo!.id)).toEqual({});
    const orgs = await api.sql.query('SELECT FROM orgs WHERE id = $1', [demo!.id]);
    expect(orgs.rowCount).toBe(0);
    const after = await rowsOf(admin.orgId);
    expect({ ...after, audit: 0 }).toEqual({ ...before, audit: 0 });
    expectProblem(await api.login(demo!.people[0]!.email, 'anything at all'), 401);
    expectProblem(await api.call('delete', '/api/demo-org', admin.token), 404);
    expect((await read()).demo).toBeNull();
  });

  it('lets the role that deletes reach every table of organisations, and rows of demos only', async () => {
    const { rows } = await api.sql.query<{ name: string }>(
      `SELECT p.tablename AS name FROM pg_policies p
       WHERE p.policyname = 'demo_only' AND p.permissive = 'RESTRICTIVE' AND p.roles = '{pinggo_demo}' AND p.tablename <> 'orgs'
         AND has_table_privilege('pinggo_demo', p.tablename::text, 'DELETE') ORDER BY 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual(await tables());
    const client = await api.sql.connect();
    try {
      await client.query('BEGIN');
      await client.query("SELECT set_config('app.org_id', $1, true)", [admin.orgId]);
      await client.query('SET LOCAL ROLE pinggo_demo');
      expect((await client.query('DELETE FROM users WHERE org_id = $1', [admin.orgId])).rowCount).toBe(0);
      expect((await client.query('DELETE FROM orgs')).rowCount).toBe(0);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });

  it('can be made again after it was thrown away', async () => {
    const { demo } = await make();
    expect((await read()).demo?.id).toBe(demo.id);
  });
});
