import { createHash, randomBytes } from 'node:crypto';
import type { Request } from 'express';
import { isId } from '../../../db/client.js';
import { cookieOf, setCookie } from '../cookies.js';
import type { PlatformDeps } from '../deps.js';
import type { AttemptSecrets } from '../providers/providers.js';

/** So long somebody may take at the provider. */
export const ATTEMPT_MS = 10 * 60_000;

const PATH = '/api/auth/sso';
const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url');
const random = (): string => randomBytes(32).toString('base64url');

/** A sign-in that is under way, as the browser knows it that began it. */
export interface Attempt {
  orgId: string;
  stateHash: string;
  browserHash: string;
  secrets: AttemptSecrets;
}

/** @param secret known to the browser alone: nonce and verifier follow from it, so that nobody else could go on */
const attemptOf = (orgId: string, state: string, secret: string): Attempt => ({
  orgId,
  stateHash: hashOf(state),
  browserHash: hashOf(`browser ${secret}`),
  secrets: { state, nonce: hashOf(`nonce ${secret}`), verifier: hashOf(`verifier ${secret}`) },
});

/** Several may be under way in one browser: each has a cookie of its own. */
const cookieName = (stateHash: string): string => `pinggo_sso_${stateHash.slice(0, 16)}`;

/** @returns the attempt, and the `Set-Cookie` that binds it to the browser */
export function newAttempt(
  orgId: string,
  { publicUrl }: PlatformDeps['options'],
): { attempt: Attempt; cookie: string } {
  const secret = random();
  const attempt = attemptOf(orgId, random(), secret);
  const kept = { path: PATH, maxAgeSeconds: ATTEMPT_MS / 1_000, secure: publicUrl.startsWith('https:') };
  return { attempt, cookie: setCookie(cookieName(attempt.stateHash), `${orgId}.${secret}`, kept) };
}

/** The attempt that this browser began with the state; null: it began none. */
export function attemptIn(req: Request, state: string): Attempt | null {
  const [orgId = '', secret = '', ...rest] = cookieOf(req, cookieName(hashOf(state)))?.split('.') ?? [];
  return isId(orgId) && secret !== '' && rest.length === 0 ? attemptOf(orgId, state, secret) : null;
}

/** Lets the browser forget it. */
export const forgetAttempt = ({ stateHash }: Attempt): string =>
  setCookie(cookieName(stateHash), '', { path: PATH, maxAgeSeconds: 0, secure: false });
