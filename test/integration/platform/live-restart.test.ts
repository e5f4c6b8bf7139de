import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTokens } from '../../../api/platform/crypto/tokens.js';
import { freePort } from '../../../cli/stack/ports.js';
import { StreamClient } from '../../support/live-stream.js';
import { apiKeys, startApi, type Process } from '../../support/processes.js';
import { createTestDatabase, type TestDatabase } from '../../support/stack.js';
import { waitFor } from '../../support/wait.js';
import { World } from '../../support/world.js';

let database: TestDatabase;
let world: World;
let api: Process;
let origin: string;
let token: string;
let start: () => Promise<Process>;

beforeAll(async () => {
  database = await createTestDatabase('live_restart');
  world = await World.create(database.ownerUrl);
  const keys = apiKeys();
  const tokens = await createTokens(keys.PINGGO_SIGNING_KEY);
  token = await tokens.sign({ sub: world.managerId, org: world.orgId, role: 'MANAGER', name: 'Mara Manager' });
  const port = await freePort(0, 'API');
  origin = `http://127.0.0.1:${port}`;
  const env = { ...keys, PORT: String(port), LOG_LEVEL: 'info' };
  start = () => startApi({ database, namespace: 'default', env });
  api = await start();
});
afterAll(async () => {
  await api?.stop();
  await world?.close();
  await database?.drop();
});

/** Commits some events, each in a transaction of its own and several at a time, and gives their things' ids. */
async function happen(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  await Promise.all(
    ids.map((id) =>
      world.sql.query(
        `INSERT INTO audit (org_id, at, actor_type, action, entity_type, entity_id)
         VALUES ($1, now(), 'system', 'flow.published', 'flow', $2)`,
        [world.orgId, id],
      ),
    ),
  );
  return ids;
}

const heardAll = (stream: StreamClient, ids: string[]): Promise<true> =>
  waitFor('all events', () => Promise.resolve(stream.events.length >= ids.length));

const heard = (...streams: StreamClient[]): string[] =>
  streams.flatMap(({ events }) => events.map(({ entity }) => entity.id)).sort();

it('goes on where it was when the API is killed in the middle of it', async () => {
  const first = await StreamClient.ready(origin, token);
  const before = await happen(20);
  await heardAll(first, before);
  // Committed, and perhaps on its way, when the process dies.
  const during = await happen(300);
  api.kill('SIGKILL');
  await api.exited;
  await waitFor('the client sees it', () => Promise.resolve(first.ended));
  const away = await happen(20);
  api = await start();
  const second = await StreamClient.ready(origin, token, first.lastId);
  const after = await happen(20);
  const expected = [...before, ...during, ...away, ...after].sort();
  await waitFor('all events', () => Promise.resolve(heard(first, second).length >= expected.length));
  expect(heard(first, second)).toEqual(expected);
  second.close();
});

it('ends its streams when the API is asked to stop, which they do not hold up', async () => {
  const stream = await StreamClient.ready(origin, token);
  const startedMs = performance.now();
  api.kill('SIGTERM');
  expect(await api.exited).toBe(0);
  // The server would cut open connections after 8 s.
  expect(performance.now() - startedMs).toBeLessThan(6_000);
  await waitFor('the client sees it', () => Promise.resolve(stream.ended));
  const missed = await happen(3);
  api = await start();
  const resumed = await StreamClient.ready(origin, token, stream.lastId);
  await heardAll(resumed, missed);
  expect(heard(resumed)).toEqual(missed.sort());
  resumed.close();
});

it('cuts off a client that does not read, and no other', async () => {
  const ready = await StreamClient.ready(origin, token);
  const lazy = await fetch(`${origin}/api/events/stream`, { headers: { Authorization: `Bearer ${token}` } });
  // More than every buffer on the way holds, never more at once than who reads can take.
  const clockKey = 'x'.repeat(100_000);
  for (let round = 1; round <= 50; round++) {
    await world.sql.query(
      `INSERT INTO audit (org_id, at, actor_type, action, entity_type, entity_id, after)
       SELECT $1, now(), 'system', 'flow.published', 'flow', gen_random_uuid()::text, $2 FROM generate_series(1, 5)`,
      [world.orgId, { clockKey }],
    );
    await waitFor('who reads has all', () => Promise.resolve(ready.events.length === round * 5));
  }
  await expect(lazy.text()).rejects.toThrow();
  expect(ready.ended).toBe(false);
  ready.close();
});
