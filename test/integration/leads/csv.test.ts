import type { AddressInfo } from 'node:net';
import { createServer, get as httpGet, type IncomingMessage, type Server } from 'node:http';
import { parse } from 'csv-parse/sync';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LeadApi } from '../../support/lead-api.js';
import { beforeStatements } from '../../support/statements.js';
import { waitFor } from '../../support/wait.js';

const ROWS = 20_000;

let api: LeadApi;
let manager: string;
let radu: string;
let server: Server;

beforeAll(async () => {
  api = await LeadApi.open('csv');
  manager = await api.manager();
  radu = await api.world.addRep('Radu');
  const flowId = await api.world.addFlow(undefined, 'solar');
  // Deadlines that several share, and every tenth without one.
  await api.world.sql.query(
    `INSERT INTO leads (org_id, id, source, external_id, name, status, received_at, owner_id, flow_id, flow_version,
       tags, score, deadline_at)
     SELECT $1, gen_random_uuid(), 'many', 'many-' || n, repeat('x', 1000), 'ASSIGNED', now(), $2, $4, 1, '{vip,"a, b"}', -n,
       CASE WHEN n % 10 > 0 THEN timestamptz '2026-01-01Z' + (n / 7) * interval '1 second' END
     FROM generate_series(1, $3::int) n`,
    [api.world.orgId, radu, ROWS, flowId],
  );
  await api.world.sql.query(
    `INSERT INTO audit (org_id, at, actor_type, actor_id, action, entity_type, entity_id, before, after)
     SELECT $1, timestamptz '2026-01-01Z' + n * interval '1 second', 'user', $2, 'team.changed', 'team', $3,
       jsonb_build_object('name', 'Team ' || n), jsonb_build_object('name', '=Team ' || n)
     FROM generate_series(1, $4::int) n`,
    [api.world.orgId, radu, api.world.teamId, ROWS],
  );
  server = createServer(api.app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await api.close();
});

function open(path: string, token = manager): Promise<IncomingMessage> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    // A connection of its own: one that idled may be closed by the server just when it is used again.
    const asked = { host: '127.0.0.1', port, path, headers: { authorization: token }, agent: false };
    httpGet(asked, resolve).on('error', reject);
  });
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

type Line = Record<string, string>;
const linesOf = (text: string): Line[] => {
  expect(text.startsWith('\ufeff')).toBe(true);
  return parse(text, { columns: true, record_delimiter: '\r\n', bom: true }) as unknown as Line[];
};

describe('whoever takes a list along', () => {
  it.each([
    ['/api/control-tower/leads?source=taken-along&limit=7', 'leads', { source: 'taken-along' }],
    [
      '/api/audit?entityType=team&from=2027-01-01T00:00:00Z',
      'audit',
      { entityType: 'team', from: '2027-01-01T00:00:00.000Z' },
    ],
    ['/api/audit?entityType=team&from=2027-01-02T00:00:00Z', 'audit', { entityType: 'team' }, 'ndjson'],
  ])('is in the audit log, with what was asked for: %s', async (path, list, filters, format = 'csv') => {
    const entries = async () =>
      (await api.call('get', `/api/audit?action=list.exported&entityId=${list}&limit=1`).set('authorization', manager))
        .body.items as unknown[];
    const before = await entries();
    await api.call('get', path).set('authorization', manager).expect(200);
    expect(await entries()).toEqual(before);
    expect((await open(`${path}&format=${format}`)).resume().statusCode).toBe(200);
    expect((await entries())[0]).toMatchObject({
      text: `Mara Manager exported the list “${list}” as ${format === 'csv' ? 'CSV' : 'JSON'}`,
      actor: { id: api.world.managerId },
      after: { name: list, filters, format },
    });
  });

  it('gets nothing where that cannot be written down', async () => {
    await api.world.sql.query('REVOKE INSERT ON audit FROM pinggo_app');
    try {
      const answer = await open('/api/control-tower/leads?format=csv&source=taken-along');
      expect(answer.statusCode).toBeGreaterThanOrEqual(500);
      expect(await textOf(answer)).not.toContain('externalId');
    } finally {
      await api.world.sql.query('GRANT INSERT ON audit TO pinggo_app');
    }
  });
});

