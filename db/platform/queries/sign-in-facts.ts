import type { SignInFacts } from '../../../domain/platform/access/sign-in-guards.js';
import { requirementProblem } from '../../../domain/platform/access/ways-in.js';
import type { OrgTransaction } from '../../client.js';
import { findSignOn } from './sign-on.js';
import { findUser } from './users.js';

/** What decides whether the org's people could still sign in by other rules. @param mail whether it is set up */
export async function signInFacts(tx: OrgTransaction, mail: boolean): Promise<SignInFacts> {
  const signOn = await findSignOn(tx);
  const used = signOn !== null && signOn.usedAt !== null;
  const active = signOn?.active ?? false;
  const keeper = signOn?.breakGlassId ? await findUser(tx, signOn.breakGlassId) : null;
  return { singleSignOn: active && used, cannotBeRequired: requirementProblem({ active, used, keeper }), mail };
}
