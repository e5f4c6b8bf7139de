import { createHash, randomBytes } from 'node:crypto';
import type { Request } from 'express';
import { writeAudit } from '../../db/platform/queries/audit.js';
import {
  findRefreshTokenOrg,
  beginSession,
  revokeRefreshToken,
  rotateRefreshToken,
} from '../../db/platform/queries/auth.js';
import { PLATFORM_ORG } from '../../db/platform/platform-org.js';
import type { Actor } from '../../domain/platform/audit/actor.js';
import type { Role } from '../../domain/platform/access/roles.js';
import type { EndedWhy, SecondFactor, SignedInBy } from '../../domain/platform/access/sessions.js';
import { ACCESS_TOKEN_SECONDS } from './crypto/tokens.js';
import type { PlatformDeps } from './deps.js';
import { whoIs } from './rights.js';
import { keepToken, keptToken, wantsCookie } from './session-cookie.js';
import { usedFrom } from './used-from.js';
import { checkWayIn } from './ways-in.js';

/** Of an audit entry. */
export type Stamp = { actor: Actor; traceId: string; at: Date };

/** Who has shown who they are. */
export interface Admissible {
  orgId: string;
  id: string;
  name: string;
  role: Role;
}

export interface Session {
  accessToken: string;
  /** Left out: the browser keeps it as a cookie. */
  refreshToken?: string;
  expiresIn: number;
}

/** An answer with a session in it. */
export interface SessionAnswer {
  body: Session;
  headers: Record<string, string | string[]>;
}

interface Opened {
  signedInBy: SignedInBy;
  factor: SecondFactor | null;
  needsFactor: boolean;
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
/** 256 random bits. */
const newToken = (): string => randomBytes(32).toString('base64url');

/**
 * Begins a session of somebody who has shown who they are. In a browser it takes the place of the one that was there.
 * @returns null when they were deactivated meanwhile
 * @throws ApiError 403 when the session is to be in a cookie, and it is no page of ours that asks; or when the org lets them in by
 * its single sign-on only, and they came by another way
 */
export async function openSession(
  deps: PlatformDeps,
  user: Admissible,
  opened: Opened,
  { req, traceId }: { req: Request; traceId: string },
): Promise<SessionAnswer | null> {
  const inCookie = wantsCookie(req, deps.options);
  await checkWayIn(deps, user, opened.signedInBy);
  const refreshToken = newToken();
  const now = deps.clock();
  const begun = await deps.db.inOrg(user.orgId, async (tx) => {
    const token = { hash: hashOf(refreshToken), userId: user.id, now };
    const session = await beginSession(tx, token, { ...opened, ...usedFrom(req), inCookie });
    if (session !== null) {
      await writeAudit(tx, {
        traceId,
        at: now,
        actor: { type: 'user', id: user.id },
        action: 'auth.logged_in',
        entity: { type: 'refresh_token_family', id: session.id },
        after: { by: opened.signedInBy, factor: opened.factor },
      });
    }
    return session;
  });
  if (begun === null) return null;
  const before = inCookie ? keptToken(req, deps.options) : undefined;
  if (before !== undefined) await endSessionOf(deps, before, 'REPLACED');
  return answer(deps, user.orgId, { ...user, sessionId: begun.id }, { refreshToken, inCookie, now, ...begun });
}

export interface Exchange {
  token: string;
  /** Known to nobody but who asks: with it, a token that was used may be exchanged again, as the answer was lost. */
  key: string | null;
  inCookie: boolean;
  req: Request;
  traceId: string;
}

/** @returns null when the token is unknown, used, revoked or expired, its session is over, or its person is no longer active. */
export async function refreshSession(
  deps: PlatformDeps,
  { token, key, inCookie, req, traceId }: Exchange,
): Promise<SessionAnswer | null> {
  const hash = hashOf(token);
  const orgId = await findRefreshTokenOrg(deps.db, hash);
  if (orgId === null) return null;
  const refreshToken = newToken();
  const now = deps.clock();
  const outcome = await deps.db.inOrg(orgId, async (tx) => {
    const issuedFor = key === null ? null : hashOf(`${token} ${key}`);
    const next = { hash: hashOf(refreshToken), issuedFor, now };
    const result = await rotateRefreshToken(tx, hash, next, { ...usedFrom(req), inCookie });
    if (result.kind === 'REUSED') {
      await writeAudit(tx, {
        actor: { type: 'user', id: result.userId },
        action: 'auth.refresh_token_reused',
        entity: { type: 'refresh_token_family', id: result.familyId },
        traceId,
        at: now,
      });
    }
    // Returned, not thrown: the revocation of a reused token's family must be committed.
    return result;
  });
  if (outcome.kind === 'REUSED') deps.rights.changed(whoIs(orgId, outcome.userId));
  return outcome.kind === 'ROTATED'
    ? answer(deps, orgId, outcome.user, { refreshToken, inCookie, now, ...outcome })
    : null;
}

/** Ends the session of a token with all its successors, and the access tokens that came with them. */
export async function endSessionOf(deps: PlatformDeps, token: string, why: EndedWhy): Promise<void> {
  const hash = hashOf(token);
  const orgId = await findRefreshTokenOrg(deps.db, hash);
  if (orgId === null) return;
  const userId = await deps.db.inOrg(orgId, (tx) => revokeRefreshToken(tx, hash, why, deps.clock()));
  if (userId !== null) deps.rights.changed(whoIs(orgId, userId));
}

async function answer(
  deps: PlatformDeps,
  orgId: string,
  user: { id: string; name: string; role: Role; sessionId: string },
  given: { refreshToken: string; inCookie: boolean; expireAt: Date; now: Date },
): Promise<SessionAnswer> {
  const { refreshToken, inCookie, expireAt, now } = given;
  const accessToken = await deps.tokens.sign({
    sub: user.id,
    org: orgId === PLATFORM_ORG ? null : orgId,
    role: user.role,
    name: user.name,
    sid: user.sessionId,
  });
  const session = { accessToken, expiresIn: ACCESS_TOKEN_SECONDS };
  return inCookie
    ? { body: session, headers: { 'Set-Cookie': keepToken(refreshToken, expireAt, now, deps.options) } }
    : { body: { ...session, refreshToken }, headers: {} };
}
