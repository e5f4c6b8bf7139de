import type { Request } from 'express';
import { PLATFORM_ORG } from '../../../db/platform/platform-org.js';
import { findPerson } from '../../../db/platform/queries/auth.js';
import { findOrg } from '../../../db/platform/queries/orgs.js';
import { openSupport } from '../../../db/platform/queries/support.js';
import * as contracts from '../contract/auth.js';
import { forbidden, tooManyLogins, unauthorized, validation } from '../../http/errors.js';
import type { DepsOf } from '../../http/route.js';
import { route, type PlatformDeps } from '../deps.js';
import { askForPasskey, signInByFactor, signInByPasskey } from '../factors/sign-in.js';
import { logIn } from '../log-in.js';
import { forgetToken, keptToken, wantsCookie } from '../session-cookie.js';
import { endSessionOf, refreshSession } from '../sessions.js';
import type { SupportCaller } from '../support.js';
import { meOf } from '../views/me.js';

const secondsUntil = (ms: number, now: Date): number => Math.max(1, Math.ceil((ms - now.getTime()) / 1_000));

/**
 * The refresh token of a request, and whether it is (to be) kept as a cookie. A token that a page sends itself is one of the
 * version before, which kept it.
 * @throws ApiError 400 when there is none, 403 when it is a cookie and no page of ours sent it
 */
function tokenOf(
  req: Request,
  given: string | undefined,
  { options }: Pick<PlatformDeps, 'options'>,
): { token: string | undefined; inCookie: boolean } {
  const inCookie = wantsCookie(req, options);
  const token = given ?? (inCookie ? keptToken(req, options) : undefined);
  if (token === undefined && !inCookie)
    throw validation([{ path: 'refreshToken', message: 'Give the refresh token.' }]);
  return { token, inCookie };
}

/** An operator in an organisation that lets them look in: who they are at home, in that organisation, with what they may do there. */
async function supportedMe(caller: SupportCaller, { db, clock }: DepsOf<typeof contracts.me, PlatformDeps>) {
  const person = await db.readOrg(PLATFORM_ORG, (tx) => findPerson(tx, caller.operatorId));
  const there = await db.readOrg(caller.orgId, async (tx) => ({
    org: await findOrg(tx),
    support: await openSupport(tx, clock()),
  }));
  if (!person || !there.org) throw unauthorized('This support session is over');
  const { id, name, timeZone, locale: language, country, weekStart, suspendedAt } = there.org;
  const role = caller.level === 'READ' ? ('AUDITOR' as const) : ('MANAGER' as const);
  const org = { id, name, timeZone, language, country, weekStart, suspendedAt };
  return meOf({ ...person, role, org }, caller, there.support);
}

export const authRoutes = [
  route(contracts.login, async ({ body, req, deps, traceId }) => {
    const outcome = await logIn(deps, { ...body, req, traceId });
    if (outcome.kind === 'HELD') throw tooManyLogins(secondsUntil(outcome.untilMs, deps.clock()));
    if (outcome.kind === 'REFUSED')
      throw unauthorized('E-mail and password do not fit', [
        'Check both, or ask your administrator for an invitation.',
      ]);
    return { status: 200, ...outcome.admitted };
  }),

  route(contracts.answerFactor, async ({ body, req, deps, traceId }) => ({
    status: 200,
    ...(await signInByFactor(deps, body, { req, traceId })),
  })),

  route(contracts.askPasskey, async ({ deps }) => ({ status: 200, body: await askForPasskey(deps) })),

  route(contracts.signInByPasskey, async ({ body, req, deps, traceId }) => ({
    status: 200,
    ...(await signInByPasskey(deps, body, { req, traceId })),
  })),

  route(contracts.refresh, async ({ body, headers, req, deps, traceId }) => {
    const { token, inCookie } = tokenOf(req, body.refreshToken, deps);
    const key = headers['idempotency-key'] ?? null;
    const session = token === undefined ? null : await refreshSession(deps, { token, key, inCookie, req, traceId });
    if (!session)
      throw unauthorized('This refresh token is not valid (any more)', ['Log in again at POST /api/auth/login.']);
    return { status: 200, ...session };
  }),

  route(contracts.logout, async ({ body, req, deps }) => {
    const { token, inCookie } = tokenOf(req, body.refreshToken, deps);
    if (token !== undefined) await endSessionOf(deps, token, 'SIGNED_OUT');
    return { status: 204, headers: inCookie ? { 'Set-Cookie': forgetToken(deps.options) } : {} };
  }),

  route(contracts.me, async ({ caller, deps }) => {
    if (caller.kind === 'support') return { status: 200, body: await supportedMe(caller, deps) };
    if (caller.kind !== 'user') throw forbidden();
    const { person, support } = await deps.db.readOrg(caller.orgId, async (tx) => ({
      person: await findPerson(tx, caller.userId),
      support: await openSupport(tx, deps.clock()),
    }));
    if (!person) throw unauthorized('The person who is signed in is not there (any more)');
    return { status: 200, body: meOf(person, caller, support) };
  }),
];
