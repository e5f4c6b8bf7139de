import type { OutgoingChannel } from '../../../domain/platform/notices/channels.js';
import { initialStatus } from '../../../domain/platform/notices/delivery.js';
import type { PlatformNoticeKind } from '../../../domain/platform/vocabulary/notices.js';
import type { OrgTransaction } from '../../client.js';

interface AdminNotice {
  kind: PlatformNoticeKind;
  /** The same cause tells a person once. */
  cause: string;
  subject: string;
  text: string;
  /** The channels that notices leave the house by. */
  outgoing: readonly OutgoingChannel[];
  at: Date;
}

/** Tells each of an org's admins, in the app and by mail. */
export async function tellAdmins(tx: OrgTransaction, notice: AdminNotice): Promise<void> {
  const { kind, cause, subject, text, outgoing, at } = notice;
  const mail = initialStatus('email', [...outgoing]);
  await tx.client.query(
    `WITH told AS (
       INSERT INTO notifications (org_id, id, user_id, kind, subject, text, dedupe_key, mail_status, created_at)
       SELECT $1, notice_id($1, u.id, $3), u.id, $2, $4, $5, $3, $6, $7
       FROM users u WHERE u.org_id = $1 AND u.role = 'ADMIN' AND u.status <> 'INACTIVE'
       ON CONFLICT (org_id, user_id, dedupe_key) DO NOTHING RETURNING id),
     delivered AS (
       INSERT INTO notice_deliveries (org_id, notice_id, channel, status, status_at)
       SELECT $1, id, d.channel, d.status, $7 FROM told CROSS JOIN (VALUES ('in_app', $8), ('email', $6)) AS d (channel, status))
     INSERT INTO outbox (org_id, topic, subject_id) SELECT $1, 'NOTIFICATION', id FROM told WHERE $6 = 'PENDING'`,
    [tx.orgId, kind, cause, subject, text, mail, at, initialStatus('in_app', [...outgoing])],
  );
}
