import type { Request } from 'express';
import { writeAudit } from '../../db/platform/queries/audit.js';
import { findLogins, type Login } from '../../db/platform/queries/auth.js';
import { checkPassword } from '../../db/platform/passwords.js';
import { PLATFORM_ORG } from '../../db/platform/platform-org.js';
import { SYSTEM } from '../../domain/platform/audit/actor.js';
import { foldEmail } from '../../domain/platform/people/email.js';
import { admit, type Admitted } from './admit.js';
import type { PlatformDeps } from './deps.js';
import { deviceCookie, knownDevice } from './known-device.js';
import { accountOf, admitAttempt, forgiveAttempt } from './login-attempts.js';
import type { Stamp } from './sessions.js';

export interface LoginRequest {
  email: string;
  password: string;
  req: Request;
  traceId: string;
}

export type LoginOutcome =
  | { kind: 'LOGGED_IN'; admitted: Admitted }
  /** E-mail and password do not fit. */
  | { kind: 'REFUSED' }
  /** Too many failed before: nothing was looked at. */
  | { kind: 'HELD'; untilMs: number };

/** An unknown e-mail is answered as a wrong password is, counts as one does, and takes as long. */
export async function logIn(
  deps: PlatformDeps,
  { email, password, req, traceId }: LoginRequest,
): Promise<LoginOutcome> {
  const folded = foldEmail(email);
  const account = accountOf(folded);
  const origin = { account, address: req.ip ?? null, deviceId: await knownDevice(req, account, deps) };
  const stamp = { actor: SYSTEM, traceId, at: deps.clock() };
  const tellFailure = (action: LoginFailure['action'], logins: readonly Login[], heldUntilMs: number | null) =>
    writeLoginFailure(deps, stamp, { action, logins, account, heldUntilMs });
  const admission = await admitAttempt(deps, origin);
  if (admission.kind === 'HELD') {
    // Told once for each wait: else whoever asks without end would write the log without end.
    const { untilMs, isNew } = admission;
    if (isNew) await tellFailure('auth.login_held', await findLogins(deps.db, folded), untilMs);
    return { kind: 'HELD', untilMs };
  }
  const logins = await findLogins(deps.db, folded);
  const user = await fittingLogin(logins, password);
  const admitted = user && (await admit(deps, user, 'PASSWORD', { req, traceId }));
  if (!admitted) {
    await tellFailure('auth.login_failed', logins, admission.heldUntilMs);
    return { kind: 'REFUSED' };
  }
  await forgiveAttempt(deps, origin);
  const device = await deviceCookie(account, origin.deviceId, deps);
  const cookies = [admitted.headers['Set-Cookie'] ?? [], device].flat();
  return { kind: 'LOGGED_IN', admitted: { ...admitted, headers: { ...admitted.headers, 'Set-Cookie': cookies } } };
}

interface LoginFailure {
  action: 'auth.login_failed' | 'auth.login_held';
  logins: readonly Login[];
  account: string;
  heldUntilMs: number | null;
}

/**
 * Tells the audit log of each org in which the account is somebody's; where it is nobody's, that of the platform. So it takes as
 * long for both.
 */
async function writeLoginFailure(
  deps: PlatformDeps,
  stamp: Stamp,
  { action, logins, account, heldUntilMs }: LoginFailure,
): Promise<void> {
  const heldUntil = heldUntilMs === null ? null : new Date(heldUntilMs).toISOString();
  const entries =
    logins.length > 0
      ? logins.map(({ orgId, id, status }) => ({ orgId, entity: { type: 'user', id }, after: { status, heldUntil } }))
      : [{ orgId: PLATFORM_ORG, entity: { type: 'account', id: account }, after: { heldUntil } }];
  for (const { orgId, entity, after } of entries)
    await deps.db.inOrg(orgId, (tx) => writeAudit(tx, { ...stamp, action, entity, after }));
}

/** The same e-mail may be in several orgs: the password says which is meant. */
async function fittingLogin(logins: Login[], password: string): Promise<Login | null> {
  const candidates: (Login | null)[] = logins.length > 0 ? logins : [null];
  let found: Login | null = null;
  for (const login of candidates) {
    const fits = await checkPassword(login?.passwordHash ?? null, password);
    if (fits && login && login.status !== 'INACTIVE') found ??= login;
  }
  return found;
}
