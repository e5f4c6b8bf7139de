import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { projectRoot } from '../../../cli/stack/paths.js';
import { openDatabase, type Database } from '../../../db/client.js';
import { tellCheckpoint } from '../../../db/platform/queries/audit-checkpoints.js';
import { orgsToSeal, sealAudit } from '../../../db/platform/queries/audit-seals.js';
import { PLATFORM_ORG } from '../../../db/platform/platform-org.js';
import { sealAll, tellCheckpoints } from '../../../relay/platform/seal-audit.js';
import { canonicalJson } from '../../../domain/platform/audit/canonical.js';
import { sealText, type SealBody } from '../../../domain/platform/audit/seal.js';
import { AdminApi, type Person } from '../../support/admin-api.js';
import { program } from '../../support/processes.js';
import { waitFor } from '../../support/wait.js';

interface Finding {
  fault: string;
  sequence: number | null;
  sealedAt: string | null;
  entryId: number | null;
  at: string | null;
}
interface Verified {
  looked: number;
  seals: number;
  findings: Finding[];
}
interface Checkpoint {
  orgId: string;
  sealed: { sequence: number; hash: string; entries: number; sealedAt: string } | null;
  jws: string | null;
}

const log = pino({ level: 'silent' });
let api: AdminApi;
let relayDb: Database;
let orgId: string;
let admin: Person;

beforeAll(async () => {
  api = await AdminApi.start('audit_seals');
  relayDb = openDatabase(api.database.relayUrl, { role: 'pinggo_relay', poolSize: 2 });
});
beforeEach(async () => {
  orgId = await api.addOrg('Sealed');
  admin = await api.addPerson(orgId, 'ADMIN');
});
afterAll(async () => {
  await relayDb?.close();
  await api?.stop();
});

/** Entries as a transaction writes them. @returns their ids */
async function happen(count: number, of = orgId): Promise<number[]> {
  const { rows } = await api.sql.query<{ id: number }>(
    `INSERT INTO audit (org_id, at, actor_type, action, entity_type, entity_id, after)
     SELECT $1, now(), 'system', 'team.changed', 'team', 'team-' || n, jsonb_build_object('n', n, 'price', 1.50)
     FROM generate_series(1, $2::int) n RETURNING id`,
    [of, count],
  );
  return rows.map(({ id }) => id);
}
/** Other tests write to other databases of this cluster, and transactions are counted for all of them. */
const ended = (of = orgId) =>
  waitFor('no transaction can come before what was written', async () => {
    const { rows } = await api.sql.query(
      'SELECT FROM audit a WHERE a.org_id = $1 AND a.xid >= pg_snapshot_xmin(pg_current_snapshot())',
      [of],
    );
    return rows.length === 0;
  });
/** For a type that supertest does not know. */
const asText = (answer: unknown, done: (error: Error | null, text: string) => void): void => {
  let text = '';
  const stream = (answer as NodeJS.ReadableStream).setEncoding('utf8');
  stream.on('data', (part: string) => (text += part)).on('end', () => done(null, text));
};
const sealNow = (mostEntries?: number) => api.db.inOrg(orgId, (tx) => sealAudit(tx, mostEntries));
async function seal(mostEntries?: number) {
  await ended();
  return sealNow(mostEntries);
}

async function verified(checkpoint?: string, token = admin.token): Promise<Verified> {
  const done: Verified = { looked: 0, seals: 0, findings: [] };
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ ...(cursor && { cursor }), ...(checkpoint && { checkpoint }) });
    const { body } = (await api
      .call('get', `/api/verification/audit?${query.toString()}`, token)
      .expect(200)) as unknown as {
      body: Verified & { nextCursor: string | null };
    };
    done.looked += body.looked;
    done.seals += body.seals;
    done.findings.push(...body.findings);
    cursor = body.nextCursor;
  } while (cursor !== null);
  return done;
}
const faults = async (checkpoint?: string) =>
  (await verified(checkpoint)).findings.map(({ fault, sequence, entryId }) => ({ fault, sequence, entryId }));
