import { v7 as uuidv7 } from 'uuid';
import type { Database, OrgTransaction } from '../../client.js';
import { and, eq } from 'drizzle-orm';
import {
  ACCESS_MAIL_LIVES_MS,
  type AccessMailKind,
  type AccessMailStatus,
  type LinkPurpose,
  type MailFault,
} from '../../../domain/platform/access/links.js';
import type { Role } from '../../../domain/platform/access/roles.js';
import { accessMails } from '../schema/access-mails.js';
import { outbox } from '../schema/outbox.js';

export type AccessMailRow = typeof accessMails.$inferSelect;

/** Whom a mail is for: a person of the transaction's org, or whoever has an e-mail. */
type Recipient = { userId: string } | { emailFolded: string };

type NewAccessMail = {
  kind: AccessMailKind;
  to: Recipient;
  /** SHA-256 of what the asking browser keeps. */
  browserHash?: string;
  /** Null: they themselves. */
  askedBy: string | null;
  now: Date;
  /** False: no mail is set up, and who asks is shown the link. */
  mailed?: boolean;
  /** Of a mail that is asked for once, however often. */
  id?: string;
};

/** Of people by their e-mail: where it was not folded yet, as it was folded before. */
const FOLDED = 'coalesce(u.email_folded, lower(u.email))';

/**
 * Asks for a mail: its row, and a message for who sends it. No link is made before it is sent.
 * @returns its id and until when its link holds; null: it was asked for before, under this id
 */
export async function askForMail(
  tx: OrgTransaction,
  { kind, to, browserHash, askedBy, now, mailed = true, id = uuidv7() }: NewAccessMail,
): Promise<{ id: string; expireAt: Date } | null> {
  const expireAt = new Date(now.getTime() + ACCESS_MAIL_LIVES_MS[kind]);
  const userId = 'userId' in to ? to.userId : null;
  const { rowCount } = await tx.client.query(
    `INSERT INTO access_mails (org_id, id, kind, user_id, email_folded, browser_hash, status, status_at, asked_by, created_at, expire_at)
     SELECT $1, $2, $3, $4::uuid, coalesce($5, (SELECT ${FOLDED} FROM users u WHERE u.org_id = $1 AND u.id = $4::uuid)), $6, $7, $8, $9, $8, $10
     ON CONFLICT DO NOTHING`,
    [
      tx.orgId,
      id,
      kind,
      userId,
      'emailFolded' in to ? to.emailFolded : null,
      browserHash ?? null,
      mailed ? 'WAITING' : 'SHOWN',
      now,
      askedBy,
      expireAt,
    ],
  );
  if (rowCount !== 1) return null;
  if (mailed) await tx.insert(outbox).values({ orgId: tx.orgId, topic: 'ACCESS_MAIL', subjectId: id });
  return { id, expireAt };
}

/** Invites many people at once, who have no password. */
export async function askForInvitations(
  tx: OrgTransaction,
  userIds: readonly string[],
  askedBy: string | null,
  now: Date,
): Promise<void> {
  await tx.client.query(
    `WITH asked AS (
       INSERT INTO access_mails (org_id, id, kind, user_id, email_folded, status, status_at, asked_by, created_at, expire_at)
       SELECT u.org_id, gen_random_uuid(), 'INVITATION', u.id, ${FOLDED}, 'WAITING', $3, $4, $3, $5
       FROM users u WHERE u.org_id = $1 AND u.id = ANY ($2::uuid[]) RETURNING org_id, id)
     INSERT INTO outbox (org_id, topic, subject_id) SELECT org_id, 'ACCESS_MAIL', id FROM asked`,
    [tx.orgId, userIds, now, askedBy, new Date(now.getTime() + ACCESS_MAIL_LIVES_MS.INVITATION)],
  );
}

/**
 * Takes a mail for one try to send it.
 * @returns null when it is not waiting (any more); `HELD` where another try is under way
 */
export async function takeMail(
  tx: OrgTransaction,
  id: string,
  leaseMs: number,
): Promise<AccessMailRow | 'HELD' | null> {
  const { rowCount } = await tx.client.query(
    `UPDATE access_mails SET lease_until = clock_timestamp() + $3 * interval '1 millisecond', tries = tries + 1
     WHERE org_id = $1 AND id = $2 AND status = 'WAITING' AND (lease_until IS NULL OR lease_until < clock_timestamp())`,
    [tx.orgId, id, leaseMs],
  );
  const [row] = await tx
    .select()
    .from(accessMails)
    .where(and(eq(accessMails.orgId, tx.orgId), eq(accessMails.id, id)));
  if (row?.status !== 'WAITING') return null;
  return rowCount === 1 ? row : 'HELD';
}

