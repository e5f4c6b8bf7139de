import { MockActivityEnvironment } from '@temporalio/testing';
import { pino } from 'pino';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { retentionActivities, type RetentionResult } from '../../../activities/platform/retention.js';
import { openDatabase, type Database } from '../../../db/client.js';
import {
  deleteReadNotices,
  deleteReadNoticesOfOrgs,
  deleteUnreadNotices,
  deleteUnreadNoticesOfOrgs,
} from '../../../db/platform/queries/retention.js';
import type { AdminApi, Person } from '../../support/admin-api.js';
import { openWithEverybody } from '../../support/everybody.js';
import { expectProblem } from '../../support/problems.js';

let api: AdminApi;
let admin: Person;
let manager: Person;
let stranger: Person;
let relay: Database;

beforeAll(async () => {
  ({ api, admin, manager, stranger } = await openWithEverybody('organisation'));
  relay = openDatabase(api.database.relayUrl, { role: 'pinggo_relay', poolSize: 2 });
});
afterAll(async () => {
  await relay.close();
  await api.stop();
});

const read = async (person = admin) => {
  const { body, headers } = await api.call('get', '/api/organisation', person.token).expect(200);
  return { organisation: body as Record<string, unknown>, etag: headers['etag']! };
};
const patch = (body: object, etag?: string, person = admin) => {
  const request = api.call('patch', '/api/organisation', person.token);
  return (etag === undefined ? request : request.set('If-Match', etag)).send(body);
};
const issuesOf = async (body: object): Promise<Record<string, string>> => {
  const { issues } = expectProblem(await patch(body), 400).error.details;
  return Object.fromEntries(issues.map(({ path, message }) => [path, message]));
};
interface Entry {
  action: string;
  text: string;
  changes: { text: string }[];
}
const lastEntry = async (): Promise<Entry> => {
  const { body } = await api.call('get', '/api/audit?limit=1', admin.token).expect(200);
  return (body as { items: Entry[] }).items[0]!;
};