const checkpointOf = async (token = admin.token): Promise<Checkpoint> =>
  (await api.call('get', '/api/audit/checkpoint', token).expect(200)).body as Checkpoint;
const kept = ({ sealed }: Checkpoint): string => `${sealed!.sequence}:${sealed!.hash}`;

describe('sealing', () => {
  it('takes what has been written, seal after seal, and every entry once', async () => {
    await happen(250);
    expect(await seal(100)).toEqual({ sealed: 100, more: true });
    expect(await seal(100)).toEqual({ sealed: 100, more: true });
    expect(await seal(100)).toEqual({ sealed: 50, more: false });
    expect(await seal()).toEqual({ sealed: 0, more: false });
    expect(await verified()).toEqual({ looked: 250, seals: 3, findings: [] });
    expect((await checkpointOf()).sealed).toMatchObject({ sequence: 3, entries: 250 });
  });

  it('does each org that has something, once of two at once, and the operators’ own', async () => {
    await happen(30);
    await happen(3, PLATFORM_ORG);
    await ended();
    await ended(PLATFORM_ORG);
    expect(await orgsToSeal(relayDb)).toEqual(expect.arrayContaining([orgId, PLATFORM_ORG]));
    const deps = { db: api.db, relayDb, log };
    const [one, other] = await Promise.all([sealAll(deps), sealAll(deps)]);
    expect(one + other).toBeGreaterThanOrEqual(33);
    await ended();
    expect(await orgsToSeal(relayDb)).not.toContain(orgId);
    expect(await verified()).toMatchObject({ looked: 30, findings: [] });
    const { rows } = await api.sql.query('SELECT sum(entry_count)::int AS n FROM audit_seals WHERE org_id = $1', [
      PLATFORM_ORG,
    ]);
    expect(rows).toEqual([{ n: 3 }]);
  });

  it('waits for a transaction that began before, and leaves nothing out', async () => {
    const late = await api.sql.connect();
    try {
      await late.query('BEGIN');
      const { rows } = await late.query<{ id: number }>(
        `INSERT INTO audit (org_id, at, actor_type, action, entity_type, entity_id) VALUES ($1, now(), 'system', 'team.changed', 'team', 'late')
         RETURNING id`,
        [orgId],
      );
      await happen(3);
      expect(await sealNow()).toEqual({ sealed: 0, more: false });
      await late.query('COMMIT');
      expect(await seal()).toEqual({ sealed: 4, more: false });
      const { rows: seals } = await api.sql.query<{ ids: number[] }>(
        'SELECT entry_ids::int[] AS ids FROM audit_seals WHERE org_id = $1',
        [orgId],
      );
      expect(seals[0]!.ids).toContain(rows[0]!.id);
    } finally {
      late.release();
    }
  });

  it('takes nobody for a forger whose entry had to wait for an old transaction', async () => {
    await happen(1);
    await ended();
    const old = await api.sql.connect();
    try {
      await old.query('BEGIN; SELECT pg_current_xact_id()');
      const [waited] = await happen(1);
      await api.sql.query("UPDATE audit SET at = at - interval '2 hours' WHERE id = $1", [waited]);
      expect(await sealNow()).toEqual({ sealed: 1, more: false });
      await old.query('COMMIT');
      await seal();
      expect(await verified()).toEqual({ looked: 2, seals: 2, findings: [] });
    } finally {
      old.release();
    }
  });

  it.each([
    ['counts them as before', '9000000000000000000'],
    ['has come further than that', '3'],
  ])('seals nothing twice in a database that was moved, and %s', async (_what, xid) => {
    await happen(120);
    await seal(50);
    await seal();
    await happen(5);
    await api.sql.query('UPDATE audit SET xid = DEFAULT WHERE org_id = $1', [orgId]);
    await api.sql.query('UPDATE audit_seals SET xid = $2::text::xid8 WHERE org_id = $1', [orgId, xid]);
    await ended();
    expect(await orgsToSeal(relayDb)).toContain(orgId);
    expect(await seal()).toEqual({ sealed: 5, more: false });
    expect(await verified()).toEqual({ looked: 125, seals: 3, findings: [] });
  });

  it('leaves no seal of an org that is gone', async () => {
    await happen(2);
    await api.sql.query('DELETE FROM users WHERE org_id = $1', [orgId]);
    await api.sql.query('DELETE FROM orgs WHERE id = $1', [orgId]);
    expect(await seal()).toEqual({ sealed: 0, more: false });
  });
});

