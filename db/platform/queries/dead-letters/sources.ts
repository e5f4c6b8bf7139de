import type { DeadLetterKind } from '../../../../domain/platform/dead-letters/kinds.js';
import type { OrgTransaction } from '../../../client.js';
import { redeliverFailed } from '../webhook-events.js';
import type { DeadRows } from './rows.js';

/** What the platform knows of a kind of its dead letters. */
export interface DeadLetterSource {
  rows: DeadRows;
  /** What it was to bring about, with whom it is about: for the org's admin only. Null: it is gone. */
  payloadOf: (tx: OrgTransaction, id: string) => Promise<Record<string, unknown> | null>;
  /** Why it cannot be tried again as things are; left out, or null: it can. */
  unfit?: (tx: OrgTransaction, id: string) => Promise<string | null>;
  /** Has it tried again. @returns false: it does not lie dead any more */
  requeue: (tx: OrgTransaction, id: string, now: Date) => Promise<boolean>;
}

const only = async (tx: OrgTransaction, text: string, id: string): Promise<Record<string, unknown> | null> =>
  (await tx.client.query<Record<string, unknown>>(text, [tx.orgId, id])).rows[0] ?? null;

/** Each of them: a new kind does not compile without. */
export const DEAD_LETTER_SOURCES: Readonly<Record<DeadLetterKind, DeadLetterSource>> = {
  MESSAGE: {
    // What was given back, or delivered, however that was done, lies dead no more.
    rows: (of) => `
      SELECT l.org_id, l.id, l.created_at AS died_at, o.created_at AS born_at, l.topic AS what, l.lead_id, l.error, l.attempts
      FROM dead_letters l JOIN outbox o ON o.org_id = l.org_id AND o.id = l.outbox_id
      WHERE ${of('l.org_id')} AND l.requeued_at IS NULL AND o.dead_at IS NOT NULL AND o.delivered_at IS NULL`,
    payloadOf: (tx, id) =>
      only(
        tx,
        `SELECT topic, lead_id AS "leadId", subject_id AS "subjectId", outbox_id AS "outboxId", payload
         FROM dead_letters WHERE org_id = $1 AND id = $2`,
        id,
      ),
    async requeue(tx, id, now) {
      const { rowCount } = await tx.client.query(
        `UPDATE outbox o SET dead_at = NULL, attempts = 0, available_at = now() FROM dead_letters l
         WHERE l.org_id = $1 AND l.id = $2 AND o.org_id = l.org_id AND o.id = l.outbox_id
           AND o.dead_at IS NOT NULL AND o.delivered_at IS NULL`,
        [tx.orgId, id],
      );
      if (rowCount !== 1) return false;
      await tx.client.query(
        `UPDATE dead_letters d SET requeued_at = $3 FROM dead_letters l
         WHERE l.org_id = $1 AND l.id = $2 AND d.org_id = l.org_id AND d.outbox_id = l.outbox_id AND d.requeued_at IS NULL`,
        [tx.orgId, id, now],
      );
      // The relay is woken by what is new, and this is not.
      await tx.client.query("SELECT pg_notify('pinggo_outbox', '')");
      return true;
    },
  },

  NOTICE: {
    // One letter for a notice, on however many channels it was given up: they are tried again together.
    rows: (of) => `
      SELECT d.org_id, d.notice_id AS id, d.status_at AS died_at, n.created_at AS born_at, n.kind AS what, n.lead_id, d.error, d.attempts
      FROM notice_deliveries d JOIN notifications n ON n.org_id = d.org_id AND n.id = d.notice_id
      WHERE ${of('d.org_id')} AND d.status = 'FAILED' AND NOT EXISTS (SELECT FROM notice_deliveries b
        WHERE b.org_id = d.org_id AND b.notice_id = d.notice_id AND b.status = 'FAILED' AND b.channel < d.channel)`,
    payloadOf: (tx, id) =>
      only(
        tx,
        `SELECT u.name AS "toName", u.email AS "toEmail", n.subject, n.text,
           (SELECT array_agg(d.channel ORDER BY d.channel) FROM notice_deliveries d
            WHERE d.org_id = n.org_id AND d.notice_id = n.id AND d.status = 'FAILED') AS channels
         FROM notifications n JOIN users u ON u.org_id = n.org_id AND u.id = n.user_id WHERE n.org_id = $1 AND n.id = $2`,
        id,
      ),
    async requeue(tx, id, now) {
      const { rowCount } = await tx.client.query(
        `UPDATE notice_deliveries SET status = 'PENDING', status_at = $3, attempts = 0, requeues = requeues + 1,
           lease_until = NULL, not_before = NULL, next_try_at = NULL
         WHERE org_id = $1 AND notice_id = $2 AND status = 'FAILED'`,
        [tx.orgId, id, now],
      );
      if (rowCount === 0) return false;
      await tx.client.query(`INSERT INTO outbox (org_id, topic, subject_id) VALUES ($1, 'NOTIFICATION', $2)`, [
        tx.orgId,
        id,
      ]);
      return true;
    },
  },

  ACCESS_MAIL: {
    // One whose link is over brings nobody in: whoever asks again gets another. What is the platform's names nobody.
    rows: (of) => `
      SELECT m.org_id, m.id, m.status_at AS died_at, m.created_at AS born_at, m.kind AS what, NULL::uuid AS lead_id, m.fault AS error,
        m.tries AS attempts
      FROM access_mails m
      WHERE ${of('m.org_id')} AND m.status = 'GIVEN_UP' AND m.user_id IS NOT NULL AND m.expire_at > now()`,
    payloadOf: (tx, id) =>
      only(
        tx,
        `SELECT m.kind, u.name AS "toName", u.email AS "toEmail", m.expire_at AS "expireAt"
         FROM access_mails m LEFT JOIN users u ON u.org_id = m.org_id AND u.id = m.user_id WHERE m.org_id = $1 AND m.id = $2`,
        id,
      ),
    async requeue(tx, id, now) {
      const { rowCount } = await tx.client.query(
        `UPDATE access_mails SET status = 'WAITING', status_at = $3, next_try_at = NULL, lease_until = NULL
         WHERE org_id = $1 AND id = $2 AND status = 'GIVEN_UP' AND expire_at > now()`,
        [tx.orgId, id, now],
      );
      if (rowCount !== 1) return false;
      await tx.client.query(`INSERT INTO outbox (org_id, topic, subject_id) VALUES ($1, 'ACCESS_MAIL', $2)`, [
        tx.orgId,
        id,
      ]);
      return true;
    },
  },

  WEBHOOK: {
    rows: (of) => `
      SELECT d.org_id, d.id, d.status_at AS died_at, d.created_at AS born_at, d.event_type AS what, d.lead_id,
        (SELECT coalesce(t.fault, 'answered ' || t.status) FROM webhook_tries t
         WHERE t.org_id = d.org_id AND t.delivery_id = d.id ORDER BY t.at DESC LIMIT 1) AS error, d.tries AS attempts
      FROM webhook_deliveries d JOIN webhooks w ON w.org_id = d.org_id AND w.id = d.webhook_id
      WHERE ${of('d.org_id')} AND d.status = 'FAILED' AND w.deleted_at IS NULL`,
    payloadOf: (tx, id) =>
      only(
        tx,
        `SELECT w.id AS "webhookId", w.name AS "webhookName", w.url, d.event_type AS "eventType", d.event_at AS "eventAt"
         FROM webhook_deliveries d JOIN webhooks w ON w.org_id = d.org_id AND w.id = d.webhook_id WHERE d.org_id = $1 AND d.id = $2`,
        id,
      ),
    unfit: async (tx, id) =>
      (await only(
        tx,
        `SELECT 1 FROM webhook_deliveries d JOIN webhooks w ON w.org_id = d.org_id AND w.id = d.webhook_id
         WHERE d.org_id = $1 AND d.id = $2 AND w.off_at IS NOT NULL`,
        id,
      )) && 'Its webhook is switched off; switch it on first',
    requeue: (tx, id) => redeliverFailed(tx, id),
  },
};