/**
 * Writes down what became of a mail that waited. That it was asked for by an e-mail is nobody's business then.
 * @returns false: somebody else did, or took it back
 */
export async function settleMail(
  tx: OrgTransaction,
  id: string,
  status: Exclude<AccessMailStatus, 'WAITING' | 'SHOWN'>,
  now: Date,
  fault: MailFault | null = null,
): Promise<boolean> {
  const { rowCount } = await tx.client.query(
    `UPDATE access_mails SET status = $3, status_at = $4, fault = $5, next_try_at = NULL, lease_until = NULL,
       email_folded = CASE WHEN user_id IS NOT NULL THEN email_folded END
     WHERE org_id = $1 AND id = $2 AND status = 'WAITING'`,
    [tx.orgId, id, status, now, fault],
  );
  return rowCount === 1;
}

/** A try failed, and there will be another. */
export async function noteFailedMail(tx: OrgTransaction, id: string, fault: MailFault, nextTryAt: Date): Promise<void> {
  await tx.client.query(
    `UPDATE access_mails SET fault = $3, next_try_at = $4, lease_until = NULL
     WHERE org_id = $1 AND id = $2 AND status = 'WAITING'`,
    [tx.orgId, id, fault, nextTryAt],
  );
}

/** A person as a mail needs them, with their org. */
export interface MailedPerson {
  id: string;
  name: string;
  email: string;
  emailFolded: string;
  status: string;
  hasPassword: boolean;
  language: string | null;
  orgName: string;
  orgLocale: string;
  timeZone: string;
  /** Who asked for it; null: nobody, or nobody who is known. */
  asker: string | null;
}

export async function mailedPerson(
  tx: OrgTransaction,
  userId: string,
  askedBy: string | null,
): Promise<MailedPerson | null> {
  const { rows } = await tx.client.query<MailedPerson>(
    `SELECT u.id, u.name, u.email, ${FOLDED} AS "emailFolded", u.status, u.password_hash IS NOT NULL AS "hasPassword", u.language,
       o.name AS "orgName", o.locale AS "orgLocale", coalesce(u.time_zone, o.time_zone) AS "timeZone",
       (SELECT a.name FROM users a WHERE a.org_id = u.org_id AND a.id = $3) AS asker
     FROM users u JOIN orgs o ON o.id = u.org_id WHERE u.org_id = $1 AND u.id = $2`,
    [tx.orgId, userId, askedBy],
  );
  return rows[0] ?? null;
}

interface NewLink {
  mailId: string;
  purpose: LinkPurpose;
  userId: string;
  /** SHA-256 of what is in it. */
  hash: string;
  browserHash: string | null;
  now: Date;
  expireAt: Date;
}

/**
 * Writes down a link that goes out now. Where the mail server refused the mail of the one before, that one becomes this; where
 * nobody knows, both are good.
 */
export async function writeLink(tx: OrgTransaction, link: NewLink): Promise<void> {
  const { rowCount } = await tx.client.query(
    `UPDATE one_time_links SET hash = $4, undelivered = false
     WHERE org_id = $1 AND id = (SELECT id FROM one_time_links
       WHERE org_id = $1 AND mail_id = $2 AND user_id = $3 AND undelivered ORDER BY created_at LIMIT 1)`,
    [tx.orgId, link.mailId, link.userId, link.hash],
  );
  if (rowCount === 1) return;
  await tx.client.query(
    `INSERT INTO one_time_links (org_id, id, mail_id, purpose, user_id, email_folded, hash, browser_hash, created_at, expire_at)
     SELECT u.org_id, $2, $3, $4, u.id, ${FOLDED}, $5, $6, $7, $8 FROM users u WHERE u.org_id = $1 AND u.id = $9`,
    [tx.orgId, uuidv7(), link.mailId, link.purpose, link.hash, link.browserHash, link.now, link.expireAt, link.userId],
  );
}