describe('whoever owns the database and tampers with it', () => {
  let ids: number[];
  beforeEach(async () => {
    ids = [];
    for (let seals = 0; seals < 6; seals += 1) {
      ids.push(...(await happen(10)));
      await seal();
    }
  });
  const change = (sql: string, ...values: unknown[]) => api.sql.query(sql, [orgId, ...values]);

  it('is not suspected in vain, and neither is what has not been sealed yet', async () => {
    await happen(3);
    expect(await verified(kept(await checkpointOf()))).toEqual({ looked: 60, seals: 6, findings: [] });
  });

  it.each([
    ['what was done', `SET after = after || '{"n": 0}'`],
    ['who did it', `SET actor_type = 'user', actor_id = gen_random_uuid()`],
    ['when it was', `SET at = at + interval '1 millisecond'`],
    ['what it was about', `SET lead_id = gen_random_uuid()`],
  ])('is found by an entry that was changed: %s', async (_what, sql) => {
    await change(`UPDATE audit ${sql} WHERE org_id = $1 AND id = $2`, ids[25]);
    const { findings } = await verified();
    expect(findings).toEqual([
      {
        fault: 'ENTRY_CHANGED',
        sequence: 3,
        sealedAt: expect.any(String) as string,
        entryId: ids[25],
        at: expect.any(String) as string,
      },
    ]);
  });

  it('is found by a number that was changed in digits that 64 bits cannot hold', async () => {
    const [id] = await happen(1);
    const become = (big: string) =>
      change('UPDATE audit SET after = $2 WHERE org_id = $1 AND id = $3', `{"big": ${big}}`, id);
    await become('12345678901234567890');
    await seal();
    expect(await faults()).toEqual([]);
    await become('12345678901234567891');
    expect(await faults()).toEqual([{ fault: 'ENTRY_CHANGED', sequence: 7, entryId: id }]);
  });

  it('may write the same thing in another way', async () => {
    await change(`UPDATE audit SET after = after || '{"price": 1.5}' WHERE org_id = $1 AND id = $2`, ids[25]);
    await change(`UPDATE audit SET before = 'null' WHERE org_id = $1 AND id = $2`, ids[25]);
    expect(await faults()).toEqual([]);
  });

  it('is found by an entry that is gone', async () => {
    await change('DELETE FROM audit WHERE org_id = $1 AND id = $2', ids[0]);
    expect(await faults()).toEqual([{ fault: 'ENTRY_MISSING', sequence: 1, entryId: ids[0] }]);
  });

  it('is found by an entry that was put among the sealed ones', async () => {
    const { rows } = await change(
      `INSERT INTO audit (org_id, at, actor_type, action, entity_type, entity_id, xid)
       SELECT $1, at, 'system', 'team.changed', 'team', 'inserted', xid FROM audit WHERE id = $2 RETURNING id`,
      ids[5],
    );
    // Its id is new, its transaction old: so it stands before the last seal, and is in none.
    await change(
      'UPDATE audit SET xid = (SELECT min(xid::text::bigint)::text::xid8 FROM audit WHERE org_id = $1) WHERE org_id = $1 AND id = $2',
      (rows[0] as { id: number }).id,
    );
    expect(await faults()).toEqual([
      { fault: 'ENTRY_NOT_SEALED', sequence: null, entryId: (rows[0] as { id: number }).id },
    ]);
    expect((await seal()).sealed).toBe(0);
  });

  it('is found by an entry that says it is older than it is, before it is sealed and after', async () => {
    const { rows } = await change(
      `INSERT INTO audit (org_id, at, actor_type, action, entity_type, entity_id)
       VALUES ($1, now() - interval '61 minutes', 'system', 'team.changed', 'team', 'backdated') RETURNING id`,
    );
    const { id } = rows[0] as { id: number };
    expect(await faults()).toEqual([{ fault: 'ENTRY_NOT_SEALED', sequence: null, entryId: id }]);
    await seal();
    expect(await faults()).toEqual([{ fault: 'ENTRY_BACKDATED', sequence: 7, entryId: id }]);
  });

  it.each([
    ['its instant', `SET sealed_at = sealed_at - interval '1 day'`],
    ['its count', 'SET total = total + 1'],
    ['its hash', `SET hash = repeat('a', 64)`],
    ['what it says of an entry', `SET digests = decode(repeat('00', 320), 'hex')`],
    ['which entries it is of', 'SET entry_ids[1] = entry_ids[1] - 1'],
  ])('is found by a seal that was changed: %s', async (_what, sql) => {
    await change(`UPDATE audit_seals ${sql} WHERE org_id = $1 AND sequence = 4`);
    expect(await faults()).toContainEqual({ fault: 'SEAL_CHANGED', sequence: 4, entryId: null });
  });

  it('is found by a seal that is gone: by its number, and by its entries', async () => {
    await change('DELETE FROM audit_seals WHERE org_id = $1 AND sequence = 3');
    expect(await faults()).toEqual([
      { fault: 'SEAL_MISSING', sequence: 3, entryId: null },
      ...ids.slice(20, 30).map((entryId) => ({ fault: 'ENTRY_NOT_SEALED', sequence: null, entryId })),
    ]);
    await change('DELETE FROM audit_seals WHERE org_id = $1 AND sequence = 1');
    expect(await faults()).toContainEqual({ fault: 'SEAL_MISSING', sequence: 1, entryId: null });
  });

  it('is found by a checkpoint where entry and seals were rewritten together, and not without one', async () => {
    const before = await checkpointOf();
    await change(`UPDATE audit SET after = '{}' WHERE org_id = $1 AND id = $2`, ids[25]);
    await change('DELETE FROM audit_seals WHERE org_id = $1');
    for (let seals = 0; seals < 6; seals += 1) await seal(10);
    expect(await faults()).toEqual([]);
    expect(await faults(kept(before))).toEqual([{ fault: 'CHECKPOINT_BROKEN', sequence: 6, entryId: null }]);
  });

  it('is found by a checkpoint where the end was cut off, and not without one', async () => {
    const before = await checkpointOf();
    await change('DELETE FROM audit WHERE org_id = $1 AND id >= $2', ids[40]);
    await change('DELETE FROM audit_seals WHERE org_id = $1 AND sequence > 4');
    expect(await faults()).toEqual([]);
    expect(await faults(kept(before))).toEqual([{ fault: 'CHECKPOINT_BROKEN', sequence: 6, entryId: null }]);
  });

  it('is found by the checkpoints that the log itself has, as long as one is left', async () => {
    await api.db.inOrg(orgId, (tx) => tellCheckpoint(tx, 0));
    await change('DELETE FROM audit_seals WHERE org_id = $1 AND sequence = 6');
    await seal();
    const { findings } = await verified();
    expect(findings).toEqual([
      expect.objectContaining({ fault: 'CHECKPOINT_BROKEN', sequence: 6, entryId: expect.any(Number) as number }),
    ]);
    await change(`UPDATE audit SET after = '{"sequence": "x"}' WHERE org_id = $1 AND action = 'audit.checkpoint'`);
    expect(await faults()).toContainEqual(expect.objectContaining({ fault: 'CHECKPOINT_BROKEN', sequence: 0 }));
  });
});

