import { beginAttempt, findSignOn, findSignOnOrg, type SignOnRow } from '../../../db/platform/queries/sign-on.js';
import { signOnPlace } from '../../../db/platform/sign-on-secret.js';
import { domainOf } from '../../../domain/platform/access/sign-on.js';
import type { PlatformDeps } from '../deps.js';
import { ATTEMPT_MS, newAttempt } from './attempt.js';
import { keepProblem } from './keep-problem.js';
import { redirectUri } from './places.js';
import type { ProviderSettings } from '../providers/providers.js';

/** Who wants to sign in: by their e-mail, or by the link of their organisation. */
export type Asking = { email: string } | { organisationId: string };

/** @throws Error when the secret cannot be read: a fault of ours */
export const providerOf = (
  { secrets }: Pick<PlatformDeps, 'secrets'>,
  orgId: string,
  { issuer, clientId, clientSecret }: SignOnRow,
): ProviderSettings => ({ issuer, clientId, clientSecret: secrets.decrypt(clientSecret, signOnPlace(orgId)) });

/**
 * Begins a sign-in at the provider of the organisation.
 * @returns where to go, and the cookie that binds it to the browser; null: nothing leads to a single sign-on, for whatever reason
 * @throws ProviderFailed when the provider cannot be asked
 */
export async function beginSignOn(deps: PlatformDeps, asking: Asking): Promise<{ url: string; cookie: string } | null> {
  const orgId = await orgOf(deps, asking);
  if (orgId === null) return null;
  const signOn = await deps.db.readOrg(orgId, (tx) => findSignOn(tx));
  if (!signOn?.active) return null;
  const now = deps.clock();
  const { attempt, cookie } = newAttempt(orgId, deps.options);
  const url = await keepProblem(deps, orgId, () =>
    deps.providers.signInAt(providerOf(deps, orgId, signOn), attempt.secrets, {
      redirectUri: redirectUri(deps.options),
      email: 'email' in asking ? asking.email : null,
      withGroups: signOn.roleClaim !== null || signOn.teamClaim !== null,
    }),
  );
  const { stateHash, browserHash } = attempt;
  const expireAt = new Date(now.getTime() + ATTEMPT_MS);
  await deps.db.inOrg(orgId, (tx) =>
    beginAttempt(tx, { stateHash, browserHash, revision: signOn.revision, expireAt }, now),
  );
  return { url: url.href, cookie };
}

async function orgOf({ db }: PlatformDeps, asking: Asking): Promise<string | null> {
  if ('organisationId' in asking) return asking.organisationId;
  const domain = domainOf(asking.email);
  return domain === null ? null : findSignOnOrg(db, domain);
}
