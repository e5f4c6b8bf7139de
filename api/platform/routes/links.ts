import {
  askForMail,
  endLinks,
  findSelf,
  setNameAndLanguage,
  setPassword,
  useLink,
  type Self,
} from '../../../db/platform/queries/access-mails.js';
import { writeAudit } from '../../../db/platform/queries/audit.js';
import { endSessions } from '../../../db/platform/queries/sessions.js';
import type { OrgTransaction } from '../../../db/client.js';
import { findUser, type UserRow } from '../../../db/platform/queries/users.js';
import { checkPassword, hashPassword } from '../../../db/platform/passwords.js';
import { PLATFORM_ORG } from '../../../db/platform/platform-org.js';
import { LINK_PURPOSES, type LinkPurpose } from '../../../domain/platform/access/links.js';
import type { PlatformAction } from '../../../domain/platform/audit/actions.js';
import { foldEmail } from '../../../domain/platform/people/email.js';
import { readLanguageOf } from '../../../domain/platform/text/read-languages.js';
import { admit, type Admitted } from '../admit.js';
import { askingBrowser, rememberBrowser } from '../asking-browser.js';
import * as contracts from '../contract/links.js';
import { iso } from '../../http/contract.js';
import { type ApiError, conflict, forbidden, tooManyLogins, validation } from '../../http/errors.js';
import { route, type PlatformDeps } from '../deps.js';
import { knownDevice } from '../known-device.js';
import { foundLink, invite, linkOfAnotherBrowser, linkRefused, sendLink, type FoundLink } from '../links.js';
import { accountOf, admitAttempt, forgiveAttempt } from '../login-attempts.js';
import { countMail } from '../mail-asks.js';
import { passwordIssues } from '../passwords.js';
import { whoIs } from '../rights.js';
import { stampOf } from '../../http/stamp.js';
import type { Request } from 'express';

interface Asked {
  deps: PlatformDeps;
  req: Request;
  traceId: string;
}

/** @throws ApiError 400 where the password may not be chosen by who the link is for */
async function hashOfChosen(password: string, link: FoundLink, more: readonly string[] = []): Promise<string> {
  const issues = await passwordIssues('password', password, [link.name, link.email, link.orgName, ...more]);
  if (issues.length > 0) throw validation(issues);
  return hashPassword(password);
}

/**
 * Uses a link, with what comes with it, and lets the person in.
 * @param change in the transaction that uses it up
 * @throws ApiError 401 where it is good no more: somebody was faster
 */
async function letIn(
  { deps, req, traceId }: Asked,
  purpose: LinkPurpose,
  link: FoundLink,
  change: (tx: OrgTransaction, now: Date) => Promise<PlatformAction | null>,
): Promise<Admitted> {
  const { orgId, userId } = link;
  const now = deps.clock();
  const person = await deps.db.inOrg(orgId, async (tx): Promise<Self | null> => {
    const used = await useLink(tx, { hash: link.hash, purpose, now, userId, browserHash: askingBrowser(req) });
    if (!used) return null;
    const action = await change(tx, now);
    if (action !== null) {
      const [actor, entity] = [{ type: 'user', id: userId } as const, { type: 'user', id: userId }];
      await writeAudit(tx, { actor, action, entity, traceId, at: now });
    }
    return findSelf(tx, userId);
  });
  if (person === null) throw linkRefused(purpose);
  deps.rights.changed(whoIs(orgId, userId));
  const admitted = await admit(deps, person, purpose, { req, traceId });
  if (admitted === null) throw linkRefused(purpose);
  return admitted;
}