/** The mail server refused the mail that it stood in: nobody has it. */
export async function markUndelivered(tx: OrgTransaction, hash: string): Promise<void> {
  await tx.client.query(
    'UPDATE one_time_links SET undelivered = true WHERE org_id = $1 AND hash = $2 AND used_at IS NULL',
    [tx.orgId, hash],
  );
}

/** Whose link it is, over all orgs, by the SHA-256 of what is in it; null: there is none. */
export async function findLink(
  db: Pick<Database, 'pool'>,
  hash: string,
): Promise<{ orgId: string; userId: string; purpose: LinkPurpose } | null> {
  const { rows } = await db.pool.query<{ orgId: string; userId: string; purpose: LinkPurpose }>(
    'SELECT org_id AS "orgId", user_id AS "userId", purpose FROM find_one_time_link($1)',
    [hash],
  );
  return rows[0] ?? null;
}

/** That a link is good now, for whoever still has the e-mail that it went to. An invitation is for who has no password yet. */
const GOOD = `l.org_id = $1 AND l.hash = $2 AND l.purpose = $3 AND l.used_at IS NULL AND l.withdrawn_at IS NULL AND l.expire_at > $4
  AND u.org_id = l.org_id AND u.id = l.user_id AND u.status <> 'INACTIVE' AND ${FOLDED} = l.email_folded
  AND (l.purpose <> 'INVITATION' OR u.password_hash IS NULL)`;

interface AskedLink {
  hash: string;
  purpose: LinkPurpose;
  now: Date;
}

/** A link that can be used now, with what its page shows; null: there is none such. */
export interface GoodLink {
  userId: string;
  name: string;
  email: string;
  language: string | null;
  orgName: string;
  orgLocale: string;
  browserHash: string | null;
  expireAt: Date;
}

export async function goodLink(tx: OrgTransaction, { hash, purpose, now }: AskedLink): Promise<GoodLink | null> {
  const { rows } = await tx.client.query<GoodLink>(
    `SELECT u.id AS "userId", u.name, u.email, u.language, o.name AS "orgName", o.locale AS "orgLocale",
       l.browser_hash AS "browserHash", l.expire_at AS "expireAt"
     FROM one_time_links l, users u, orgs o WHERE ${GOOD} AND o.id = l.org_id`,
    [tx.orgId, hash, purpose, now],
  );
  return rows[0] ?? null;
}

/** Holds a person until the end of the transaction: what ends their links, or uses one, comes one after the other. */
async function lockPerson(tx: OrgTransaction, userId: string): Promise<void> {
  await tx.client.query('SELECT 1 FROM users WHERE org_id = $1 AND id = $2 FOR NO KEY UPDATE', [tx.orgId, userId]);
}

/**
 * Uses a link: of many at the same instant, this one statement lets one through. All others of its mail end with it.
 * @param browserHash of the browser that it is used in
 * @returns false: it is not good, or not here
 */
export async function useLink(
  tx: OrgTransaction,
  { hash, purpose, now, userId, browserHash }: AskedLink & { userId: string; browserHash: string | null },
): Promise<boolean> {
  await lockPerson(tx, userId);
  const { rows } = await tx.client.query<{ mailId: string }>(
    `UPDATE one_time_links l SET used_at = $4 FROM users u
     WHERE ${GOOD} AND (l.browser_hash IS NULL OR l.browser_hash = $5) RETURNING l.mail_id AS "mailId"`,
    [tx.orgId, hash, purpose, now, browserHash],
  );
  if (rows.length === 0) return false;
  await tx.client.query(
    `UPDATE one_time_links SET withdrawn_at = $3
     WHERE org_id = $1 AND mail_id = $2 AND used_at IS NULL AND withdrawn_at IS NULL`,
    [tx.orgId, rows[0]!.mailId, now],
  );
  return true;
}

/**
 * Ends a person's links of these kinds, and their mails that wait.
 * @param exceptMailId a mail that was asked for since, in the place of those
 * @returns whether there was any
 */
