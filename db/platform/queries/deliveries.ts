import type { OutgoingChannel } from '../../../domain/platform/notices/channels.js';
import { NOTICE_RETRY } from '../../../domain/platform/notices/retry.js';
import type { Database, OrgTransaction } from '../../client.js';

/** A notice with its recipient, and where it still has to be delivered. */
export interface PendingNotice {
  id: string;
  email: string;
  name: string;
  leadId: string | null;
  subject: string;
  text: string;
  channels: OutgoingChannel[];
  /** Its organisation is a demo: nothing of it leaves the house. */
  isDemo: boolean;
}

/** @returns null when it was delivered or given up on every channel already */
export async function pendingNotice(tx: OrgTransaction, id: string): Promise<PendingNotice | null> {
  const { rows } = await tx.client.query<PendingNotice>(
    `SELECT n.id, u.email, u.name, n.lead_id AS "leadId", n.subject, n.text, array_agg(d.channel) AS channels,
       o.demo_of IS NOT NULL AS "isDemo"
     FROM notice_deliveries d
     JOIN notifications n ON n.org_id = d.org_id AND n.id = d.notice_id
     JOIN users u ON u.org_id = n.org_id AND u.id = n.user_id
     JOIN orgs o ON o.id = n.org_id
     WHERE d.org_id = $1 AND d.notice_id = $2 AND d.status = 'PENDING'
     GROUP BY n.org_id, n.id, u.org_id, u.id, o.id`,
    [tx.orgId, id],
  );
  return rows[0] ?? null;
}

/**
 * Takes a notice for one try to send it, by all channels on which nobody else sends it now: of two workflows that are
 * about the same notice one sends it.
 * @returns null when it was delivered or given up on every channel already; without `channels` where others are at it
 */
export async function takeNotice(tx: OrgTransaction, id: string, leaseMs: number): Promise<PendingNotice | null> {
  const { rows } = await tx.client.query<{ channel: OutgoingChannel }>(
    `UPDATE notice_deliveries SET lease_until = clock_timestamp() + $3 * interval '1 millisecond'
     WHERE org_id = $1 AND notice_id = $2 AND status = 'PENDING' AND (lease_until IS NULL OR lease_until < clock_timestamp())
     RETURNING channel`,
    [tx.orgId, id, leaseMs],
  );
  const notice = await pendingNotice(tx, id);
  return notice && { ...notice, channels: rows.map(({ channel }) => channel) };
}

export async function markDelivery(
  tx: OrgTransaction,
  noticeId: string,
  channel: OutgoingChannel,
  status: 'SENT' | 'FAILED' | 'LOGGED',
): Promise<void> {
  await tx.client.query(
    `UPDATE notice_deliveries SET status = $4, status_at = now(), error = CASE WHEN $4 = 'FAILED' THEN error END
     WHERE org_id = $1 AND notice_id = $2 AND channel = $3 AND status = 'PENDING'`,
    [tx.orgId, noticeId, channel, status],
  );
  // Processes of the version before know one channel, and deliver by this.
  await tx.client.query(
    `UPDATE notifications SET mail_status = $4, sent_at = CASE WHEN $4 = 'SENT' THEN now() END
     WHERE org_id = $1 AND id = $2 AND $3 = 'email' AND mail_status = 'PENDING'`,
    [tx.orgId, noticeId, channel, status],
  );
}

/** Lets go of a notice that is not to be sent yet. */
export async function letGoOfNotice(tx: OrgTransaction, noticeId: string): Promise<void> {
  await tx.client.query(
    `UPDATE notice_deliveries SET lease_until = NULL WHERE org_id = $1 AND notice_id = $2 AND status = 'PENDING'`,
    [tx.orgId, noticeId],
  );
}

/** Writes down what a try came to that will be made again, and lets the next one take it. */
export async function noteFailedTry(
  tx: OrgTransaction,
  noticeId: string,
  channel: OutgoingChannel,
  error: string,
): Promise<void> {
  const { firstWaitMs, factor, longestWaitMs } = NOTICE_RETRY;
  await tx.client.query(
    `UPDATE notice_deliveries SET error = $4, lease_until = NULL, attempts = attempts + 1,
       next_try_at = clock_timestamp() + least($5::float * $6::float ^ least(attempts, 64), $7::float) * interval '1 millisecond'
     WHERE org_id = $1 AND notice_id = $2 AND channel = $3 AND status = 'PENDING'`,
    [tx.orgId, noticeId, channel, error.slice(0, 1_000), firstWaitMs, factor, longestWaitMs],
  );
}

/** How often somebody had a notice tried again after it was given up. */
export async function requeuesOf(tx: OrgTransaction, noticeId: string): Promise<number> {
  const { rows } = await tx.client.query<{ requeues: number }>(
    'SELECT coalesce(max(requeues), 0) AS requeues FROM notice_deliveries WHERE org_id = $1 AND notice_id = $2',
    [tx.orgId, noticeId],
  );
  return rows[0]!.requeues;
}

/** Writes down what became of a notice that its workflow has dealt with, on the channels that do not know it. */
export async function settleDeliveries(tx: OrgTransaction, id: string, status: 'SENT' | 'FAILED'): Promise<void> {
  const notice = await pendingNotice(tx, id);
  for (const channel of notice?.channels ?? []) await markDelivery(tx, id, channel, status);
}

/** After a ring that did not help, the next. */
const RING_AGAIN_MS = 3_600_000;

/**
 * Asks the relay for the workflows of notices that should have been sent `byMs` ago: one that runs goes on, one that was
 * lost begins again, and one that has sent it tells so. And for those whose person's quiet hours are over. As `pinggo_relay`.
 * @returns how many
 */
export async function ringNotices(db: Database, byMs: number, limit: number, againMs = RING_AGAIN_MS): Promise<number> {
  const { rowCount } = await db.pool.query(
    `WITH late AS (
       SELECT DISTINCT org_id, notice_id FROM (
         SELECT org_id, notice_id FROM notice_deliveries
         WHERE status = 'PENDING' AND coalesce(not_before <= clock_timestamp(), status_at < clock_timestamp() - $1 * interval '1 millisecond')
           AND (rung_at IS NULL OR rung_at < not_before OR rung_at < clock_timestamp() - $3 * interval '1 millisecond')
         ORDER BY status_at LIMIT $2) oldest),
     rung AS (
       UPDATE notice_deliveries d SET rung_at = clock_timestamp() FROM late l
       WHERE d.org_id = l.org_id AND d.notice_id = l.notice_id AND d.status = 'PENDING'
       RETURNING d.org_id, d.notice_id)
     INSERT INTO outbox (org_id, topic, subject_id) SELECT DISTINCT org_id, 'NOTIFICATION', notice_id FROM rung`,
    [byMs, limit, againMs],
  );
  return rowCount ?? 0;
}
