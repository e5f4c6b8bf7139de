import { createHash, randomBytes } from 'node:crypto';
import { isId, type OrgTransaction } from '../../../db/client.js';
import { insertChallenge } from '../../../db/platform/queries/challenges.js';

/** What is asked may be answered for so long. */
export const CHALLENGE_MS = 5 * 60_000;
/** So many answers to one are looked at. */
export const MOST_ANSWERS = 5;

/** `FACTOR`: of a sign-in; `PASSKEY`: a sign-in by it; `NEW_PASSKEY`: to set one up; `PROOF`: of who is signed in. */
export type Purpose = 'FACTOR' | 'PASSKEY' | 'NEW_PASSKEY' | 'PROOF';

/** Of a token that was given out: whose org it is for, and what is kept of it. */
export interface GivenChallenge {
  orgId: string;
  hash: string;
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/**
 * Asks something, for some minutes.
 * @returns the token with which it is answered
 */
export async function giveChallenge(
  tx: OrgTransaction,
  { purpose, userId, details, now }: { purpose: Purpose; userId: string | null; details: object; now: Date },
): Promise<string> {
  // It names the org, since who answers is signed in nowhere yet. The hash is of the whole: it fits no other org.
  const token = `${tx.orgId}.${randomBytes(32).toString('base64url')}`;
  const expireAt = new Date(now.getTime() + CHALLENGE_MS);
  await insertChallenge(tx, { hash: hashOf(token), userId, purpose, details, now, expireAt });
  return token;
}

/** @returns null: it is no token of ours */
export function readChallenge(token: string): GivenChallenge | null {
  const [orgId = '', secret, ...more] = token.split('.');
  return isId(orgId) && secret && more.length === 0 ? { orgId, hash: hashOf(token) } : null;
}