describe('the organisation', () => {
  it('is shown with its ways, and changed part by part, which the audit log tells', async () => {
    const { organisation, etag } = await read();
    expect(organisation).toMatchObject({
      name: 'Here',
      timeZone: 'Europe/Bucharest',
      locale: 'en',
      country: null,
      weekStart: 'MON',
      signIn: { password: true, magicLink: true, factorForAdmins: false, sessionIdleDays: 30, sessionLifeDays: 90 },
      retention: { readNoticeDays: null, unreadNoticeDays: null },
      installation: { readNoticeDays: 90, unreadNoticeDays: 365 },
    });
    const changed = await patch(
      { name: ' Here & there ', timeZone: 'europe/chisinau', country: 'md', signIn: { factorForAdmins: true } },
      etag,
    ).expect(200);
    expect(changed.body).toMatchObject({
      name: 'Here & there',
      timeZone: 'Europe/Chisinau',
      country: 'MD',
      locale: 'en',
      signIn: { password: true, factorForAdmins: true },
    });
    expect(changed.headers['etag']).not.toBe(etag);
    const { text, changes } = await lastEntry();
    expect(text).toBe('ADMIN person changed the organisation');
    expect(changes.map((change) => change.text).sort()).toEqual([
      'country: nothing → MD',
      'name: Here → Here & there',
      'signIn.factorForAdmins: no → yes',
      'timeZone: Europe/Bucharest → Europe/Chisinau',
    ]);
    const me = await api.call('get', '/api/auth/me', manager.token).expect(200);
    expect(me.body).toMatchObject({
      org: { name: 'Here & there', timeZone: 'Europe/Chisinau', country: 'MD', language: 'en', weekStart: 'MON' },
    });
    // Nobody else's.
    expect((await read(stranger)).organisation).toMatchObject({ country: null });
  });

  it('is changed by one of two at once: the second is told, and nothing that is so already is a change', async () => {
    const { organisation, etag } = await read();
    const answers = await Promise.all(['SAT', 'SUN'].map((weekStart) => patch({ weekStart }, etag)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    const now = await read();
    await patch({ name: organisation['name'], signIn: { password: true } }, now.etag).expect(200);
    expect((await read()).etag).toBe(now.etag);
    await patch({ weekStart: 'MON' }).expect(200);
  });

  it('refuses what it cannot be, at its field', async () => {
    expect(
      Object.keys(
        await issuesOf({
          name: '',
          timeZone: '+02:00',
          locale: 'klingon',
          country: 'Moldova',
          weekStart: 'MONDAY',
          signIn: { sessionIdleDays: 0, sessionLifeDays: 1.5 },
          retention: { readNoticeDays: -1 },
          colour: 'green',
        }),
      ).sort(),
    ).toEqual([
      'colour',
      'country',
      'locale',
      'name',
      'retention.readNoticeDays',
      'signIn.sessionIdleDays',
      'signIn.sessionLifeDays',
      'timeZone',
      'weekStart',
    ]);
    expect(await issuesOf({ timeZone: 'Mars/Olympus' })).toHaveProperty('timeZone');
  });

  it('locks nobody out', async () => {
    expect(await issuesOf({ signIn: { password: false, magicLink: false } })).toEqual({
      'signIn.password': expect.stringContaining('Leave one way to sign in'),
    });
    expect(await issuesOf({ signIn: { singleSignOnOnly: true } })).toEqual({
      'signIn.singleSignOnOnly': expect.stringContaining('Set single sign-on up first'),
    });
    expect(await issuesOf({ signIn: { sessionLifeDays: 7 } })).toEqual({
      'signIn.sessionIdleDays': expect.stringContaining('longer than 7 days'),
    });
    await patch({ signIn: { sessionLifeDays: 7, sessionIdleDays: 7 } }).expect(200);
    await patch({ signIn: { sessionLifeDays: 90, sessionIdleDays: 30 } }).expect(200);
  });
});

describe('what it keeps for less than the installation', () => {
  const DAY = "interval '1 day'";

  /** Of an org: a notice of each of the last hundred days, read and not, and one of each that is still to be sent. */
  const fill = (orgId: string): Promise<unknown> =>
    api.sql.query(
      `BEGIN; SET LOCAL session_replication_role = replica;
       INSERT INTO notifications (org_id, id, user_id, kind, subject, text, dedupe_key, mail_status, created_at, read_at)
         SELECT '${orgId}'::uuid, gen_random_uuid(), gen_random_uuid(), kind, 's', 't', n || kind, 'NONE',
           now() - n * ${DAY} - interval '1 hour', CASE WHEN kind <> 'UNREAD' THEN now() - n * ${DAY} - interval '1 hour' END
         FROM generate_series(0, 99) n, unnest(ARRAY['READ', 'UNREAD', 'PENDING']) AS kind;
       INSERT INTO notice_deliveries (org_id, notice_id, channel, status, status_at)
         SELECT org_id, id, 'email', CASE WHEN kind = 'PENDING' THEN 'PENDING' ELSE 'SENT' END, created_at
         FROM notifications WHERE org_id = '${orgId}';
       COMMIT`,
    );
  const left = async (orgId: string): Promise<Record<string, number>> => {
    const { rows } = await api.sql.query<{ kind: string; count: number }>(
      'SELECT kind, count(*)::int AS count FROM notifications WHERE org_id = $1 GROUP BY kind',
      [orgId],
    );
    return Object.fromEntries(rows.map(({ kind, count }) => [kind, count]));
  };
  const run = (days: number): Promise<RetentionResult> => {
    const retentions = [
      { kind: 'read_notices', days, deleteOld: deleteReadNotices, deleteOldOfOrgs: deleteReadNoticesOfOrgs },
      { kind: 'unread_notices', days, deleteOld: deleteUnreadNotices, deleteOldOfOrgs: deleteUnreadNoticesOfOrgs },
    ] as const;
    const deps = { relayDb: relay, retentions, clock: Date.now, log: pino({ level: 'silent' }) };
    return new MockActivityEnvironment().run<[], RetentionResult, () => Promise<RetentionResult>>(() =>
      retentionActivities(deps).deleteOld(),
    );
  };

  it('cannot be for longer, and is deleted sooner, of this organisation only', async () => {
    expect(await issuesOf({ retention: { readNoticeDays: 91, unreadNoticeDays: 13 } })).toEqual({
      'retention.readNoticeDays': expect.stringContaining('keeps them for 90 days'),
      'retention.unreadNoticeDays': expect.stringContaining('14 days at least'),
    });
    const other = await api.addOrg('Other', newId());
    await fill(admin.orgId);
    await fill(other);
    const { body } = await patch({ retention: { readNoticeDays: 7, unreadNoticeDays: 14 } }).expect(200);
    expect(body).toMatchObject({ retention: { readNoticeDays: 7, unreadNoticeDays: 14 } });
    // The installation keeps for ever.
    expect(await run(0)).toEqual({ deleted: { read_notices: 93, unread_notices: 86 }, errors: 0, more: false });
    expect(await left(admin.orgId)).toEqual({ READ: 7, UNREAD: 14, PENDING: 100 });
    expect(await left(other)).toEqual({ READ: 100, UNREAD: 100, PENDING: 100 });
    // And for ninety days: the other's go as well, and nothing more of this one.
    expect(await run(90)).toEqual({ deleted: { read_notices: 10, unread_notices: 10 }, errors: 0, more: false });
    expect(await left(admin.orgId)).toEqual({ READ: 7, UNREAD: 14, PENDING: 100 });
    await patch({ retention: { readNoticeDays: null } }).expect(200);
    const { rows } = await api.sql.query('SELECT retention FROM orgs WHERE id = $1', [admin.orgId]);
    expect(rows).toEqual([{ retention: { unreadNoticeDays: 14 } }]);
  });

  it('is looked for by its index, however many notices other organisations have', async () => {
    const { rows } = await api.sql
      .query<{ 'QUERY PLAN': string }>(
        `SET enable_seqscan = off; EXPLAIN SELECT FROM notifications n WHERE n.org_id = '${admin.orgId}' AND n.read_at IS NOT NULL
         AND n.read_at < now() ORDER BY n.read_at LIMIT 10`,
      )
      .then((results) => (results as unknown as { rows: { 'QUERY PLAN': string }[] }[])[1]!);
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('notifications_org_read');
  });
});
