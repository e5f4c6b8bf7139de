import { createHash, randomBytes } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import type { Logger } from 'pino';
import type { Database, OrgTransaction } from '../../db/client.js';
import {
  askForMail,
  endLinks,
  isStillInvited,
  mailedPerson,
  markUndelivered,
  noteFailedMail,
  settleMail,
  takeMail,
  writeLink,
  type AccessMailRow,
  type MailedPerson,
} from '../../db/platform/queries/access-mails.js';
import { writeAudit } from '../../db/platform/queries/audit.js';
import { findLogins } from '../../db/platform/queries/auth.js';
import { waysIn } from '../../db/platform/queries/sign-on.js';
import {
  LINK_PURPOSES,
  failedTryOf,
  nextTryAtMs,
  type LinkPurpose,
  type MailError,
} from '../../domain/platform/access/links.js';
import type { PlatformAction } from '../../domain/platform/audit/actions.js';
import { SYSTEM } from '../../domain/platform/audit/actor.js';
import { mayComeIn } from '../../domain/platform/access/ways-in.js';
import { accessMailText } from '../../domain/platform/mails/access-mail.js';
import { readLanguageOf } from '../../domain/platform/text/read-languages.js';
import type { Mailer } from './senders/mail.js';

/** Its name and arguments are in histories. */
export interface AccessMailActivities {
  /** Makes the link, sends its mail, and says when the next try is where that failed. */
  sendAccessMail(ref: { orgId: string; mailId: string }): Promise<void>;
}

export interface AccessMailDeps {
  db: Database;
  /** Null: no mail is set up. */
  mailer: Mailer | null;
  /** Where somebody takes a link up. @param token left out: the page where they sign in */
  pageOf: (purpose: LinkPurpose | null, token?: string) => string;
  /** Now, in epoch milliseconds. */
  clock: () => number;
  log: Logger;
}

/** Longer than a try may take (`startToCloseTimeout` of the workflow): one whose worker died is over by then. */
const LEASE_MS = 65_000;

/** Whom a mail meets in one org. */
interface Met {
  orgId: string;
  person: MailedPerson;
  /** SHA-256 of the link that was made for them; null: the mail has none. */
  hash: string | null;
  link: string;
}

const isLink = (kind: AccessMailRow['kind']): kind is LinkPurpose =>
  (LINK_PURPOSES as readonly string[]).includes(kind);