export async function endLinks(
  tx: OrgTransaction,
  userId: string,
  purposes: readonly LinkPurpose[],
  now: Date,
  exceptMailId: string | null = null,
): Promise<boolean> {
  await lockPerson(tx, userId);
  const links = await tx.client.query(
    `UPDATE one_time_links SET withdrawn_at = $4
     WHERE org_id = $1 AND user_id = $2 AND purpose = ANY ($3) AND used_at IS NULL AND withdrawn_at IS NULL AND expire_at > $4
       AND mail_id IS DISTINCT FROM $5`,
    [tx.orgId, userId, purposes, now, exceptMailId],
  );
  const mails = await tx.client.query(
    `UPDATE access_mails SET status = 'WITHDRAWN', status_at = $4, next_try_at = NULL
     WHERE org_id = $1 AND user_id = $2 AND kind = ANY ($3) AND status IN ('WAITING', 'SENT', 'SHOWN') AND expire_at > $4
       AND id IS DISTINCT FROM $5`,
    [tx.orgId, userId, purposes, now, exceptMailId],
  );
  return (links.rowCount ?? 0) + (mails.rowCount ?? 0) > 0;
}

/** After a ring that did not help, the next. */
const RING_AGAIN_MS = 3_600_000;

/**
 * Asks the relay for the workflows of mails that should have been tried `byMs` ago. As `pinggo_relay`.
 * @returns how many
 */
export async function ringAccessMails(db: Database, byMs: number, limit: number): Promise<number> {
  const { rowCount } = await db.pool.query(
    `WITH rung AS (
       UPDATE access_mails m SET rung_at = clock_timestamp() FROM (
         SELECT org_id, id FROM access_mails
         WHERE status = 'WAITING' AND coalesce(next_try_at, created_at) < clock_timestamp() - $1 * interval '1 millisecond'
           AND (rung_at IS NULL OR rung_at < clock_timestamp() - $3 * interval '1 millisecond')
         ORDER BY next_try_at LIMIT $2) late
       WHERE m.org_id = late.org_id AND m.id = late.id AND m.status = 'WAITING' RETURNING m.org_id, m.id)
     INSERT INTO outbox (org_id, topic, subject_id) SELECT org_id, 'ACCESS_MAIL', id FROM rung`,
    [byMs, limit, RING_AGAIN_MS],
  );
  return rowCount ?? 0;
}

/** Whether a person was sent an invitation before, or shown its link. */
export async function wasInvited(tx: OrgTransaction, userId: string): Promise<boolean> {
  const { rowCount } = await tx.client.query(
    "SELECT 1 FROM access_mails WHERE org_id = $1 AND user_id = $2 AND kind = 'INVITATION' LIMIT 1",
    [tx.orgId, userId],
  );
  return (rowCount ?? 0) > 0;
}

/** Whether a person was invited and still is: an invitation that was withdrawn is nobody's to ask for again. */
export async function isStillInvited(tx: OrgTransaction, userId: string): Promise<boolean> {
  const { rows } = await tx.client.query<{ status: AccessMailStatus }>(
    `SELECT status FROM access_mails WHERE org_id = $1 AND user_id = $2 AND kind = 'INVITATION'
     ORDER BY created_at DESC, id DESC LIMIT 1`,
    [tx.orgId, userId],
  );
  return rows[0] !== undefined && rows[0].status !== 'WITHDRAWN';
}

/** Who comes in by a link, or changes their password. */
export interface Self {
  orgId: string;
  id: string;
  name: string;
  email: string;
  role: Role;
  passwordHash: string | null;
  orgName: string;
}

export async function findSelf(tx: OrgTransaction, userId: string): Promise<Self | null> {
  const { rows } = await tx.client.query<Self>(
    `SELECT u.org_id AS "orgId", u.id, u.name, u.email, u.role, u.password_hash AS "passwordHash", o.name AS "orgName"
     FROM users u JOIN orgs o ON o.id = u.org_id WHERE u.org_id = $1 AND u.id = $2`,
    [tx.orgId, userId],
  );
  return rows[0] ?? null;
}

/** Somebody chooses a password. @param hash as `hashPassword` makes it */
export async function setPassword(tx: OrgTransaction, userId: string, hash: string): Promise<void> {
  await tx.client.query('UPDATE users SET password_hash = $3 WHERE org_id = $1 AND id = $2', [tx.orgId, userId, hash]);
}

/** Who takes up an invitation says what they are called, and what they read. */
export async function setNameAndLanguage(
  tx: OrgTransaction,
  userId: string,
  { name, language }: { name: string; language: string },
): Promise<void> {
  await tx.client.query('UPDATE users SET name = $3, language = $4 WHERE org_id = $1 AND id = $2', [
    tx.orgId,
    userId,
    name,
    language,
  ]);
}