/** Whoever asks for a mail is answered alike, whether there is anybody to send it to or not: who sends it looks. */
async function askByEmail(
  { deps, req }: Asked,
  kind: 'RESET' | 'MAGIC_LINK',
  email: string,
  browserHash?: string,
): Promise<void> {
  if (!deps.options.mailIsSetUp)
    throw conflict('No mail is sent from here', ['Ask your administrator for a link: they can hand one over.']);
  const emailFolded = foldEmail(email);
  const now = deps.clock();
  // Returned, not thrown: what was counted must be committed.
  const refusal = await deps.db.inOrg(PLATFORM_ORG, async (tx) => {
    const from = { account: accountOf(emailFolded), address: req.ip ?? null };
    const tooMany = deps.options.loginLimits === null ? null : await countMail(tx, from, now);
    if (tooMany === null)
      await askForMail(tx, {
        kind,
        to: { emailFolded },
        askedBy: null,
        now,
        ...(browserHash !== undefined && { browserHash }),
      });
    return tooMany;
  });
  if (refusal !== null) throw refusal;
}

/** The person is told by mail, at the address that they have. */
async function tellOfChange(tx: OrgTransaction, { options }: PlatformDeps, userId: string, now: Date): Promise<void> {
  if (options.mailIsSetUp) await askForMail(tx, { kind: 'PASSWORD_CHANGED', to: { userId }, askedBy: null, now });
}

/** The person that a route names, locked. @throws ApiError 404 where there is none, 409 for one who was deactivated */
async function activeUser(
  tx: OrgTransaction,
  { params, missing }: { params: { id: string }; missing: () => ApiError },
): Promise<UserRow> {
  const user = await findUser(tx, params.id, true);
  if (!user) throw missing();
  if (user.status === 'INACTIVE')
    throw conflict('This person is deactivated', [
      'Activate them first: PATCH /api/users/{id} with the status ACTIVE.',
    ]);
  return user;
}

