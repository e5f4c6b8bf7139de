import { pino } from 'pino';
import { v7 as newId } from 'uuid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { noticeActivities } from '../../../activities/platform/notices.js';
import type { Sender } from '../../../activities/platform/senders/sender.js';
import { openDatabase, type Database } from '../../../db/client.js';
import { migrate } from '../../../db/migrate.js';
import type { OutgoingChannel } from '../../../domain/platform/notices/channels.js';
import { createTestDatabase, type TestDatabase } from '../../support/stack.js';
import { migrateUpTo } from '../../support/older-schema.js';
import { World } from '../../support/world.js';

let database: TestDatabase;
let db: Database;
let world: World;

async function open(bringUp?: (ownerUrl: string) => Promise<void>): Promise<void> {
  database = await createTestDatabase('notices', bringUp);
  db = openDatabase(database.appUrl, { role: 'pinggo_app' });
  world = await World.create(database.ownerUrl);
}

async function close(): Promise<void> {
  await world?.close();
  await db?.close();
  await database?.drop();
}

/** A notice as the version before writes it, in a process of its own. */
async function writtenBefore(mailStatus: string, sentAt: Date | null = null): Promise<string> {
  const id = newId();
  await db.inOrg(world.orgId, (tx) =>
    tx.client.query(
      `INSERT INTO notifications (org_id, id, user_id, kind, subject, text, dedupe_key, mail_status, created_at, sent_at)
       VALUES ($1, $2, $3, 'REMINDER', 's', 't', $4, $5, $6, $7)`,
      [world.orgId, id, world.managerId, newId(), mailStatus, CREATED, sentAt],
    ),
  );
  return id;
}
const CREATED = new Date('2026-01-05T10:00:00Z');
const SENT = new Date('2026-01-05T10:01:00Z');

/** What became of a notice, as the person reads it: `email SENT`. */
async function deliveriesOf(id: string): Promise<string[]> {
  // By columns that were there when it was made.
  const rows = await world.all<{ said: string }>(
    "SELECT channel || ' ' || status AS said FROM notice_deliveries WHERE notice_id = $1 ORDER BY channel",
    [id],
  );
  return rows.map(({ said }) => said);
}

describe('a notice', () => {
  /** A channel of later: here it needs its sender and nothing else. */
  const PAGER = 'pager' as OutgoingChannel;
  let sent: string[];
  let refusing: Set<string>;

  beforeAll(() => open());
  afterAll(close);
  beforeEach(() => {
    sent = [];
    refusing = new Set();
  });

  const activities = () => {
    const sender = (channel: string): Sender => {
      return ({ id, link }) => {
        if (refusing.has(channel)) return Promise.reject(new Error(`${channel} is down`));
        sent.push(`${channel} ${id} ${link}`);
        return Promise.resolve();
      };
    };
    const senders = new Map<OutgoingChannel, Sender>();
    for (const channel of ['email' as const, PAGER]) senders.set(channel, sender(channel));
    const log = pino({ level: 'silent' });
    return noticeActivities({ db, senders, pageOf: (leadId) => `https://pinggo.example/leads/${leadId}`, log });
  };

  async function due(): Promise<{ orgId: string; notificationId: string }> {
    const notificationId = await writtenBefore('PENDING');
    await world.sql.query(
      `INSERT INTO notice_deliveries (org_id, notice_id, channel, status, status_at) VALUES ($1, $2, $3, 'PENDING', now())`,
      [world.orgId, notificationId, PAGER],
    );
    return { orgId: world.orgId, notificationId };
  }

  it('is tried again on the channel that failed only, and keeps what the last try came to', async () => {
    const ref = await due();
    refusing.add('email');
    await expect(activities().deliverNotification(ref)).rejects.toThrow('email is down');
    expect(await deliveriesOf(ref.notificationId)).toEqual(['email PENDING', 'in_app SENT', 'pager SENT']);
    expect(
      await world.one(`SELECT error FROM notice_deliveries WHERE notice_id = $1 AND channel = 'email'`, [
        ref.notificationId,
      ]),
    ).toEqual({ error: 'email is down' });
    refusing.clear();
    await activities().deliverNotification(ref);
    await activities().deliverNotification(ref);
    expect(sent).toEqual([`pager ${ref.notificationId} null`, `email ${ref.notificationId} null`]);
    expect(await deliveriesOf(ref.notificationId)).toEqual(['email SENT', 'in_app SENT', 'pager SENT']);
  });

  it('is given up where it was not sent, and nowhere else', async () => {
    const ref = await due();
    refusing.add(PAGER);
    await expect(activities().deliverNotification(ref)).rejects.toThrow('pager is down');
    await activities().giveUpNotification(ref);
    expect(await deliveriesOf(ref.notificationId)).toEqual(['email SENT', 'in_app SENT', 'pager FAILED']);
    // Late, and too late.
    refusing.clear();
    await activities().deliverNotification(ref);
    expect(sent).toHaveLength(1);
  });

  it('that no sender is there for says so, and waits', async () => {
    const ref = await due();
    const bare = noticeActivities({ db, senders: new Map(), pageOf: String, log: pino({ level: 'silent' }) });
    await expect(bare.deliverNotification(ref)).rejects.toThrow(AggregateError);
    expect(await deliveriesOf(ref.notificationId)).toEqual(['email PENDING', 'in_app SENT', 'pager PENDING']);
  });

  it('of a process of the version before has its deliveries, and what that process mailed is told', async () => {
    expect(await deliveriesOf(await writtenBefore('NONE'))).toEqual(['in_app SENT']);
    expect(await deliveriesOf(await writtenBefore('LOGGED'))).toEqual(['email LOGGED', 'in_app SENT']);
    const id = await writtenBefore('PENDING');
    expect(await deliveriesOf(id)).toEqual(['email PENDING', 'in_app SENT']);
    await db.inOrg(world.orgId, (tx) =>
      tx.client.query(`UPDATE notifications SET mail_status = 'SENT', sent_at = $2 WHERE id = $1`, [id, SENT]),
    );
    expect(await deliveriesOf(id)).toEqual(['email SENT', 'in_app SENT']);
    // And the other way round: that process does not mail what was mailed here.
    const ref = { orgId: world.orgId, notificationId: await writtenBefore('PENDING') };
    await activities().deliverNotification(ref);
    expect(
      await world.one('SELECT mail_status, sent_at IS NOT NULL AS sent FROM notifications WHERE id = $1', [
        ref.notificationId,
      ]),
    ).toEqual({ mail_status: 'SENT', sent: true });
  });
});

