import { ApplicationFailure } from '@temporalio/common';
import type { Logger } from 'pino';
import type { Database } from '../../db/client.js';
import {
  letGoOfNotice,
  markDelivery,
  noteFailedTry,
  pendingNotice,
  takeNotice,
  type PendingNotice,
} from '../../db/platform/queries/deliveries.js';
import { keepForQuiet } from '../../db/platform/queries/quiet-hours.js';
import type { OutgoingChannel } from '../../domain/platform/notices/channels.js';
import type { Senders } from './senders/index.js';

/** A notice, by the name that histories know. */
export interface NoticeRef {
  orgId: string;
  notificationId: string;
}

/** Their names and arguments are in histories. */
export interface NoticeActivities {
  /** Sends one notice to its recipient, by every channel on which it was not sent yet. */
  deliverNotification(ref: NoticeRef): Promise<void>;
  /** After the last try: the notice stays in the app, marked as not sent where it was not. */
  giveUpNotification(ref: NoticeRef): Promise<void>;
}

export interface NoticeDeps {
  db: Database;
  senders: Senders;
  /** Where people look at what a notice is about. */
  pageOf: (leadId: string) => string;
  log: Logger;
}

/** Longer than a try may take (`startToCloseTimeout` of the workflow): one whose worker died is over by then. */
const LEASE_MS = 65_000;

/** Quiet hours may be changed meanwhile. */
const LONGEST_WAIT_MS = 15 * 60_000;

export function noticeActivities({ db, senders, pageOf, log }: NoticeDeps): NoticeActivities {
  async function send(channel: OutgoingChannel, { id, name, email, subject, text, leadId }: PendingNotice) {
    const sender = senders.get(channel);
    if (!sender) throw new Error(`${channel} is not configured: set the worker's variables for it (README.md)`);
    await sender({ id, to: { name, email }, subject, text, link: leadId === null ? null : pageOf(leadId) });
  }

  return {
    async deliverNotification({ orgId, notificationId }) {
      const notice = await db.inOrg(orgId, (tx) => takeNotice(tx, notificationId, LEASE_MS));
      if (!notice) return;
      // The relay keeps what is due in somebody's quiet hours; this is what could not be sent before they began.
      const until = await db.inOrg(orgId, (tx) => keepForQuiet(tx, notificationId, new Date()));
      if (until) {
        await db.inOrg(orgId, (tx) => letGoOfNotice(tx, notificationId));
        throw ApplicationFailure.create({
          message: `its person wants no mail before ${until.toISOString()}`,
          nextRetryDelay: Math.min(LONGEST_WAIT_MS, until.getTime() - Date.now()),
        });
      }
      if (notice.channels.length === 0) throw new Error('another try to send it is under way');
      if (notice.isDemo) {
        // Its people are invented: what would be mailed is noted, as where no channel is set up.
        for (const channel of notice.channels)
          await db.inOrg(orgId, (tx) => markDelivery(tx, notificationId, channel, 'LOGGED'));
        return;
      }
      const errors: Error[] = [];
      for (const channel of notice.channels) {
        try {
          await send(channel, notice);
        } catch (error) {
          const { message } = error as Error;
          await db.inOrg(orgId, (tx) => noteFailedTry(tx, notificationId, channel, message));
          errors.push(error as Error);
          continue;
        }
        await db.inOrg(orgId, (tx) => markDelivery(tx, notificationId, channel, 'SENT'));
        log.info({ orgId, notificationId, channel }, 'notice sent');
      }
      // Tried again as a whole: what was sent is not pending any more.
      if (errors.length > 0) throw errors.length === 1 ? errors[0]! : new AggregateError(errors);
    },
    async giveUpNotification({ orgId, notificationId }) {
      await db.inOrg(orgId, async (tx) => {
        const notice = await pendingNotice(tx, notificationId);
        for (const channel of notice?.channels ?? []) {
          await markDelivery(tx, notificationId, channel, 'FAILED');
          log.error({ orgId, notificationId, channel }, 'notice given up');
        }
      });
    },
  };
}
