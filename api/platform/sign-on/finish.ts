import type { Request } from 'express';
import { findSignOn, useAttempt } from '../../../db/platform/queries/sign-on.js';
import { findUser } from '../../../db/platform/queries/users.js';
import type { SignOnRefusal } from '../../../domain/platform/access/sign-on.js';
import { admit, type Admitted } from '../admit.js';
import type { PlatformDeps } from '../deps.js';
import type { ProviderAnswer } from '../providers/providers.js';
import { whoIs } from '../rights.js';
import { attemptIn, forgetAttempt } from './attempt.js';
import { providerOf } from './begin.js';
import { enter } from './enter.js';
import { keepProblem } from './keep-problem.js';
import { redirectUri } from './places.js';

export type Finish =
  | { kind: 'IN'; admitted: Admitted; forget: string }
  /** Begun in another browser, used already, too old, or the settings were changed meanwhile. */
  | { kind: 'AGAIN' }
  /** The provider knows the person, and the org does not let them in. */
  | { kind: 'OUT'; reason: SignOnRefusal };

const STANDARD = ['email', 'email_verified', 'name'];

/**
 * Lets somebody in whom the provider sent back.
 * @throws ProviderFailed when it does not vouch for them, or cannot be asked
 */
export async function finishSignOn(
  deps: PlatformDeps,
  { state, ...answer }: ProviderAnswer & { state: string },
  door: { req: Request; traceId: string },
): Promise<Finish> {
  const attempt = attemptIn(door.req, state);
  if (!attempt) return { kind: 'AGAIN' };
  const { orgId, secrets } = attempt;
  const now = deps.clock();
  // Used up before the provider is asked: it is one use, whatever comes of it.
  const signOn = await deps.db.inOrg(orgId, async (tx) => {
    const revision = await useAttempt(tx, { ...attempt, now });
    const settings = revision === null ? null : await findSignOn(tx);
    return settings?.active && settings.revision === revision ? settings : null;
  });
  if (!signOn) return { kind: 'AGAIN' };
  const claims = await keepProblem(deps, orgId, () =>
    deps.providers.claimsOf(providerOf(deps, orgId, signOn), secrets, answer, {
      redirectUri: redirectUri(deps.options),
      wanted: [...STANDARD, signOn.roleClaim, signOn.teamClaim].filter((name) => name !== null),
    }),
  );
  const { entry, user } = await deps.db.inOrg(orgId, async (tx) => {
    const entry = await enter(tx, signOn, claims, { now, traceId: door.traceId });
    return { entry, user: entry.kind === 'IN' ? await findUser(tx, entry.userId) : null };
  });
  if (entry.kind === 'OUT') return entry;
  if (entry.isChanged) deps.rights.changed(whoIs(orgId, entry.userId));
  const admitted = user && (await admit(deps, { ...user, orgId }, 'SINGLE_SIGN_ON', door));
  return admitted ? { kind: 'IN', admitted, forget: forgetAttempt(attempt) } : { kind: 'OUT', reason: 'INACTIVE' };
}