describe('no process', () => {
  it.each(['audit', 'audit_seals'])(
    'may change rows of %s; whole orgs that are deleted, or demos, go',
    async (table) => {
      const { rows: may } = await api.sql.query(
        `SELECT r.rolname AS role, w.what FROM pg_roles r CROSS JOIN (VALUES ('UPDATE'), ('DELETE'), ('TRUNCATE')) w (what)
       WHERE r.rolname LIKE 'pinggo\\_%' AND NOT r.rolsuper AND CASE w.what
         WHEN 'UPDATE' THEN has_any_column_privilege(r.rolname, $1, 'UPDATE') ELSE has_table_privilege(r.rolname, $1, w.what) END
       ORDER BY 1`,
        [table],
      );
      expect(may).toEqual(['pinggo_demo', 'pinggo_purge'].map((role) => ({ role, what: 'DELETE' })));
      // Nobody logs in as one of these, and what belongs to them takes away all of an org.
      const { rows: logins } = await api.sql.query(
        `SELECT r.rolname FROM pg_roles r WHERE r.rolname IN ('pinggo_demo', 'pinggo_purge') AND r.rolcanlogin
       UNION SELECT m.member::regrole::text FROM pg_auth_members m JOIN pg_roles w ON w.oid = m.member AND NOT w.rolsuper
         WHERE m.roleid::regrole::text IN ('pinggo_demo', 'pinggo_purge')`,
      );
      expect(logins).toEqual([]);
      const { rows: functions } = await api.sql.query<{ name: string }>(
        `SELECT p.proname AS name FROM pg_proc p WHERE p.prosecdef AND p.proowner::regrole::text IN ('pinggo_demo', 'pinggo_purge') ORDER BY 1`,
      );
      expect(functions.map(({ name }) => name)).toEqual(['delete_demo_organisation', 'purge_tenant']);
    },
  );

  it.each(['audit', 'audit_seals'])('takes a single row of %s away, as whatever role', async (table) => {
    await happen(2);
    await seal();
    const { rows } = await api.sql.query<{ role: string }>(
      "SELECT rolname AS role FROM pg_roles WHERE rolname LIKE 'pinggo\\_%' AND NOT rolsuper",
    );
    expect(rows.length).toBeGreaterThan(5);
    const column = table === 'audit' ? 'id' : 'sequence';
    for (const { role } of rows) {
      const client = await api.sql.connect();
      try {
        await client.query(`BEGIN; SET LOCAL ROLE ${role}; SET LOCAL app.org_id = '${orgId}'; SAVEPOINT one`);
        for (const sql of [
          `UPDATE ${table} SET org_id = org_id`,
          `DELETE FROM ${table} WHERE ${column} > 0`,
          `TRUNCATE ${table}`,
          `ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`,
          `DROP TABLE ${table}`,
        ]) {
          await expect(client.query(sql), `${role}: ${sql}`).rejects.toMatchObject({ code: '42501' });
          await client.query('ROLLBACK TO one');
        }
        if (['pinggo_demo', 'pinggo_purge'].includes(role))
          expect((await client.query(`DELETE FROM ${table}`)).rowCount, role).toBe(0);
      } finally {
        await client.query('ROLLBACK');
        client.release();
      }
    }
    expect(await verified()).toMatchObject({ looked: 2, findings: [] });
  });
});

