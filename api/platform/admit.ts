import type { Request } from 'express';
import { listFactors, ownFactors } from '../../db/platform/queries/factors.js';
import { signInRules } from '../../db/platform/queries/orgs.js';
import { answersOf, askedOf, type OwnFactors } from '../../domain/platform/access/factors.js';
import type { SecondFactor, SignedInBy } from '../../domain/platform/access/sessions.js';
import type { OrgTransaction } from '../../db/client.js';
import type { PlatformDeps } from './deps.js';
import { CHALLENGE_MS, giveChallenge } from './factors/challenges.js';
import { relyingParty, requestOptions } from './factors/passkeys.js';
import { wantsCookie } from './session-cookie.js';
import { openSession, type Admissible, type Session } from './sessions.js';

/** By what they have shown it. */
export type AdmittedBy = SignedInBy;

/** Half a sign-in: the second factor is asked for. */
export interface FactorAsked {
  challenge: string;
  ways: SecondFactor[];
  passkey: { challenge: string; [member: string]: unknown } | null;
  expiresIn: number;
}

/** What an answer gives whoever is let in, or asks them for. */
export interface Admitted {
  body: Session | FactorAsked;
  headers: Record<string, string | string[]>;
}

interface Door {
  req: Request;
  traceId: string;
}

/**
 * The one door: whoever has shown who they are, by whatever way, comes in by it. Whoever has a second factor is asked for it first.
 * @returns null when they were deactivated meanwhile
 * @throws ApiError 403 when the session is to be in a cookie, and it is no page of ours that asks; or as `openSession` does
 */
export async function admit(
  deps: PlatformDeps,
  person: Admissible,
  by: AdmittedBy,
  { req, traceId }: Door,
): Promise<Admitted | null> {
  wantsCookie(req, deps.options);
  const { asked, question } = await deps.db.inOrg(person.orgId, async (tx) => {
    const [own, { factorForAdmins }] = [await ownFactors(tx, person.id), await signInRules(tx)];
    const asked = askedOf(by, own, { role: person.role, factorForAdmins });
    return { asked, question: asked === 'FACTOR' ? await ask(deps, tx, person, by, own) : null };
  });
  if (question) return { body: question, headers: {} };
  return openSession(deps, person, { signedInBy: by, factor: null, needsFactor: asked === 'SET_UP' }, { req, traceId });
}

async function ask(
  deps: PlatformDeps,
  tx: OrgTransaction,
  person: Admissible,
  by: AdmittedBy,
  own: OwnFactors,
): Promise<FactorAsked> {
  const passkeys = (await listFactors(tx, person.id)).flatMap(({ credentialId, transports }) =>
    credentialId === null ? [] : [{ credentialId, transports }],
  );
  const options = passkeys.length > 0 ? await requestOptions(relyingParty(deps.options), passkeys) : null;
  const challenge = await giveChallenge(tx, {
    purpose: 'FACTOR',
    userId: person.id,
    details: { by, passkey: options?.challenge ?? null },
    now: deps.clock(),
  });
  return { challenge, ways: answersOf(own), passkey: options && { ...options }, expiresIn: CHALLENGE_MS / 1_000 };
}
