import { findSession } from '../../../db/platform/queries/sessions.js';
import type { OrgTransaction } from '../../../db/client.js';
import { isProved, PROOF_MS } from '../../../domain/platform/access/sessions.js';
import type { Caller } from '../../http/access.js';
import { ApiError, forbidden } from '../../http/errors.js';

/** A person with their session; everybody else has nothing to show. */
export interface Signed {
  userId: string;
  sessionId: string | null;
}

/** @throws ApiError 403 for an API key */
export function signedPerson(caller: Caller): Signed {
  if (caller.kind !== 'user') throw forbidden();
  return { userId: caller.userId, sessionId: caller.sessionId ?? null };
}

/** When what somebody showed of themselves in their session counts for nothing any more; null: it does not count now. */
export async function provedUntil(tx: OrgTransaction, { userId, sessionId }: Signed, now: Date): Promise<Date | null> {
  const provedAt = sessionId === null ? null : ((await findSession(tx, userId, sessionId))?.provedAt ?? null);
  return provedAt && isProved(provedAt.getTime(), now.getTime()) ? new Date(provedAt.getTime() + PROOF_MS) : null;
}

/** A session that somebody left open is not enough. @throws ApiError 409 with a code of its own */
export async function demandProof(tx: OrgTransaction, signed: Signed, now: Date): Promise<void> {
  if ((await provedUntil(tx, signed, now)) !== null) return;
  throw new ApiError({
    status: 409,
    code: 'PROOF_NEEDED',
    title: 'Show once more who you are',
    howToFix: ['Give your password, a code or your passkey at POST /api/me/proof, and ask again within five minutes.'],
  });
}