it('can be verified by anybody, from what is taken along and what was kept', async () => {
  for (let seals = 0; seals < 12; seals += 1) {
    await happen(3);
    await seal();
  }
  const { sealed } = await checkpointOf();
  const seals: (SealBody & { hash: string })[] = [];
  let cursor: string | null = null;
  do {
    const { body } = (await api
      .call('get', `/api/audit/seals${cursor === null ? '' : `?cursor=${cursor}`}`, admin.token)
      .expect(200)) as unknown as {
      body: {
        items: (SealBody & { hash: string; sealedAt: string; completeAt: string | null })[];
        nextCursor: string | null;
      };
    };
    for (const { sealedAt, completeAt, ...one } of body.items)
      seals.push({
        ...one,
        orgId,
        sealedAtMs: Date.parse(sealedAt),
        completeAtMs: completeAt === null ? null : Date.parse(completeAt),
      });
    cursor = body.nextCursor;
  } while (cursor !== null);
  expect(seals).toHaveLength(12);
  for (const [index, { hash, ...body }] of seals.entries()) {
    expect(body.previousHash).toBe(seals[index - 1]?.hash ?? '0'.repeat(64));
    expect(createHash('sha256').update(sealText(body)).digest('hex')).toBe(hash);
  }
  expect(seals.at(-1)).toMatchObject({ sequence: sealed!.sequence, hash: sealed!.hash, total: sealed!.entries });

  const answer = await api.call('get', '/api/audit?format=ndjson', admin.token).buffer(true).parse(asText).expect(200);
  const text = answer.body as string;
  interface Line {
    id: number;
    at: string;
    actor: { type: string; id: string | null };
    action: string;
    entity: { type: string; id: string };
    leadId: string | null;
    before: unknown;
    after: unknown;
    traceId: string | null;
  }
  const digests = new Map(seals.flatMap(({ entries }) => entries.map(({ id, digest }) => [id, digest])));
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  expect(lines.length).toBeGreaterThanOrEqual(digests.size);
  for (const { id, at, actor, action, entity, leadId, before, after, traceId } of lines.filter(({ id }) =>
    digests.has(id),
  )) {
    const entry = { id, at, action, leadId, before, after, traceId, orgId };
    const named = { actorType: actor.type, actorId: actor.id, entityType: entity.type, entityId: entity.id };
    const canonical = canonicalJson(JSON.stringify({ ...entry, ...named }));
    expect(createHash('sha256').update(canonical).digest('hex')).toBe(digests.get(id));
  }
});

