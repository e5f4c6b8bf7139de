import type { AddressInfo } from 'node:net';
import { createServer, get as httpGet, type IncomingMessage, type Server } from 'node:http';
import { parse } from 'csv-parse/sync';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LeadApi } from '../../support/lead-api.js';
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

  it('reads on only as the client does, and stops when it goes away', async () => {
    // 80 MB: the buffers of both sockets grow with the memory of the machine, to 38 MB where they are largest.
    const { sql, orgId } = api.world;
    await sql.query(
      `INSERT INTO leads (org_id, id, source, tags, status, received_at)
       SELECT $1, gen_random_uuid(), 'wide', ARRAY[repeat('x', 4000)], 'ASSIGNED', now() FROM generate_series(1, $2::int)`,
      [orgId, ROWS],
    );
    let pages = 0;
    const inOrg = api.db.inOrg.bind(api.db);
    api.db.inOrg = (orgId, work) => {
      pages += 1;
      return inOrg(orgId, work);
    };
    try {
      const answer = await open('/api/control-tower/leads?format=csv&source=wide');
      // The buffers of both sockets fill, then nothing moves: no page is read any more.
      let seen = -1;
      let still = 0;
      await waitFor('the stream to stand still', () => {
        still = seen === pages ? still + 1 : 0;
        seen = pages;
        return Promise.resolve(still === 10);
      });
      expect(pages).toBeGreaterThan(0);
      expect(pages).toBeLessThan(ROWS / 1000);
      answer.destroy();
      await waitFor('no connection in use', () => Promise.resolve(api.db.pool.idleCount === api.db.pool.totalCount));
      expect(pages).toBeLessThan(ROWS / 1000);
    } finally {
      api.db.inOrg = inOrg;
    }
  });

  it('breaks off when the database fails half-way; before the first page it is a problem', async () => {
    const inOrg = api.db.inOrg.bind(api.db);
    const failAfter = (left: number) => {
      api.db.inOrg = (orgId, work) => {
        if (left-- > 0) return inOrg(orgId, work);
        return Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }));
      };
    };
    try {
      failAfter(2);
      await expect(textOf(await open('/api/control-tower/leads?format=csv&source=many'))).rejects.toThrow('aborted');
      failAfter(0);
      const answer = await open('/api/control-tower/leads?format=csv&source=many');
      expect(answer.statusCode).toBe(503);
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(answer.headers['content-disposition']).toBeUndefined();
    } finally {
      api.db.inOrg = inOrg;
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
});
