// `pinggo`, as built, against the real app on a port of this machine.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../../cli/stack/paths.js';
import { AdminApi, type Person } from '../../support/admin-api.js';
import { program } from '../../support/processes.js';

interface Letter {
  id: string;
  kind: string;
  state: string;
  error: string | null;
  payload: unknown;
  reason: string | null;
}

let api: AdminApi;
let server: Server;
let orgId: string;
let admin: Person;
let env: Record<string, string>;
let nowhere: string;

beforeAll(async () => {
  api = await AdminApi.start('pinggo');
  orgId = await api.addOrg('Desk');
  admin = await api.addPerson(orgId, 'ADMIN');
  server = createServer(api.app).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  env = { PINGGO_URL: urlOf(), PINGGO_KEY: await api.addKey(admin, ['operations:write']) };
  nowhere = await mkdtemp(join(tmpdir(), 'pinggo-nowhere-'));
});
afterAll(async () => {
  server?.close();
  await api?.stop();
  await rm(nowhere, { recursive: true, force: true });
});

const urlOf = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

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
      { cwd: projectRoot, env: { PATH: process.env['PATH'], PINGGO_DATA_DIR: nowhere, ...own } },
      (error, out, err) => resolve({ code: error ? Number(error.code ?? -1) : 0, out, err }),
    );
  });
const json = async <T>(args: string[], own?: Record<string, string>): Promise<T> => {
  const { code, out, err } = await run([...args, '--json'], own);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as T;
};

/** Messages that Temporal refused for good. @returns the letters' ids */
async function dead(count: number, error = 'refused <ana@example.com>'): Promise<string[]> {
  const { rows } = await api.sql.query<{ id: string }>(
    `WITH o AS (
       INSERT INTO outbox (org_id, topic, subject_id, attempts, dead_at, last_error)
       SELECT $1, 'ABSENCE_PLANNED', gen_random_uuid(), 5, now(), $3 FROM generate_series(1, $2)
       RETURNING org_id, id, topic, subject_id)
     INSERT INTO dead_letters (org_id, id, outbox_id, topic, subject_id, error, attempts, created_at)
     SELECT org_id, gen_random_uuid(), id, topic, subject_id, $3, 5, clock_timestamp() FROM o RETURNING id`,
    [orgId, count, error],
  );
  return rows.map(({ id }) => id);
}

describe('pinggo dlq', () => {
  it('lists, shows without whom it is about, and sends again once of two at once', async () => {
    const [id] = await dead(1);
    const { items } = await json<{ items: Letter[] }>(['dlq', 'list', '--kind', 'message']);
    expect(items).toMatchObject([{ id, kind: 'MESSAGE', error: 'refused <‹e-mail›>' }]);
    const { out } = await run(['dlq', 'list']);
    expect(out).toMatch(new RegExp(`^KIND +ID .*\nMESSAGE +${id} +ABSENCE_PLANNED .* 5 +refused`));
    expect(await json<Letter>(['dlq', 'show', 'MESSAGE', id!])).toMatchObject({ state: 'OPEN', payload: null });

    const both = await Promise.all([1, 2].map(() => run(['dlq', 'requeue', 'MESSAGE', id!, '--json'])));
    expect(both.map(({ code }) => code).sort()).toEqual([0, 1]);
    expect(both.find(({ code }) => code === 1)!.err).toContain('Somebody has decided about this before you');
    expect(await json<{ items: Letter[] }>(['dlq', 'list', '--state', 'REQUEUED'])).toMatchObject({ items: [{ id }] });
  });

  it('discards with a reason, and not without', async () => {
    const [id] = await dead(1);
    expect((await run(['dlq', 'discard', 'MESSAGE', id!])).code).toBe(2);
    const letter = await json<Letter>(['dlq', 'discard', 'MESSAGE', id!, '--reason', 'A test']);
    expect(letter).toMatchObject({ state: 'DISCARDED', reason: 'A test' });
  });

  it('sends many again by kind and time, tells how far it is, and counts before', async () => {
    await dead(120);
    const range = ['dlq', 'requeue', '--all', '--kind', 'MESSAGE', '--from', 'PT1H'];
    expect(await json([...range, '--dry-run'])).toMatchObject({ found: 120, requeued: 0, dryRun: true });
    const { code, out, err } = await run([...range, '--json']);
    expect({ code, err }).toEqual({ code: 0, err: '100 of 120 …\n' });
    expect(JSON.parse(out)).toMatchObject({ found: 120, requeued: 120, already: 0, refused: 0 });
    expect(await json([...range, '--dry-run'])).toMatchObject({ found: 0 });
  });

  it('says what it did not understand, could not do, or could not reach, each by its code', async () => {
    for (const args of [
      ['dlq', 'list', '--kind', 'NOTHING'],
      ['dlq', 'show', 'MESSAGE', 'no-id'],
      ['dlq', 'requeue'],
      ['dlq', 'requeue', '--all', 'MESSAGE', newId()],
      ['dlq', 'requeue', 'MESSAGE', newId(), '--dry-run'],
      ['dlq', 'list', '--from', 'yesterday'],
      ['nothing'],
    ])
      expect((await run(args)).code, args.join(' ')).toBe(2);
    const missing = await run(['dlq', 'show', 'MESSAGE', newId(), '--json']);
    expect(missing.code).toBe(1);
    expect(JSON.parse(missing.err)).toMatchObject({ error: expect.stringContaining('no such dead letter') as string });

    expect((await run(['dlq', 'list'], {})).code).toBe(3);
    expect((await run(['dlq', 'list'], { PINGGO_URL: urlOf() })).code).toBe(3);
    expect((await run(['dlq', 'list'], { ...env, PINGGO_KEY: 'pk_wrong' })).code).toBe(3);
    expect((await run(['dlq', 'list'], { ...env, PINGGO_URL: 'leads.example.com' })).code).toBe(2);
    const reader = { ...env, PINGGO_KEY: await api.addKey(admin, ['operations:read']) };
    const [id] = await dead(1);
    expect((await run(['dlq', 'list'], reader)).code).toBe(0);
    expect((await run(['dlq', 'requeue', 'MESSAGE', id!], reader)).code).toBe(1);
  });

  it('finds the local stack, and shows its admin whom a letter is about', async () => {
    const [id] = await dead(1);
    const users = [{ email: admin.email, password: admin.password, role: 'ADMIN', orgId }];
    const runtime = { apiUrl: urlOf(), demo: { users, endpoints: [] } };
    await writeFile(join(nowhere, 'runtime.json'), JSON.stringify(runtime));
    try {
      expect(await json<Letter>(['dlq', 'show', 'MESSAGE', id!], {})).toMatchObject({
        error: 'refused <ana@example.com>',
        payload: { topic: 'ABSENCE_PLANNED' },
      });
    } finally {
      await rm(join(nowhere, 'runtime.json'));
    }
  });
});

it('is the package’s bin', async () => {
  const { bin } = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8')) as { bin: { pinggo: string } };
  const help = await new Promise<string>((resolve) => {
    execFile(process.execPath, [join(projectRoot, bin.pinggo), '--help'], (_, out) => resolve(out));
  });
  expect(help).toMatch(/^Usage: pinggo /);
});
