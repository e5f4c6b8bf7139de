import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deleteOldIdempotencyKeys } from '../../../db/platform/queries/retention.js';
import { openDatabase } from '../../../db/client.js';
import { KEY_LIFE_MS } from '../../../domain/platform/keyed/judge.js';
import type { AdminApi, Person } from '../../support/admin-api.js';
import { officeHours, openWithEverybody, type Everybody } from '../../support/everybody.js';
import { expectProblem, pathsOf } from '../../support/problems.js';

let everybody: Everybody;
let api: AdminApi;
let admin: Person;

beforeAll(async () => {
  everybody = await openWithEverybody('idempotency');
  ({ api, admin } = everybody);
});
afterAll(() => api.stop());

const REPLAYED = 'idempotency-replayed';
type Method = 'post' | 'patch' | 'put' | 'delete';
const send = (method: Method, path: string, key: string, body?: object, by: Person = admin) => {
  const request = api.call(method, path, by.token).set('Idempotency-Key', key);
  return body === undefined ? request : request.send(body);
};
const calendarOf = (name: string) => ({ ...officeHours, name });
const makeCalendar = (key: string, name = key, by?: Person) =>
  send('post', '/api/calendars', key, calendarOf(name), by);
const calendars = async (name: string): Promise<number> =>
  (await api.sql.query('SELECT FROM calendars WHERE name = $1', [name])).rowCount ?? 0;
const rows = async () =>
  (await api.sql.query<Record<string, unknown>>('SELECT * FROM idempotency_keys ORDER BY created_at')).rows;
/** As if the process had died before it could write the answer down. */
const loseAnswer = (committed: boolean) =>
  api.sql.query(
    `UPDATE idempotency_keys SET answer = NULL, lease_until = now() - interval '1 s', committed_at = CASE WHEN $1 THEN now() END
     WHERE created_at = (SELECT max(created_at) FROM idempotency_keys)`,
    [committed],
  );

