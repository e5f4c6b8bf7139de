import type { Database } from '../../client.js';

/** Deletes what was over before an instant, at most so many rows, the oldest first. @returns how many */
export type DeleteOld = (db: Database, before: Date, most: number) => Promise<number>;

/** By a function of a migration: nobody but its owner may delete. @param call with `$1` the instant, `$2` how many */
export const deleteBy =
  (call: string): DeleteOld =>
  async (db, before, most) => {
    const { rows } = await db.pool.query<{ deleted: number }>(`SELECT ${call} AS deleted`, [before, most]);
    return rows[0]!.deleted;
  };

export const deleteDeliveredMessages = deleteBy('delete_delivered_messages($1, $2)');
export const deleteExpiredRefreshTokens = deleteBy('delete_expired_refresh_tokens($1, $2)');
export const deleteOldOneTimeLinks = deleteBy('delete_old_one_time_links($1, $2)');
export const deleteOldIdempotencyKeys = deleteBy('delete_old_idempotency_keys($1, $2)');
export const deleteOldWebhookDeliveries = deleteBy('delete_old_webhook_deliveries($1, $2)');
export const deleteEndedSessions = deleteBy('delete_ended_sessions($1, $2)');
export const deleteReadNotices = deleteBy('delete_old_notices($1, $2, true)');
export const deleteUnreadNotices = deleteBy('delete_old_notices($1, $2, false)');
/** Of orgs that keep them for less than the installation: as long before the instant as each says. */
export const deleteReadNoticesOfOrgs = deleteBy('delete_notices_of_orgs($1, $2, true)');
export const deleteUnreadNoticesOfOrgs = deleteBy('delete_notices_of_orgs($1, $2, false)');
