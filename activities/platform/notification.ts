import type { Transporter } from 'nodemailer';
import type { Logger } from 'pino';
import type { Database } from '../../db/client.js';
import { markNotification, pendingNotification } from '../../db/platform/queries/deliveries.js';
import { leadPage } from '../../domain/leads/view/page.js';

export interface NotificationRef {
  orgId: string;
  notificationId: string;
}

export interface NotificationActivities {
  /** Mails one notice to its recipient. A notice that was sent already is left alone. */
  deliverNotification(ref: NotificationRef): Promise<void>;
  /** After the last try: the notice stays in the app, marked as not mailed. */
  giveUpNotification(ref: NotificationRef): Promise<void>;
}

export interface NotificationDeps {
  db: Database;
  /** Null: no SMTP server is configured. */
  mailer: Transporter | null;
  from: string;
  publicUrl: string;
  log: Logger;
}

export function notificationActivities(deps: NotificationDeps): NotificationActivities {
  const { db, mailer, from, publicUrl, log } = deps;
  return {
    async deliverNotification({ orgId, notificationId }) {
      const notice = await db.inOrg(orgId, (tx) => pendingNotification(tx, notificationId));
      if (!notice) return;
      if (!mailer) throw new Error('no SMTP server is configured: set SMTP_URL for the worker');
      await mailer.sendMail({
        from,
        to: { name: notice.name, address: notice.email },
        subject: notice.subject,
        text: `${notice.text}\n${notice.leadId ? `\n${leadPage(publicUrl, notice.leadId)}\n` : ''}`,
        // The same id at each try: a server that took the mail before our crash can see that it has it.
        messageId: `<${notice.id}@pinggo>`,
      });
      await db.inOrg(orgId, (tx) => markNotification(tx, notificationId, 'SENT'));
      log.info({ orgId, notificationId }, 'mail sent');
    },
    async giveUpNotification({ orgId, notificationId }) {
      await db.inOrg(orgId, (tx) => markNotification(tx, notificationId, 'FAILED'));
      log.error({ orgId, notificationId }, 'mail given up');
    },
  };
}