describe('the execution list as CSV', () => {
  it('has every lead once, in the order of the list', async () => {
    const answer = await open('/api/control-tower/leads?format=csv&source=many');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8; header=present');
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="leads-\d{4}-\d\d-\d\d\.csv"$/);
    const lines = linesOf(await textOf(answer));
    const expected = await api.world.all<{ id: string }>(
      "SELECT id FROM leads WHERE source = 'many' ORDER BY deadline_at NULLS LAST, id",
    );
    expect(lines.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    expect(lines).toHaveLength(ROWS);
    expect(lines[0]).toMatchObject({
      flow: 'solar',
      ownerId: radu,
      owner: 'Radu',
      tags: 'vip, a, b',
      outcome: '',
      closedAt: '',
    });
    expect(lines.every(({ score }) => Number(score) < 0)).toBe(true);
  });

  it('goes on from a cursor, with the filters of the list', async () => {
    const page = (
      await api.call('get', '/api/control-tower/leads?source=many&limit=200').set('authorization', manager).expect(200)
    ).body;
    const rest = linesOf(
      await textOf(await open(`/api/control-tower/leads?source=many&format=csv&cursor=${page.nextCursor}`)),
    );
    expect(rest).toHaveLength(ROWS - 200);
    expect(rest.map(({ id }) => id)).not.toContain(page.items.at(-1)!.id);
    const none = await textOf(await open('/api/control-tower/leads?format=csv&source=none'));
    expect(none).toMatch(/^\ufeffid,externalId,source,[\w,]+\r\n$/);
  });

  it('takes quotes, line breaks and what a spreadsheet would run as text', async () => {
    const names = [
      '=1+1',
      '+cmd',
      '-2',
      '@sum',
      '\tx',
      'Ana "A" Pop',
      'a,b',
      'two\r\nlines',
      'Ștefan',
      'Ana\n=1+1',
      'Ana\r=1+1',
    ];
    for (const [index, name] of names.entries()) {
      await api.world.sql.query(
        `INSERT INTO leads (org_id, id, source, name, phone, received_at, deadline_at)
         VALUES ($1, $2, 'evil', $3, '+40722123456', now(), now() + $4 * interval '1 second')`,
        [api.world.orgId, newId(), name, index],
      );
    }
    const lines = linesOf(await textOf(await open('/api/control-tower/leads?format=csv&source=evil')));
    expect(lines.map(({ name }) => name)).toEqual([
      "'=1+1",
      "'+cmd",
      "'-2",
      "'@sum",
      "'\tx",
      'Ana "A" Pop',
      'a,b',
      'two\r\nlines',
      'Ștefan',
      "Ana\n'=1+1",
      "Ana\r'=1+1",
    ]);
    expect(lines[0]!.phone).toBe('+40 722-123-456');
  });

  it('is one snapshot: a lead that is closed while it is read is in it', async () => {
    const { sql } = api.world;
    const last = "(SELECT id FROM leads WHERE source = 'many' ORDER BY deadline_at DESC NULLS FIRST, id DESC LIMIT 1)";
    const stop = beforeStatements(api.db, async (statement) => {
      if (statement === 2) await sql.query(`UPDATE leads SET status = 'CLOSED' WHERE id = ${last}`);
    });
    try {
      const lines = linesOf(await textOf(await open('/api/control-tower/leads?format=csv&source=many')));
      expect(lines).toHaveLength(ROWS);
    } finally {
      stop();
    }
    expect(linesOf(await textOf(await open('/api/control-tower/leads?format=csv&source=many')))).toHaveLength(ROWS - 1);
    await sql.query("UPDATE leads SET status = 'ASSIGNED' WHERE source = 'many'");
  });

  it('holds nothing open for a slow reader, and reads no further for one that went away', async () => {
    // 80 MB: the buffers of both sockets grow with the memory of the machine, to 38 MB where they are largest.
    const { sql, orgId } = api.world;
    await sql.query(
      `INSERT INTO leads (org_id, id, source, tags, status, received_at)
       SELECT $1, gen_random_uuid(), 'wide', ARRAY[repeat('x', 4000)], 'ASSIGNED', now() FROM generate_series(1, $2::int)`,
      [orgId, ROWS],
    );
    const isIdle = () => Promise.resolve(api.db.pool.idleCount === api.db.pool.totalCount);
    const slow = await open('/api/control-tower/leads?format=csv&source=wide');
    await waitFor('no connection in use', isIdle);
    expect(slow.readableEnded).toBe(false);
    slow.destroy();

    let statements = 0;
    const { port } = server.address() as AddressInfo;
    const path = '/api/control-tower/leads?format=csv&source=wide';
    const gone = httpGet({ host: '127.0.0.1', port, path, headers: { authorization: manager }, agent: false });
    gone.on('error', () => undefined);
    const closed = new Promise((resolve) => server.once('connection', (socket) => socket.once('close', resolve)));
    const stop = beforeStatements(api.db, async () => {
      statements += 1;
      gone.destroy();
      await closed;
    });
    try {
      await waitFor('it is read', () => Promise.resolve(statements > 0));
      await waitFor('no connection in use', isIdle);
      expect(statements).toBeLessThan(ROWS / 1000);
    } finally {
      stop();
    }
  });

  it('is a problem, and no part of a file, when the database fails half-way', async () => {
    const failing = async (statement: number) => {
      const stop = beforeStatements(api.db, (one) =>
        one < statement
          ? Promise.resolve()
          : Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' })),
      );
      try {
        return await open('/api/control-tower/leads?format=csv&source=many');
      } finally {
        stop();
      }
    };
    for (const statement of [1, 7]) {
      const answer = await failing(statement);
      expect(answer.statusCode).toBe(503);
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(answer.headers['content-disposition']).toBeUndefined();
    }
  });

  it('is for those who may see the list, of their own org', async () => {
    expect((await open('/api/control-tower/leads?format=csv', await api.tokenOf(radu, 'REP'))).statusCode).toBe(403);
    expect((await open('/api/control-tower/leads?format=xml')).statusCode).toBe(400);
    const orgId = newId();
    await api.world.sql.query("INSERT INTO orgs (id, name) VALUES ($1, 'Foreign')", [orgId]);
    const foreign = await api.tokenOf(newId(), 'ADMIN', orgId);
    expect(linesOf(await textOf(await open('/api/control-tower/leads?format=csv', foreign)))).toEqual([]);
  });
});

