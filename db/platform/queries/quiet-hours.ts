import { and, eq } from 'drizzle-orm';
import { knownZone } from '../../../domain/engine/calendars/zone.js';
import { quietUntil, type QuietHours } from '../../../domain/platform/notices/quiet-hours.js';
import type { OrgTransaction } from '../../client.js';
import { orgs } from '../schema/orgs.js';
import { users } from '../schema/users.js';

export interface OwnQuietHours {
  quietHours: QuietHours | null;
  /** By whose clock they go. */
  timeZone: string;
}

/** The person's own zone, where it is one; else the org's. */
const zoneOf = (own: string | null, ofOrg: string): string => (knownZone(own ?? undefined) ? own! : ofOrg);

/** A person's quiet hours; null: there is no such person. @param lock for changes */
export async function findQuietHours(tx: OrgTransaction, userId: string, lock = false): Promise<OwnQuietHours | null> {
  const query = tx
    .select({ quietHours: users.quietHours, own: users.timeZone, ofOrg: orgs.timeZone })
    .from(users)
    .innerJoin(orgs, eq(orgs.id, users.orgId))
    .where(and(eq(users.orgId, tx.orgId), eq(users.id, userId)));
  const [row] = await (lock ? query.for('no key update', { of: users }) : query);
  return row ? { quietHours: row.quietHours, timeZone: zoneOf(row.own, row.ofOrg) } : null;
}

/** Changes them. What waits is looked at again: it goes by what counts now. */
export async function writeQuietHours(
  tx: OrgTransaction,
  userId: string,
  quietHours: QuietHours | null,
): Promise<void> {
  await tx
    .update(users)
    .set({ quietHours })
    .where(and(eq(users.orgId, tx.orgId), eq(users.id, userId)));
  await askAgain(tx, userId);
}

/** Asks the relay again for what waits for the end of somebody's quiet hours, as those are others now. */
export async function askAgain(tx: OrgTransaction, userId: string): Promise<void> {
  await tx.client.query(
    `WITH waiting AS (
       UPDATE notice_deliveries d SET not_before = NULL FROM notifications n
       WHERE n.org_id = $1 AND n.user_id = $2 AND d.org_id = n.org_id AND d.notice_id = n.id
         AND d.status = 'PENDING' AND d.not_before IS NOT NULL
       RETURNING d.org_id, d.notice_id)
     INSERT INTO outbox (org_id, topic, subject_id) SELECT DISTINCT org_id, 'NOTIFICATION', notice_id FROM waiting`,
    [tx.orgId, userId],
  );
}

/**
 * Keeps a notice that is due while its person wants no mail: until when is written down, and the sweep asks for it then.
 * @returns that instant; null: it goes now
 */
export async function keepForQuiet(tx: OrgTransaction, noticeId: string, now: Date): Promise<Date | null> {
  const { rows } = await tx.client.query<{
    kind: string;
    hours: QuietHours | null;
    own: string | null;
    ofOrg: string;
  }>(
    `SELECT n.kind, u.quiet_hours AS hours, u.time_zone AS own, o.time_zone AS "ofOrg" FROM notifications n
     JOIN users u ON u.org_id = n.org_id AND u.id = n.user_id JOIN orgs o ON o.id = n.org_id
     WHERE n.org_id = $1 AND n.id = $2 FOR NO KEY UPDATE OF u`,
    [tx.orgId, noticeId],
  );
  const [row] = rows;
  if (!row?.hours) return null;
  const untilMs = quietUntil(row.hours, row.kind, { timeZone: zoneOf(row.own, row.ofOrg), nowMs: now.getTime() });
  if (untilMs === null) return null;
  const until = new Date(untilMs);
  await tx.client.query(
    `UPDATE notice_deliveries SET not_before = $3 WHERE org_id = $1 AND notice_id = $2 AND status = 'PENDING'`,
    [tx.orgId, noticeId, until],
  );
  return until;
}
