import { createHash, randomBytes } from 'node:crypto';
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
import { ACCESS_TOKEN_SECONDS } from './crypto/tokens.js';
import type { PlatformDeps } from './deps.js';
import { whoIs } from './rights.js';

/** Of an audit entry. */
export type Stamp = { actor: Actor; traceId: string; at: Date };

const REFRESH_TOKEN_MS = 30 * 24 * 60 * 60 * 1000;

/** Who has shown who they are. */
export interface Admissible {
  orgId: string;
  id: string;
  name: string;
  role: Role;
}

export interface Session {
  accessToken: string;
  refreshToken: string;
  expiresIn: number;
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
/** 256 random bits. */
const newToken = (): string => randomBytes(32).toString('base64url');

/** Somebody has shown who they are. @returns null when they were deactivated meanwhile */
export async function openSession(deps: PlatformDeps, user: Admissible, stamp: Stamp): Promise<Session | null> {
  const refreshToken = newToken();
  const now = deps.clock();
  const sessionId = await deps.db.inOrg(user.orgId, async (tx) => {
    const id = await beginSession(tx, { hash: hashOf(refreshToken), userId: user.id, now, expireAt: expiry(now) });
    if (id !== null) {
      await writeAudit(tx, {
        ...stamp,
        actor: { type: 'user', id: user.id },
        action: 'auth.logged_in',
        entity: { type: 'refresh_token_family', id },
      });
    }
    return id;
  });
  return sessionId === null ? null : sessionOf(deps, user.orgId, { ...user, sessionId }, refreshToken);
}

/**
 * @param key known to nobody but who asks: with it, a token that was used may be exchanged again, as the answer was lost
 * @returns null when the token is unknown, used, revoked or expired, or its person is no longer active.
 */
export async function refreshSession(
  deps: PlatformDeps,
  token: string,
  key: string | null,
  traceId: string,
): Promise<Session | null> {
  const hash = hashOf(token);
  const orgId = await findRefreshTokenOrg(deps.db, hash);
  if (orgId === null) return null;
  const refreshToken = newToken();
  const now = deps.clock();
  const outcome = await deps.db.inOrg(orgId, async (tx) => {
    const issuedFor = key === null ? null : hashOf(`${token} ${key}`);
    const result = await rotateRefreshToken(tx, hash, {
      hash: hashOf(refreshToken),
      issuedFor,
      now,
      expireAt: expiry(now),
    });
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
  return outcome.kind === 'ROTATED' ? sessionOf(deps, orgId, outcome.user, refreshToken) : null;
}

/** Revokes the token and all its successors, and ends the access tokens that came with them. */
export async function logOut(deps: PlatformDeps, token: string): Promise<void> {
  const hash = hashOf(token);
  const orgId = await findRefreshTokenOrg(deps.db, hash);
  if (orgId === null) return;
  const userId = await deps.db.inOrg(orgId, (tx) => revokeRefreshToken(tx, hash, deps.clock()));
  if (userId !== null) deps.rights.changed(whoIs(orgId, userId));
}

async function sessionOf(
  deps: PlatformDeps,
  orgId: string,
  user: { id: string; name: string; role: Role; sessionId: string },
  refreshToken: string,
): Promise<Session> {
  const org = orgId === PLATFORM_ORG ? null : orgId;
  const accessToken = await deps.tokens.sign({
    sub: user.id,
    org,
    role: user.role,
    name: user.name,
    sid: user.sessionId,
  });
  return { accessToken, refreshToken, expiresIn: ACCESS_TOKEN_SECONDS };
}

const expiry = (now: Date): Date => new Date(now.getTime() + REFRESH_TOKEN_MS);
