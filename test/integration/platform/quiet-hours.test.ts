import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { noticeActivities } from '../../../activities/platform/notices.js';
import type { Sender } from '../../../activities/platform/senders/sender.js';
import { openDatabase, type Database } from '../../../db/client.js';
import { ringNotices } from '../../../db/platform/queries/deliveries.js';
import { keepForQuiet } from '../../../db/platform/queries/quiet-hours.js';
import { WEEKDAYS } from '../../../domain/engine/calendars/types.js';
import type { AdminApi, Person } from '../../support/admin-api.js';
import { openWithEverybody } from '../../support/everybody.js';
import { expectProblem, pathsOf } from '../../support/problems.js';

let api: AdminApi;
let rep: Person;
let relay: Database;
const sent: string[] = [];

beforeAll(async () => {
  ({ api, rep } = await openWithEverybody('quiet_hours'));
  relay = openDatabase(api.database.relayUrl, { role: 'pinggo_relay', poolSize: 2 });
});
afterAll(async () => {
  await relay.close();
  await api.stop();
});
beforeEach(async () => {
  sent.length = 0;
  api.now = null;
  for (const table of ['outbox', 'notice_deliveries']) await api.sql.query(`DELETE FROM ${table}`);
});

/** Quiet hours that have begun two hours ago or begin in two, by the clock of UTC. */
const wallClock = (inHours: number): string => new Date(Date.now() + inHours * 3_600_000).toISOString().slice(11, 16);
const hours = (from: number, to: number, letThrough: string[] = []) => ({
  days: [...WEEKDAYS],
  from: wallClock(from),
  to: wallClock(to),
  letThrough,
});
const set = (quietHours: object | null) => api.call('put', '/api/me/quiet-hours', rep.token).send({ quietHours });

async function notice(kind = 'REMINDER'): Promise<string> {
  const id = newId();
  await api.sql.query(
    `WITH told AS (
       INSERT INTO notifications (org_id, id, user_id, kind, subject, text, dedupe_key, mail_status, created_at)
       VALUES ($1, $2::uuid, $3, $4, 'Subject', 'Text', $2::uuid::text, 'NONE', now()) RETURNING org_id, id)
     INSERT INTO notice_deliveries (org_id, notice_id, channel, status, status_at) SELECT org_id, id, 'email', 'PENDING', now() FROM told`,
    [rep.orgId, id, rep.id, kind],
  );
  return id;
}
/** As the relay does before it hands a notice over. */
const kept = (id: string, now = new Date()) => api.db.inOrg(rep.orgId, (tx) => keepForQuiet(tx, id, now));
const rung = async (): Promise<string[]> =>
  (await api.sql.query<{ subject_id: string }>('SELECT subject_id FROM outbox')).rows.map((row) => row.subject_id);
const waitsUntil = async (id: string): Promise<string | null | undefined> => {
  const { body } = await api.call('get', '/api/notifications', rep.token).expect(200);
  const { items } = body as { items: { id: string; deliveries: { waitsUntil: string | null }[] }[] };
  return items.find((one) => one.id === id)?.deliveries[0]?.waitsUntil;
};
const activities = () => {
  const sender: Sender = ({ id }) => Promise.resolve(void sent.push(id));
  const senders = new Map([['email', sender]] as const);
  return noticeActivities({ db: api.db, senders, pageOf: () => '', log: { info: () => undefined } as never });
};

describe('quiet hours', () => {
  it('are one’s own, checked field by field, and in the audit log', async () => {
    const none = await api.call('get', '/api/me/quiet-hours', rep.token).expect(200);
    expect(none.body).toEqual({ quietHours: null, timeZone: 'Europe/Bucharest' });
    const nights = { days: ['MON', 'FRI'], from: '22:00', to: '07:00', letThrough: ['MANAGER_ALERT'] };
    expect((await set(nights).expect(200)).body).toMatchObject({ quietHours: nights });
    expect((await api.call('get', '/api/me/quiet-hours', rep.token)).body).toMatchObject({ quietHours: nights });
    const wrong = await set({ days: [], from: '24:00', to: '7:00', letThrough: ['GOSSIP'] });
    expect(pathsOf(expectProblem(wrong, 400)).sort()).toEqual(
      ['days', 'from', 'letThrough.0', 'to'].map((field) => `quietHours.${field}`),
    );
    expect(pathsOf(expectProblem(await set({ ...nights, to: '22:00' }), 400))).toEqual(['quietHours.to']);
    const { rows } = await api.sql.query<{ after: object }>(
      "SELECT after FROM audit WHERE action = 'user.changed' AND entity_id = $1 ORDER BY id",
      [rep.id],
    );
    expect(rows).toEqual([{ after: { quietHours: 'MON, FRI 22:00–07:00 but MANAGER_ALERT' } }]);
  });

  it('keep a mail to their end, and the sweep asks for it then, once', async () => {
    await api.sql.query("UPDATE users SET time_zone = 'UTC' WHERE id = $1", [rep.id]);
    await set(hours(-2, 2, ['MANAGER_ALERT'])).expect(200);
    const id = await notice();
    const until = (await kept(id))!;
    expect(until.getTime()).toBeGreaterThan(Date.now());
    expect(await waitsUntil(id)).toBe(until.toISOString());
    expect(await kept(await notice('MANAGER_ALERT'))).toBeNull();
    await api.sql.query("UPDATE notice_deliveries SET status_at = now() - interval '1 hour' WHERE notice_id = $1", [
      id,
    ]);
    await ringNotices(relay, 300_000, 100);
    expect(await rung()).toEqual([]);
    // The end has come.
    await api.sql.query('UPDATE notice_deliveries SET not_before = now() WHERE notice_id = $1', [id]);
    expect(await ringNotices(relay, 300_000, 100)).toBe(1);
    expect(await ringNotices(relay, 300_000, 100)).toBe(0);
    expect(await rung()).toEqual([id]);
  });

  it('that are others now count for what waits', async () => {
    await set(hours(-2, 2)).expect(200);
    const id = await notice();
    expect(await kept(id)).not.toBeNull();
    await set(null).expect(200);
    expect(await rung()).toEqual([id]);
    expect(await kept(id)).toBeNull();
    expect(await waitsUntil(id)).toBeNull();
  });

  it('hold what could not be sent before they began, and nothing is sent twice', async () => {
    await set(hours(-2, 2)).expect(200);
    const id = await notice();
    const deliver = () => activities().deliverNotification({ orgId: rep.orgId, notificationId: id });
    await expect(deliver()).rejects.toMatchObject({ nextRetryDelay: expect.anything() as unknown });
    expect(sent).toEqual([]);
    await set(null).expect(200);
    await deliver();
    await deliver();
    expect(sent).toEqual([id]);
  });
});
