import type { OrgTransaction } from '../../client.js';

export interface OutgoingNotification {
  id: string;
  email: string;
  name: string;
  leadId: string | null;
  subject: string;
  text: string;
}

/** A notice that still has to be mailed, with its recipient; null when it was sent or given up already. */
export async function pendingNotification(tx: OrgTransaction, id: string): Promise<OutgoingNotification | null> {
  const { rows } = await tx.client.query<OutgoingNotification>(
    `SELECT n.id, u.email, u.name, n.lead_id AS "leadId", n.subject, n.text
     FROM notifications n JOIN users u ON u.org_id = n.org_id AND u.id = n.user_id
     WHERE n.org_id = $1 AND n.id = $2 AND n.mail_status = 'PENDING'`,
    [tx.orgId, id],
  );
  return rows[0] ?? null;
}

export async function markNotification(tx: OrgTransaction, id: string, status: 'SENT' | 'FAILED'): Promise<void> {
  await tx.client.query(
    `UPDATE notifications SET mail_status = $3, sent_at = CASE WHEN $3 = 'SENT' THEN now() END
     WHERE org_id = $1 AND id = $2 AND mail_status = 'PENDING'`,
    [tx.orgId, id, status],
  );
}