describe('the audit log as CSV', () => {
  it('has every entry once, newest first, in words', async () => {
    const lines = linesOf(await textOf(await open('/api/audit?format=csv&action=team.changed')));
    expect(lines).toHaveLength(ROWS);
    const ids = lines.map(({ id }) => Number(id));
    expect(ids).toEqual([...ids].sort((a, b) => b - a));
    expect(new Set(ids).size).toBe(ROWS);
    expect(lines[0]).toMatchObject({
      actorId: radu,
      text: 'Radu changed the team “Sales”',
      changes: `name: Team ${ROWS} → =Team ${ROWS}`,
      after: `{"name":"=Team ${ROWS}"}`,
    });
  });

  it('takes the filters of the log', async () => {
    const path = '/api/audit?format=csv&from=2026-01-01T00:00:10Z&to=2026-01-01T00:00:20Z';
    expect(linesOf(await textOf(await open(path)))).toHaveLength(10);
    expect(linesOf(await textOf(await open(`${path}&action=team.created`)))).toEqual([]);
    expect((await open('/api/audit?format=csv', await api.tokenOf(radu, 'REP'))).statusCode).toBe(403);
  });

  it('is what there was when it was asked for, however much is written meanwhile', async () => {
    const { sql, orgId, teamId } = api.world;
    const path = '/api/audit?format=ndjson&action=team.changed';
    let statements = 0;
    const stop = beforeStatements(api.db, async () => {
      statements += 1;
      if (statements !== 200) return;
      // It would be the last of all.
      await sql.query(
        `INSERT INTO audit (org_id, at, actor_type, action, entity_type, entity_id)
         VALUES ($1, '2025-12-31Z', 'system', 'team.changed', 'team', $2)`,
        [orgId, teamId],
      );
    });
    try {
      const answer = await open(path);
      expect(answer.headers['content-type']).toBe('application/x-ndjson; charset=utf-8');
      expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="audit-\d{4}-\d\d-\d\d\.ndjson"$/);
      const items = (await textOf(answer))
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { id: number; text: string; before: object; after: object });
      expect(statements).toBeGreaterThan(200);
      expect(items).toHaveLength(ROWS);
      expect(items[0]).toMatchObject({
        text: 'Radu changed the team “Sales”',
        before: { name: `Team ${ROWS}` },
        after: { name: `=Team ${ROWS}` },
      });
      expect(new Set(items.map(({ id }) => id)).size).toBe(ROWS);
    } finally {
      stop();
    }
    expect((await textOf(await open(path))).trimEnd().split('\n')).toHaveLength(ROWS + 1);
    await sql.query("DELETE FROM audit WHERE at = '2025-12-31Z'");
  });

  it('has what a database that was moved numbered otherwise', async () => {
    const { sql } = api.world;
    const path = '/api/audit?format=ndjson&action=team.changed&to=2026-01-01T00:00:11Z';
    await sql.query("UPDATE audit SET xid = '9000000000000000000' WHERE at < '2026-01-01T00:00:05Z'");
    expect((await textOf(await open(path))).trimEnd().split('\n')).toHaveLength(10);
    await sql.query("UPDATE audit SET xid = DEFAULT WHERE xid = '9000000000000000000'");
  });

  it('reads no further than somebody takes it, and holds nothing open for them', async () => {
    // 80 MB, as above: more than the buffers of both sockets hold.
    const { sql, orgId, teamId } = api.world;
    const [count, size] = [4_000, 20_000];
    await sql.query(
      `INSERT INTO audit (org_id, at, actor_type, action, entity_type, entity_id, after)
       SELECT $1, timestamptz '2025-01-01Z' + n * interval '1 second', 'system', 'team.changed', 'team', $2,
         jsonb_build_object('name', repeat('x', $4::int)) FROM generate_series(1, $3::int) n`,
      [orgId, teamId, count, size],
    );
    let pages = 0;
    let lastMs = Date.now();
    const stop = beforeStatements(api.db, (statement) => {
      if (statement === 1) pages += 1;
      lastMs = Date.now();
      return Promise.resolve();
    });
    try {
      const slow = await open('/api/audit?format=ndjson&to=2025-06-01T00:00:00Z');
      await waitFor('nothing more is read', () => Promise.resolve(Date.now() - lastMs > 1_000));
      expect(api.db.pool.idleCount).toBe(api.db.pool.totalCount);
      expect(pages).toBeLessThan(count / 200);
      slow.destroy();
    } finally {
      stop();
    }
  });

  it('has no end where the database fails half-way', async () => {
    let statements = 0;
    const stop = beforeStatements(api.db, () => {
      statements += 1;
      return statements < 30
        ? Promise.resolve()
        : Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }));
    });
    try {
      const answer = await open('/api/audit?format=csv&action=team.changed');
      expect(answer.statusCode).toBe(200);
      await expect(textOf(answer)).rejects.toMatchObject({ code: 'ECONNRESET' });
    } finally {
      stop();
    }
  });

  it('is a problem where the database fails before', async () => {
    const stop = beforeStatements(api.db, () =>
      Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' })),
    );
    try {
      expect((await open('/api/audit?format=ndjson')).statusCode).toBe(503);
    } finally {
      stop();
    }
  });
});
