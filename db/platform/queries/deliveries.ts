import type { OutgoingChannel } from '../../../domain/platform/notices/channels.js';
import type { OrgTransaction } from '../../client.js';

/** A notice with its recipient, and where it still has to be delivered. */
export interface PendingNotice {
  id: string;
  email: string;
  name: string;
  leadId: string | null;
  subject: string;
  text: string;
  channels: OutgoingChannel[];
}

/** @returns null when it was delivered or given up on every channel already */
export async function pendingNotice(tx: OrgTransaction, id: string): Promise<PendingNotice | null> {
  const { rows } = await tx.client.query<PendingNotice>(
    `SELECT n.id, u.email, u.name, n.lead_id AS "leadId", n.subject, n.text, array_agg(d.channel) AS channels
     FROM notice_deliveries d
     JOIN notifications n ON n.org_id = d.org_id AND n.id = d.notice_id
     JOIN users u ON u.org_id = n.org_id AND u.id = n.user_id
     WHERE d.org_id = $1 AND d.notice_id = $2 AND d.status = 'PENDING'
     GROUP BY n.org_id, n.id, u.org_id, u.id`,
    [tx.orgId, id],
  );
  return rows[0] ?? null;
}

export async function markDelivery(
  tx: OrgTransaction,
  noticeId: string,
  channel: OutgoingChannel,
  status: 'SENT' | 'FAILED',
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

/** Writes down what a try came to that will be made again. */
export async function noteFailedTry(
  tx: OrgTransaction,
  noticeId: string,
  channel: OutgoingChannel,
  error: string,
): Promise<void> {
  await tx.client.query(
    `UPDATE notice_deliveries SET error = $4
     WHERE org_id = $1 AND notice_id = $2 AND channel = $3 AND status = 'PENDING'`,
    [tx.orgId, noticeId, channel, error.slice(0, 1_000)],
  );
}