export const linkRoutes = [
  route(contracts.readLink, async ({ body, deps }) => {
    const link = await foundLink(deps, body.purpose, body.token);
    return {
      status: 200,
      body: {
        org: link.orgName,
        email: link.email,
        name: link.name,
        language: readLanguageOf(link.language, link.orgLocale),
        expireAt: iso(link.expireAt),
      },
    };
  }),

  route(contracts.acceptInvitation, async ({ body, ...asked }) => {
    const link = await foundLink(asked.deps, 'INVITATION', body.token);
    const hash = await hashOfChosen(body.password, link, [body.name]);
    const admitted = await letIn(asked, 'INVITATION', link, async (tx, now) => {
      await setPassword(tx, link.userId, hash);
      await setNameAndLanguage(tx, link.userId, body);
      await endLinks(tx, link.userId, LINK_PURPOSES, now);
      return 'invitation.accepted';
    });
    return { status: 200, ...admitted };
  }),

  route(contracts.askForReset, async ({ body, ...asked }) => {
    await askByEmail(asked, 'RESET', body.email);
    return { status: 202 };
  }),

  route(contracts.setNewPassword, async ({ body, ...asked }) => {
    const link = await foundLink(asked.deps, 'RESET', body.token);
    const hash = await hashOfChosen(body.password, link);
    const admitted = await letIn(asked, 'RESET', link, async (tx, now) => {
      await setPassword(tx, link.userId, hash);
      await endSessions(tx, link.userId, 'ALL', 'PASSWORD_CHANGED', now);
      await endLinks(tx, link.userId, LINK_PURPOSES, now);
      await tellOfChange(tx, asked.deps, link.userId, now);
      return 'password.reset';
    });
    return { status: 200, ...admitted };
  }),

  route(contracts.askForMagicLink, async ({ body, ...asked }) => {
    const { hash, cookie } = rememberBrowser(asked.req, asked.deps);
    await askByEmail(asked, 'MAGIC_LINK', body.email, hash);
    return { status: 202, headers: { 'Set-Cookie': cookie } };
  }),

  route(contracts.useMagicLink, async ({ body, ...asked }) => {
    const link = await foundLink(asked.deps, 'MAGIC_LINK', body.token);
    if (link.browserHash !== askingBrowser(asked.req)) throw linkOfAnotherBrowser();
    const admitted = await letIn(asked, 'MAGIC_LINK', link, () => Promise.resolve(null));
    return { status: 200, ...admitted };
  }),

  route(contracts.changePassword, async (context) => {
    const { caller, deps, body, req } = context;
    if (caller.kind !== 'user') throw forbidden();
    const { orgId, userId } = caller;
    const stamp = stampOf(context);
    const known = await deps.db.inOrg(orgId, (tx) => findSelf(tx, userId));
    if (known === null) throw forbidden();
    if (known.passwordHash === null)
      throw conflict('You have no password yet', [
        'Ask for a link that sets one: “Forgot your password?” at the sign-in page.',
      ]);
    const account = accountOf(foldEmail(known.email));
    const origin = { account, address: req.ip ?? null, deviceId: await knownDevice(req, account, deps) };
    const admission = await admitAttempt(deps, origin);
    if (admission.kind === 'HELD')
      throw tooManyLogins(Math.max(1, Math.ceil((admission.untilMs - deps.clock().getTime()) / 1_000)));
    if (!(await checkPassword(known.passwordHash, body.oldPassword)))
      throw validation([{ path: 'oldPassword', message: 'This is not your password.' }]);
    await forgiveAttempt(deps, origin);
    const issues = await passwordIssues('newPassword', body.newPassword, [known.name, known.email, known.orgName]);
    if (issues.length > 0) throw validation(issues);
    const hash = await hashPassword(body.newPassword);
    await deps.db.inOrg(orgId, async (tx) => {
      await endLinks(tx, userId, ['RESET', 'MAGIC_LINK'], stamp.at);
      await setPassword(tx, userId, hash);
      await endSessions(
        tx,
        userId,
        caller.sessionId === undefined ? 'ALL' : { but: caller.sessionId },
        'PASSWORD_CHANGED',
        stamp.at,
      );
      await tellOfChange(tx, deps, userId, stamp.at);
      await writeAudit(tx, { ...stamp, action: 'password.changed', entity: { type: 'user', id: userId } });
    });
    deps.rights.changed(whoIs(orgId, userId));
    return { status: 204 };
  }),

  route(contracts.inviteUser, async (context) => {
    const { deps } = context;
    const stamp = stampOf(context);
    const sent = await deps.db.inOrg(context.caller.orgId, async (tx) => {
      const user = await activeUser(tx, context);
      if (!user.invited)
        throw conflict('This person has a password already', [
          'Send them a link that sets a new one: POST /api/users/{id}/password-reset.',
        ]);
      return invite(tx, deps, user.id, stamp);
    });
    return { status: 200, body: { ...sent, expireAt: iso(sent.expireAt) } };
  }),

  route(contracts.withdrawInvitation, async (context) => {
    const stamp = stampOf(context);
    await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      const user = await findUser(tx, context.params.id, true);
      if (!user) throw context.missing();
      if (!(await endLinks(tx, user.id, ['INVITATION'], stamp.at)))
        throw conflict('This person has no open invitation', ['Read them again: GET /api/users/{id}.']);
      await writeAudit(tx, { ...stamp, action: 'invitation.withdrawn', entity: { type: 'user', id: user.id } });
    });
    return { status: 204 };
  }),

  route(contracts.sendReset, async (context) => {
    const { deps } = context;
    const stamp = stampOf(context);
    const sent = await deps.db.inOrg(context.caller.orgId, async (tx) => {
      const user = await activeUser(tx, context);
      if (user.invited) return invite(tx, deps, user.id, stamp);
      const made = await sendLink(tx, deps, { purpose: 'RESET', userId: user.id, ...stamp });
      await writeAudit(tx, {
        ...stamp,
        action: 'password.reset_sent',
        entity: { type: 'user', id: user.id },
        after: { shown: made.link !== null },
      });
      return made;
    });
    return { status: 200, body: { ...sent, expireAt: iso(sent.expireAt) } };
  }),
];