export function accessMailActivities({ db, mailer, pageOf, clock, log }: AccessMailDeps): AccessMailActivities {
  /** The link is made now, and stands nowhere but in the mail. */
  async function meet(tx: OrgTransaction, mail: AccessMailRow, person: MailedPerson): Promise<Met> {
    if (!isLink(mail.kind)) return { orgId: tx.orgId, person, hash: null, link: pageOf(null) };
    const token = randomBytes(32).toString('base64url');
    const hash = createHash('sha256').update(token).digest('hex');
    await writeLink(tx, {
      mailId: mail.id,
      purpose: mail.kind,
      userId: person.id,
      hash,
      browserHash: mail.browserHash,
      now: new Date(clock()),
      expireAt: mail.expireAt,
    });
    return { orgId: tx.orgId, person, hash, link: pageOf(mail.kind, token) };
  }

  /** A mail to one person: none where what it was asked for has gone meanwhile. */
  const meetPerson = (mail: AccessMailRow, userId: string): Promise<Met[]> =>
    db.inOrg(mail.orgId, async (tx) => {
      const person = await mailedPerson(tx, userId, mail.askedBy);
      const isMeant =
        person !== null &&
        person.emailFolded === mail.emailFolded &&
        person.status !== 'INACTIVE' &&
        !(mail.kind === 'INVITATION' && person.hasPassword);
      return isMeant ? [await meet(tx, mail, person)] : [];
    });

  /** A mail that was asked for by an e-mail: whoever has it, in each org that lets them in this way. */
  async function meetEverybody(mail: AccessMailRow, email: string): Promise<Met[]> {
    const met: Met[] = [];
    for (const { orgId, id } of await findLogins(db, email)) {
      const one = await db.inOrg(orgId, async (tx) => {
        const person = await mailedPerson(tx, id, null);
        if (person === null || person.status === 'INACTIVE') return null;
        const ways = await waysIn(tx);
        // Who has chosen no password yet is invited: they are told so again, in a mail of its own.
        if (mail.kind === 'RESET' && !person.hasPassword) {
          if (mayComeIn('INVITATION', id, ways)) await inviteAgain(tx, mail, id);
          return null;
        }
        return isLink(mail.kind) && mayComeIn(mail.kind, id, ways) ? meet(tx, mail, person) : null;
      });
      if (one !== null) met.push(one);
    }
    return met;
  }

  async function inviteAgain(tx: OrgTransaction, mail: AccessMailRow, userId: string): Promise<void> {
    const now = new Date(clock());
    const id = invitationOf(mail.id, userId);
    if (!(await isStillInvited(tx, userId))) return;
    if ((await askForMail(tx, { kind: 'INVITATION', to: { userId }, askedBy: null, now, id })) === null) return;
    await endLinks(tx, userId, ['INVITATION'], now, id);
    await audit(tx, 'invitation.resent', userId, now);
  }

  const audit = (tx: OrgTransaction, action: PlatformAction, userId: string, at: Date): Promise<void> =>
    writeAudit(tx, { actor: SYSTEM, action, entity: { type: 'user', id: userId }, traceId: null, at });

  async function send(mailer: Mailer, mail: AccessMailRow, met: readonly Met[]): Promise<void> {
    const [first] = met;
    const { person } = first!;
    await mailer({
      id: mail.id,
      to: { name: person.name, email: person.email },
      ...accessMailText({
        kind: mail.kind,
        language: readLanguageOf(person.language, person.orgLocale),
        name: person.name,
        ways: met.map(({ person: { orgName }, link }) => ({ org: orgName, link })),
        asker: person.asker,
        untilMs: mail.expireAt.getTime(),
        timeZone: person.timeZone,
      }),
    });
  }

  /** @returns what becomes of the try: nothing more, or another at an instant */
  async function failed(mail: AccessMailRow, met: readonly Met[], error: MailError | null): Promise<void> {
    const { fault, isFinal, mayHaveArrived } =
      error === null ? { fault: 'NOT_SET_UP' as const, isFinal: false, mayHaveArrived: false } : failedTryOf(error);
    const nowMs = clock();
    if (!mayHaveArrived)
      for (const { orgId, hash } of met) if (hash !== null) await db.inOrg(orgId, (tx) => markUndelivered(tx, hash));
    const nextMs = isFinal ? null : nextTryAtMs(mail.kind, mail.tries, nowMs, mail.expireAt.getTime());
    const { orgId, id: mailId, kind, tries } = mail;
    if (nextMs === null) {
      await db.inOrg(orgId, (tx) => settleMail(tx, mailId, 'GIVEN_UP', new Date(nowMs), fault));
      log.error({ orgId, mailId, kind, tries, fault }, 'mail about getting in given up');
      return;
    }
    await db.inOrg(orgId, (tx) => noteFailedMail(tx, mailId, fault, new Date(nextMs)));
    throw ApplicationFailure.create({
      message: `the mail could not be sent (${fault})`,
      type: 'MailNotSent',
      nextRetryDelay: Math.max(1, nextMs - nowMs),
    });
  }

  return {
    async sendAccessMail({ orgId, mailId }) {
      const mail = await db.inOrg(orgId, (tx) => takeMail(tx, mailId, LEASE_MS));
      if (mail === null) return;
      if (mail === 'HELD') throw new Error('another try to send it is under way');
      const settle = (status: 'SENT' | 'GIVEN_UP' | 'WITHDRAWN'): Promise<boolean> =>
        db.inOrg(orgId, (tx) => settleMail(tx, mailId, status, new Date(clock()), mail.fault));
      if (mail.expireAt.getTime() <= clock()) return void (await settle('GIVEN_UP'));
      if (mailer === null) return failed(mail, [], null);
      const met =
        mail.userId === null ? await meetEverybody(mail, mail.emailFolded!) : await meetPerson(mail, mail.userId);
      if (met.length === 0) return void (await settle(mail.userId === null ? 'SENT' : 'WITHDRAWN'));
      try {
        await send(mailer, mail, met);
      } catch (error) {
        return failed(mail, met, error as MailError);
      }
      await db.inOrg(orgId, (tx) => settleMail(tx, mailId, 'SENT', new Date(clock())));
      const told = mail.userId === null ? SENT_BY_ITSELF[mail.kind] : undefined;
      if (told !== undefined)
        for (const { orgId: itsOrg, person } of met)
          await db.inOrg(itsOrg, (tx) => audit(tx, told, person.id, new Date(clock())));
      log.info({ orgId, mailId, kind: mail.kind }, 'mail about getting in sent');
    },
  };
}

/** What somebody asked for by their e-mail: the audit log of their org hears of it when it went out. */
const SENT_BY_ITSELF: Partial<Record<AccessMailRow['kind'], PlatformAction>> = {
  RESET: 'password.reset_sent',
  MAGIC_LINK: 'sign_in_link.sent',
};

/** The invitation that a reset becomes: one, however often the reset is tried. */
function invitationOf(mailId: string, userId: string): string {
  const hex = createHash('sha256').update(`${mailId} ${userId}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