describe('the migration', () => {
  beforeEach(() => open((ownerUrl) => migrateUpTo(ownerUrl, 11)));
  afterEach(close);

  it('loses nothing that was told, and nothing that waits', async () => {
    const [alone, logged, pending, sent, failed] = [
      await writtenBefore('NONE'),
      await writtenBefore('LOGGED'),
      await writtenBefore('PENDING'),
      await writtenBefore('SENT', SENT),
      await writtenBefore('FAILED'),
    ];
    await migrate(database.ownerUrl);
    expect(await deliveriesOf(alone)).toEqual(['in_app SENT']);
    expect(await deliveriesOf(logged)).toEqual(['email LOGGED', 'in_app SENT']);
    expect(await deliveriesOf(pending)).toEqual(['email PENDING', 'in_app SENT']);
    expect(await deliveriesOf(failed)).toEqual(['email FAILED', 'in_app SENT']);
    const rows = await world.all(
      'SELECT channel, status, status_at FROM notice_deliveries WHERE notice_id = $1 ORDER BY channel',
      [sent],
    );
    expect(rows).toEqual([
      { channel: 'email', status: 'SENT', status_at: SENT },
      { channel: 'in_app', status: 'SENT', status_at: CREATED },
    ]);
  });

  it('sees what it has to move also where the owner is under the policy', async () => {
    const id = await writtenBefore('PENDING');
    const owner = `owner_${world.orgId.replaceAll('-', '')}`;
    await world.sql.query(`CREATE ROLE ${owner} LOGIN PASSWORD 'x'`);
    try {
      await world.sql.query(`
      GRANT CREATE ON DATABASE ${new URL(database.ownerUrl).pathname.slice(1)} TO ${owner};
      GRANT USAGE, CREATE ON SCHEMA public, drizzle TO ${owner};
      DO $$ DECLARE t record; BEGIN
        FOR t IN SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('public', 'drizzle') LOOP
          EXECUTE format('ALTER TABLE %I.%I OWNER TO ${owner}', t.schemaname, t.tablename);
        END LOOP;
      END $$`);
      const url = new URL(database.ownerUrl);
      url.username = owner;
      url.password = 'x';
      await migrateUpTo(url.href, 12);
      expect(await deliveriesOf(id)).toEqual(['email PENDING', 'in_app SENT']);
      const { relforcerowsecurity } = await world.one<{ relforcerowsecurity: boolean }>(
        `SELECT relforcerowsecurity FROM pg_class WHERE relname = 'notifications'`,
      );
      expect(relforcerowsecurity).toBe(true);
    } finally {
      await world.sql.query(`REASSIGN OWNED BY ${owner} TO CURRENT_USER; DROP OWNED BY ${owner}; DROP ROLE ${owner}`);
    }
  });
});
