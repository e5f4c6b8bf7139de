import { createHash, randomBytes } from 'node:crypto';
import type { OrgTransaction } from '../../db/client.js';
import {
  askForMail,
  endLinks,
  findLink,
  goodLink,
  wasInvited,
  writeLink,
  type GoodLink,
} from '../../db/platform/queries/access-mails.js';
import { writeAudit } from '../../db/platform/queries/audit.js';
import { waysIn } from '../../db/platform/queries/sign-on.js';
import type { LinkPurpose } from '../../domain/platform/access/links.js';
import { mayComeIn } from '../../domain/platform/access/ways-in.js';
import { ApiError } from '../http/errors.js';
import type { PlatformDeps } from './deps.js';
import type { Stamp } from './sessions.js';

/** 256 random bits. */
export const newSecret = (): string => randomBytes(32).toString('base64url');
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

const HOW_TO_GO_ON: Readonly<Record<LinkPurpose, string>> = {
  INVITATION:
    'Ask whoever invited you for another invitation: a link works once, for seven days, and only the last one that was sent.',
  RESET: 'Ask for another link at the sign-in page: it works once, for an hour.',
  MAGIC_LINK: 'Ask for another link at the sign-in page: it works once, for 15 minutes.',
};

/** 401, whatever is wrong with a link. */
export const linkRefused = (purpose: LinkPurpose): ApiError =>
  new ApiError({
    status: 401,
    code: 'LINK_NOT_VALID',
    title: 'This link is not valid (any more)',
    howToFix: [HOW_TO_GO_ON[purpose]],
  });

/** 401 of its own: the link is good, and the browser is another. */
export const linkOfAnotherBrowser = (): ApiError =>
  new ApiError({
    status: 401,
    code: 'LINK_OF_ANOTHER_BROWSER',
    title: 'This link works only in the browser in which you asked for it',
    howToFix: ['Open it there, or ask for another link at the sign-in page of this browser.'],
  });

/** A link that is good now, and in which org. */
export interface FoundLink extends GoodLink {
  orgId: string;
  hash: string;
}

/**
 * Looks a link up by what is in it, in the org that it is of.
 * @throws ApiError 401 where it is not good, of another kind, or the org lets nobody in by it (any more)
 */
export async function foundLink(
  { db, clock }: Pick<PlatformDeps, 'db' | 'clock'>,
  purpose: LinkPurpose,
  token: string,
): Promise<FoundLink> {
  const hash = hashOf(token);
  const known = await findLink(db, hash);
  if (known === null || known.purpose !== purpose) throw linkRefused(purpose);
  const link = await db.readOrg(known.orgId, async (tx) => {
    const good = await goodLink(tx, { hash, purpose, now: clock() });
    return good !== null && mayComeIn(purpose, good.userId, await waysIn(tx)) ? good : null;
  });
  if (link === null) throw linkRefused(purpose);
  return { ...link, orgId: known.orgId, hash };
}

export interface SentLink {
  expireAt: Date;
  /** To be handed over, as no mail is set up; null: it goes out by mail. */
  link: string | null;
}

/** What it takes to send one: mail or not, and where it leads. */
type Sending = Pick<PlatformDeps, 'linkPage'> & { options: Pick<PlatformDeps['options'], 'mailIsSetUp'> };

/** Sends a person a link in the place of earlier ones of its kind, or makes it for whoever asks to hand it over. */
export async function sendLink(
  tx: OrgTransaction,
  { options, linkPage }: Sending,
  { purpose, userId, actor, at }: Omit<Stamp, 'traceId'> & { purpose: 'INVITATION' | 'RESET'; userId: string },
): Promise<SentLink> {
  await endLinks(tx, userId, [purpose], at);
  const askedBy = actor.type === 'user' ? actor.id : null;
  const mailed = options.mailIsSetUp;
  const mail = (await askForMail(tx, { kind: purpose, to: { userId }, askedBy, now: at, mailed }))!;
  if (mailed) return { expireAt: mail.expireAt, link: null };
  const token = newSecret();
  await writeLink(tx, {
    mailId: mail.id,
    purpose,
    userId,
    hash: hashOf(token),
    browserHash: null,
    now: at,
    expireAt: mail.expireAt,
  });
  return { expireAt: mail.expireAt, link: linkPage(purpose, token) };
}

/** Invites a person who has no password (again); links of earlier invitations end. */
export async function invite(tx: OrgTransaction, deps: Sending, userId: string, stamp: Stamp): Promise<SentLink> {
  const again = await wasInvited(tx, userId);
  const sent = await sendLink(tx, deps, { purpose: 'INVITATION', userId, ...stamp });
  await writeAudit(tx, {
    ...stamp,
    action: again ? 'invitation.resent' : 'invitation.sent',
    entity: { type: 'user', id: userId },
    after: { shown: sent.link !== null },
  });
  return sent;
}