describe('a checkpoint', () => {
  it('is nothing before the first seal, and the same to all who read the log', async () => {
    expect(await checkpointOf()).toEqual({ orgId, sealed: null, jws: null });
    await happen(1);
    await seal();
    const auditor = await api.addPerson(orgId, 'AUDITOR');
    const { sealed } = await checkpointOf(auditor.token);
    expect(sealed).toEqual({
      sequence: 1,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      entries: 1,
      sealedAt: expect.any(String) as string,
    });
  });

  it('lets nobody in', async () => {
    await happen(1);
    await seal();
    const { jws } = await checkpointOf();
    await api.call('get', '/api/audit/checkpoint', jws!).expect(401);
  });

  it('is written down once a day, and not for nothing but itself', async () => {
    const told = (everyMs: number) => api.db.inOrg(orgId, (tx) => tellCheckpoint(tx, everyMs));
    expect(await told(0)).toBe(false);
    await happen(2);
    await seal();
    expect([await told(86_400_000), await told(0), await told(0)]).toEqual([false, true, false]);
    await seal();
    expect(await told(0)).toBe(false);
    await happen(1);
    await seal();
    expect(await told(0)).toBe(true);
    const answered = await api.call('get', '/api/audit?action=audit.checkpoint', admin.token).expect(200);
    const { items } = answered.body as { items: { text: string; after: object }[] };
    expect(items.map(({ text }) => text)).toEqual([
      'Pinggo wrote down how the audit log stands: 4 entries, up to seal 3',
      'Pinggo wrote down how the audit log stands: 2 entries, up to seal 1',
    ]);
    expect(items[1]!.after).toMatchObject({ sequence: 1, entries: 2 });
  });

  it('is due a day after the first seal', async () => {
    await happen(1);
    await seal();
    const deps = { db: api.db, relayDb, log };
    await tellCheckpoints(deps, new Date());
    const count = async () =>
      (await api.sql.query("SELECT 1 FROM audit WHERE org_id = $1 AND action = 'audit.checkpoint'", [orgId])).rowCount;
    expect(await count()).toBe(0);
    await api.sql.query("UPDATE audit_seals SET sealed_at = sealed_at - interval '1 day' WHERE org_id = $1", [orgId]);
    await happen(1);
    await seal();
    await tellCheckpoints(deps, new Date());
    await tellCheckpoints(deps, new Date());
    expect(await count()).toBe(1);
  });
});

