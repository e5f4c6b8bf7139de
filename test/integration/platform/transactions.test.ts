import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../../db/client.js';
import { createTestDatabase, type TestDatabase } from '../../support/stack.js';
import { World } from '../../support/world.js';

let database: TestDatabase;
let db: Database;
let world: World;

beforeAll(async () => {
  database = await createTestDatabase('transactions');
  // One connection: what one transaction leaves behind, the next would find.
  db = openDatabase(database.appUrl, { role: 'pinggo_app', poolSize: 1 });
  world = await World.create(database.ownerUrl);
});

afterAll(async () => {
  await world?.close();
  await db?.close();
  await database?.drop();
});

const names = async (): Promise<string[]> =>
  (await world.all<{ name: string }>('SELECT name FROM teams WHERE org_id = $1', [world.orgId])).map(
    ({ name }) => name,
  );
const ADD = 'INSERT INTO teams (org_id, id, name) VALUES ($1, gen_random_uuid(), $2)';

describe('statements that are sent without waiting for each other', () => {
  it('are answered in their order, each seeing what those before it did', async () => {
    const counts = await db.inOrg(world.orgId, async ({ client, orgId }) => {
      const count = () => client.query<{ count: number }>('SELECT count(*) FROM teams');
      const [before, , after] = await Promise.all([count(), client.query(ADD, [orgId, 'Second']), count()]);
      return [before, after].map(({ rows }) => rows[0]!.count);
    });
    expect(counts).toEqual([1, 2]);
    expect(await names()).toContain('Second');
  });

  it('commit nothing where one fails that went with the commit, which is what is thrown', async () => {
    const failing = db.inOrg(world.orgId, async ({ client, orgId }, withCommit) => {
      await client.query(ADD, [orgId, 'Third']);
      withCommit(client.query({ name: 'divide', text: 'SELECT 1 / $1::int', values: [0] }));
      withCommit(client.query(ADD, [orgId, 'Fourth']));
    });
    await expect(failing).rejects.toMatchObject({ code: '22012' });
    expect(await names()).not.toContain('Third');
    // The connection is as good as before, also for the statement that has failed.
    const divided = db.inOrg(world.orgId, ({ client }) =>
      client.query<{ half: number }>({ name: 'divide', text: 'SELECT 1 / $1::int', values: [1] }),
    );
    await expect(divided).resolves.toMatchObject({ rowCount: 1 });
  });

  it('are undone with the work that throws, whatever was sent already', async () => {
    const failing = db.inOrg(world.orgId, ({ client, orgId }, withCommit) => {
      withCommit(client.query(ADD, [orgId, 'Fifth']));
      return Promise.reject(new Error('changed its mind'));
    });
    await expect(failing).rejects.toThrow('changed its mind');
    expect(await names()).not.toContain('Fifth');
  });

  it('find no org where the transaction could not begin', async () => {
    // What begins it is refused: what was sent after it runs on its own, and must see and write nothing.
    const limits = { statementMs: 1_000, lockMs: 1_000, idleMs: 'never' as unknown as number };
    const failing = db.inOrg(
      world.orgId,
      async ({ client, orgId }) => {
        await client.query(ADD, [orgId, 'Sixth']);
      },
      { patience: limits },
    );
    await expect(failing).rejects.toThrow(/idle_in_transaction_session_timeout/);
    expect(await names()).not.toContain('Sixth');
  });
});