describe('an Idempotency-Key', () => {
  it('makes one thing of twenty requests at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => makeCalendar('race')));
    expect(await calendars('race')).toBe(1);
    const made = answers.filter(({ status }) => status === 201);
    expect(made.filter(({ headers }) => headers[REPLAYED] === undefined)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 201)) {
      expect(expectProblem(answer, 409).error.code).toBe('IDEMPOTENCY_KEY_IN_USE');
      expect(answer.headers['retry-after']).toBe('1');
    }
    const again = await makeCalendar('race').expect(201);
    for (const { body } of made) expect(body).toEqual(again.body);
    expect(await calendars('race')).toBe(1);
  });

  it('is told the first answer again, with its headers, however the members of the body are ordered', async () => {
    const first = await makeCalendar('again').expect(201);
    expect(first.headers[REPLAYED]).toBeUndefined();
    const reordered = Object.fromEntries(Object.entries(calendarOf('again')).reverse());
    const second = await send('post', '/api/calendars', 'again', reordered).expect(201);
    expect(second.headers[REPLAYED]).toBe('true');
    expect(second.text).toBe(first.text);
    for (const name of ['etag', 'location', 'content-type']) expect(second.headers[name]).toBe(first.headers[name]);
    expect(second.headers['x-trace-id']).not.toBe(first.headers['x-trace-id']);
  });

  it('lets a change with If-Match be sent again, and a deletion', async () => {
    const { id } = (await makeCalendar('changed').expect(201)).body as { id: string };
    const path = `/api/calendars/${id}`;
    const { etag } = (await api.call('get', path, admin.token).expect(200)).headers;
    const change = () => send('patch', path, 'change', { name: 'Changed' }).set('If-Match', etag!);
    const first = await change().expect(200);
    const second = await change().expect(200);
    expect([second.headers[REPLAYED], second.headers.etag, second.text]).toEqual([
      'true',
      first.headers.etag,
      first.text,
    ]);
    await send('delete', path, 'gone').expect(204);
    expect((await send('delete', path, 'gone').expect(204)).headers[REPLAYED]).toBe('true');
    await api.call('delete', path, admin.token).expect(404);
  });

  it('is refused with another body, and for another thing', async () => {
    const { id } = (await makeCalendar('other').expect(201)).body as { id: string };
    const refused = expectProblem(await makeCalendar('other', 'Another'), 422);
    expect(refused.error.human_title).toMatch(/another request/);
    expect(await calendars('Another')).toBe(0);
    await send('patch', `/api/calendars/${id}`, 'both', { name: 'One' }).expect(200);
    const elsewhere = ((await makeCalendar('elsewhere').expect(201)).body as { id: string }).id;
    expectProblem(await send('patch', `/api/calendars/${elsewhere}`, 'both', { name: 'One' }), 422);
  });

  it('is of its caller and its operation: nobody meets another’s', async () => {
    const colleague = await api.addPerson(admin.orgId, 'ADMIN');
    for (const by of [admin, colleague, everybody.stranger]) {
      const answer = await makeCalendar('shared', 'Shared', by).expect(201);
      expect(answer.headers[REPLAYED]).toBeUndefined();
    }
    expect(await calendars('Shared')).toBe(3);
    await send('post', '/api/teams', 'shared', { name: 'Shared' }).expect(201);
    // An operator's are kept in the platform's own org.
    const tenant = {
      name: 'Solar SRL',
      timeZone: 'Europe/Bucharest',
      locale: 'ro',
      country: 'RO',
      admin: { name: 'Ana', email: 'ana@example.com' },
    };
    const first = await send('post', '/api/tenants', 'shared', tenant, everybody.operator);
    expect(first.status, first.text).toBe(201);
    const second = await send('post', '/api/tenants', 'shared', tenant, everybody.operator).expect(201);
    expect([second.headers[REPLAYED], second.text]).toEqual(['true', first.text]);
  });

  it('answers a secret that is shown once again, and keeps neither it nor itself in clear', async () => {
    const key = 'ana@example.com:key';
    const body = { name: 'Integration', scopes: ['leads:write'] };
    const make = () => send('post', '/api/api-keys', key, body).expect(201);
    const first = (await make()).body as { key: string };
    expect((await make()).body).toEqual(first);
    const kept = JSON.stringify(await rows());
    for (const secret of [first.key, first.key.slice(3), 'ana@', 'Integration']) expect(kept).not.toContain(secret);
    expect(api.logged.join('')).not.toContain('ana@');
    const made = await api.sql.query("SELECT FROM api_keys WHERE name = 'Integration'");
    expect(made.rowCount).toBe(1);
  });

  it('is free again after a refusal: what is corrected needs no new one', async () => {
    expectProblem(await send('post', '/api/teams', 'mended', { name: '' }), 400);
    await send('post', '/api/teams', 'mended', { name: 'Taken' }).expect(201);
    expectProblem(await send('post', '/api/teams', 'conflict', { name: 'Taken' }), 409);
    await send('post', '/api/teams', 'conflict', { name: 'Free' }).expect(201);
  });

  it('is free again after a 500 that did nothing', async () => {
    await api.sql.query("ALTER TABLE calendars ADD CONSTRAINT no_boom CHECK (name <> 'boom') NOT VALID");
    expectProblem(await makeCalendar('boom'), 500);
    await api.sql.query('ALTER TABLE calendars DROP CONSTRAINT no_boom');
    expect((await makeCalendar('boom').expect(201)).headers[REPLAYED]).toBeUndefined();
  });

  it('does nothing twice where the process died after it was done, and says so', async () => {
    await makeCalendar('died').expect(201);
    await loseAnswer(true);
    const lost = expectProblem(await makeCalendar('died'), 409);
    expect(lost.error.code).toBe('IDEMPOTENCY_OUTCOME_UNKNOWN');
    expectProblem(await makeCalendar('died', 'Another'), 422);
    expect(await calendars('died')).toBe(1);
  });

  it('is done where the process died before it was', async () => {
    await makeCalendar('before').expect(201);
    await loseAnswer(false);
    await makeCalendar('before').expect(201);
    expect(await calendars('before')).toBe(2);
  });

  it('knows whether something was written: what has only read may be done again', async () => {
    const committedAt = async () => (await rows()).at(-1)!['committed_at'];
    await send('post', '/api/notifications/read', 'nothing-to-read').expect(200);
    expect(await committedAt()).toBeNull();
    await makeCalendar('written').expect(201);
    expect(await committedAt()).toEqual(expect.any(Date));
  });

  it('that was taken from a try keeps it from committing', async () => {
    const blocker = await api.sql.connect();
    try {
      await blocker.query('BEGIN; LOCK TABLE calendars IN SHARE MODE');
      const slow = makeCalendar('overtaken').then((answer) => answer);
      for (;;) {
        const { rowCount } = await api.sql.query(
          "SELECT FROM pg_locks WHERE NOT granted AND relation = 'calendars'::regclass",
        );
        if (rowCount !== 0) break;
      }
      const under = expectProblem(await makeCalendar('overtaken'), 409);
      expect(under.error.code).toBe('IDEMPOTENCY_KEY_IN_USE');
      await api.sql.query('UPDATE idempotency_keys SET try_id = $1 WHERE answer IS NULL AND committed_at IS NULL', [
        newId(),
      ]);
      await blocker.query('COMMIT');
      expectProblem(await slow, 409);
      expect(await calendars('overtaken')).toBe(0);
    } finally {
      blocker.release();
    }
  });

  it('cannot be told apart when the secret that sealed it is gone, and does nothing then', async () => {
    await makeCalendar('unsealed').expect(201);
    await api.sql.query(
      `UPDATE idempotency_keys SET request = 'v2.00000000.AAAA' WHERE created_at = (SELECT max(created_at) FROM idempotency_keys)`,
    );
    expect(expectProblem(await makeCalendar('unsealed'), 409).error.code).toBe('IDEMPOTENCY_OUTCOME_UNKNOWN');
  });

  it('is known for a day', async () => {
    await makeCalendar('day').expect(201);
    await api.sql.query("UPDATE idempotency_keys SET created_at = created_at - $1 * interval '1 ms'", [KEY_LIFE_MS]);
    await makeCalendar('day').expect(201);
    expect(await calendars('day')).toBe(2);
    const relay = openDatabase(api.database.relayUrl, { role: 'pinggo_relay', poolSize: 1 });
    try {
      const before = (await rows()).length;
      expect(await deleteOldIdempotencyKeys(relay, new Date(), 1_000)).toBe(before - 1);
      expect(await rows()).toHaveLength(1);
    } finally {
      await relay.close();
    }
  });

  it.each([
    ['empty', ''],
    ['too long', 'k'.repeat(256)],
    ['with a space', 'a b'],
    ['with a letter beyond ASCII', 'clé'],
  ])('is refused where it is %s', async (_, key) => {
    const request = api.call('post', '/api/teams', admin.token).set('Idempotency-Key', key).send({ name: newId() });
    expect(pathsOf(expectProblem(await request, 400))).toEqual(['idempotency-key']);
  });

  it('is no matter of what changes nothing, of whoever may not, and of requests without one', async () => {
    const before = (await rows()).length;
    await send('post', '/api/flows/preview', 'preview', { lead: { email: 'ana@example.com' } });
    expectProblem(await makeCalendar('rep', 'Rep', everybody.rep), 403);
    await api.call('post', '/api/calendars', admin.token).send(calendarOf('Plain')).expect(201);
    expect(await rows()).toHaveLength(before);
  });
});
