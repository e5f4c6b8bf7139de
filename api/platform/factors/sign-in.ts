import type { Request } from 'express';
import { writeAudit } from '../../../db/platform/queries/audit.js';
import { tryChallenge, useUpChallenge } from '../../../db/platform/queries/challenges.js';
import { findPasskeyOwner } from '../../../db/platform/queries/factors.js';
import { findUser } from '../../../db/platform/queries/users.js';
import { PLATFORM_ORG } from '../../../db/platform/platform-org.js';
import type { SecondFactor, SignedInBy } from '../../../domain/platform/access/sessions.js';
import type { PlatformDeps } from '../deps.js';
import { wantsCookie } from '../session-cookie.js';
import { openSession, type Admissible, type SessionAnswer } from '../sessions.js';
import { beginTry, factorRefused, signInEnded, tryFitted } from './attempts.js';
import { giveChallenge, MOST_ANSWERS, readChallenge, type GivenChallenge, type Purpose } from './challenges.js';
import { checkFactor, type GivenFactor } from './check.js';
import { relyingParty, requestOptions } from './passkeys.js';

interface Asked {
  by: SignedInBy;
  /** What a passkey is to answer; null: none was asked for. */
  passkey: string | null;
}

interface Given {
  req: Request;
  traceId: string;
}

/** Counts one answer to what was asked. @throws ApiError 401 when it cannot be answered (any more) */
async function open(deps: PlatformDeps, given: GivenChallenge | null, purpose: Purpose) {
  if (given === null) throw signInEnded();
  const now = deps.clock();
  const row = await deps.db.inOrg(given.orgId, (tx) =>
    tryChallenge(tx, { hash: given.hash, purpose, most: MOST_ANSWERS, now }),
  );
  if (row === null) throw signInEnded();
  return row;
}

/**
 * The second step of a sign-in.
 * @throws ApiError 401 when it is over or the factor is wrong, 429 when too many were
 */
export async function signInByFactor(
  deps: PlatformDeps,
  { challenge, ...factor }: GivenFactor & { challenge: string },
  { req, traceId }: Given,
): Promise<SessionAnswer> {
  wantsCookie(req, deps.options);
  const row = await open(deps, readChallenge(challenge), 'FACTOR');
  const userId = row.userId!;
  const asked = row.details as Asked;
  const tries = { what: 'factor', userId, address: req.ip } as const;
  await beginTry(deps, tries);
  const checked = await deps.db.inOrg(row.orgId, async (tx) => {
    const by = await checkFactor(deps, tx, userId, factor, asked.passkey);
    const user = by && (await findUser(tx, userId));
    const at = deps.clock();
    const actor = { type: 'user', id: userId } as const;
    const entity = { type: 'user', id: userId };
    if (!by || !user || !(await useUpChallenge(tx, row.id, at))) {
      await writeAudit(tx, { actor, traceId, at, action: 'auth.factor_failed', entity });
      return null;
    }
    if (by === 'RECOVERY_CODE') await writeAudit(tx, { actor, traceId, at, action: 'auth.recovery_code_used', entity });
    return { by, user };
  });
  if (!checked) throw factorRefused();
  await tryFitted(deps, tries);
  return opened(deps, { ...checked.user, orgId: row.orgId }, asked.by, checked.by, { req, traceId });
}

/** Asks for a passkey of whoever it may be. */
export async function askForPasskey(
  deps: PlatformDeps,
): Promise<{ challenge: string; options: { challenge: string } }> {
  const options = await requestOptions(relyingParty(deps.options));
  const details = { by: 'PASSKEY', passkey: options.challenge } satisfies Asked;
  const challenge = await deps.db.inOrg(PLATFORM_ORG, (tx) =>
    giveChallenge(tx, { purpose: 'PASSKEY', userId: null, details, now: deps.clock() }),
  );
  return { challenge, options };
}

/**
 * Signs in whoever has a passkey: it says who they are, and is a second factor as well.
 * @throws ApiError 401 when it is no passkey of anybody's, or does not answer what was asked
 */
export async function signInByPasskey(
  deps: PlatformDeps,
  { challenge, passkey }: { challenge: string; passkey: { id: string } },
  { req, traceId }: Given,
): Promise<SessionAnswer> {
  wantsCookie(req, deps.options);
  const given = readChallenge(challenge);
  const row = await open(deps, given?.orgId === PLATFORM_ORG ? given : null, 'PASSKEY');
  const owner = await findPasskeyOwner(deps.db, passkey.id);
  if (!owner) throw factorRefused();
  const tries = { what: 'factor', userId: owner.userId, address: req.ip } as const;
  await beginTry(deps, tries);
  const isFirst = await deps.db.inOrg(row.orgId, (tx) => useUpChallenge(tx, row.id, deps.clock()));
  if (!isFirst) throw signInEnded();
  const user = await deps.db.inOrg(owner.orgId, async (tx) => {
    const by = await checkFactor(deps, tx, owner.userId, { passkey }, (row.details as Asked).passkey);
    return by && findUser(tx, owner.userId);
  });
  if (!user) throw factorRefused();
  await tryFitted(deps, tries);
  return opened(deps, { ...user, orgId: owner.orgId }, 'PASSKEY', null, { req, traceId });
}

async function opened(
  deps: PlatformDeps,
  person: Admissible,
  signedInBy: SignedInBy,
  factor: SecondFactor | null,
  given: Given,
): Promise<SessionAnswer> {
  const session = await openSession(deps, person, { signedInBy, factor, needsFactor: false }, given);
  // Deactivated meanwhile.
  if (!session) throw signInEnded();
  return session;
}
