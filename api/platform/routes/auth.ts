import { findPerson } from '../../../db/platform/queries/auth.js';
import { PLATFORM_ORG } from '../../../db/platform/platform-org.js';
import { permissionsOf } from '../../http/access.js';
import * as contracts from '../contract/auth.js';
import { forbidden, tooManyLogins, unauthorized } from '../../http/errors.js';
import { route } from '../deps.js';
import { logIn } from '../log-in.js';
import { logOut, refreshSession } from '../sessions.js';

const secondsUntil = (ms: number, now: Date): number => Math.max(1, Math.ceil((ms - now.getTime()) / 1_000));

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

  route(contracts.refresh, async ({ body, headers, deps, traceId }) => {
    const session = await refreshSession(deps, body.refreshToken, headers['idempotency-key'] ?? null, traceId);
    if (!session)
      throw unauthorized('This refresh token is not valid (any more)', ['Log in again at POST /api/auth/login.']);
    return { status: 200, body: session };
  }),

  route(contracts.logout, async ({ body, deps }) => {
    await logOut(deps, body.refreshToken);
    return { status: 204 };
  }),

  route(contracts.me, async ({ caller, deps }) => {
    if (caller.kind !== 'user') throw forbidden();
    const person = await deps.db.readOrg(caller.orgId, (tx) => findPerson(tx, caller.userId));
    if (!person) throw unauthorized('The person who is signed in is not there (any more)');
    const { org, ...rest } = person;
    const operator = org.id === PLATFORM_ORG;
    const permissions = permissionsOf(caller);
    return { status: 200, body: { ...rest, permissions, orgId: operator ? null : org.id, org: operator ? null : org } };
  }),
];