describe('pinggo verify audit', () => {
  let server: Server;
  let folder: string;
  let env: Record<string, string>;
  beforeAll(async () => {
    server = createServer(api.app).listen(0, '127.0.0.1');
    await new Promise((listening) => server.once('listening', listening));
    folder = await mkdtemp(join(tmpdir(), 'pinggo-checkpoint-'));
  });
  beforeEach(async () => {
    const { port } = server.address() as AddressInfo;
    env = { PINGGO_URL: `http://127.0.0.1:${port}`, PINGGO_KEY: await api.addKey(admin, ['operations:read']) };
  });
  afterAll(async () => {
    server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const run = (...args: string[]) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      execFile(
        process.execPath,
        [...program('pinggo'), 'verify', ...args],
        { cwd: projectRoot, env: { PATH: process.env['PATH'], ...env } },
        (error, out, err) => resolve({ code: error ? Number(error.code ?? -1) : 0, out, err }),
      );
    });
  async function file(content: unknown): Promise<string> {
    const path = join(folder, `${newId()}.json`);
    await writeFile(path, JSON.stringify(content));
    return path;
  }

  it('says that all is right, or where it is not, and compares what was kept', async () => {
    const [first] = await happen(3);
    await seal();
    const checkpoint = await checkpointOf();
    const path = await file(checkpoint);
    const ofWebhook = await file({
      type: 'audit.checkpoint',
      org_id: orgId,
      payload: { sequence: 1, hash: checkpoint.sealed!.hash, entries: 4, sealedAt: checkpoint.sealed!.sealedAt },
    });
    for (const one of [path, ofWebhook]) {
      const { code, out, err } = await run('audit', '--checkpoint', one, '--json');
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(JSON.parse(out)).toMatchObject({
        isRight: true,
        seals: 1,
        findings: [],
        checkpoint: { sequence: 1, signature: one === path ? 'GOOD' : 'NONE' },
      });
    }
    expect((await run('audit')).out).toMatch(/^audit: right \(entries looked at: \d, seals: 1\)\n$/);
    expect(JSON.parse((await run('--only', 'audit', '--json')).out)).toMatchObject({
      isRight: true,
      checks: [{ check: 'audit', wrong: 0 }],
    });

    await api.sql.query('DELETE FROM audit WHERE org_id = $1 AND id = $2', [orgId, first]);
    const wrong = await run('audit');
    expect(wrong.code).toBe(1);
    expect(wrong.out).toMatch(new RegExp(`1 things .*\n  ENTRY_MISSING, seal 1 of \\d{4}-.*Z, entry ${first}\n$`));
    expect((await run('--only', 'audit')).code).toBe(1);

    await api.sql.query('DELETE FROM audit_seals WHERE org_id = $1', [orgId]);
    const cut = await run('audit', '--checkpoint', path, '--json');
    expect(cut.code).toBe(1);
    expect(JSON.parse(cut.out)).toMatchObject({ isRight: false, findings: [{ fault: 'CHECKPOINT_BROKEN' }] });
  });

  it('takes no checkpoint that is another org’s, was changed, or is none', async () => {
    await happen(1);
    await seal();
    const checkpoint = await checkpointOf();
    const other = await api.addPerson(await api.addOrg('Other'), 'ADMIN');
    await happen(1, other.orgId);
    await ended(other.orgId);
    await api.db.inOrg(other.orgId, (tx) => sealAudit(tx));
    expect((await run('audit', '--checkpoint', await file(await checkpointOf(other.token)))).code).toBe(2);
    const [head, , signature] = checkpoint.jws!.split('.');
    const claims = Buffer.from(JSON.stringify({ sub: orgId, sequence: 1, hash: 'a'.repeat(64) })).toString('base64url');
    const changed = await run('audit', '--checkpoint', await file({ jws: [head, claims, signature].join('.') }));
    expect([changed.code, changed.err]).toEqual([1, 'This checkpoint is not as it was signed.\n']);
    expect((await run('audit', '--checkpoint', await file({}))).code).toBe(2);
    expect((await run('audit', '--checkpoint', join(folder, 'nothing.json'))).code).toBe(2);
  });
});
