import type { Request } from 'express';
import { findPerson } from '../../../db/platform/queries/auth.js';
import * as contracts from '../contract/auth.js';
import { forbidden, tooManyLogins, unauthorized, validation } from '../../http/errors.js';
import { route, type PlatformDeps } from '../deps.js';
import { askForPasskey, signInByFactor, signInByPasskey } from '../factors/sign-in.js';
import { logIn } from '../log-in.js';
import { forgetToken, keptToken, wantsCookie } from '../session-cookie.js';
import { endSessionOf, refreshSession } from '../sessions.js';
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
    if (caller.kind !== 'user') throw forbidden();
    const person = await deps.db.readOrg(caller.orgId, (tx) => findPerson(tx, caller.userId));
    if (!person) throw unauthorized('The person who is signed in is not there (any more)');
    return { status: 200, body: meOf(person, caller) };
  }),
];
