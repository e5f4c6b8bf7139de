import { noteSignOnProblem } from '../../../db/platform/queries/sign-on.js';
import type { PlatformDeps } from '../deps.js';
import { ProviderFailed, type SignOnProblem } from '../providers/problems.js';

/** What is between a person and the provider, and no matter of the admin. */
const THEIR_OWN: readonly SignOnProblem[] = ['ACCESS_DENIED', 'CODE_REFUSED'];

/** Runs what asks the org's provider; what that fails by is kept for the admins, who cannot see a person's page. */
export async function keepProblem<T>(
  { db, clock }: Pick<PlatformDeps, 'db' | 'clock'>,
  orgId: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProviderFailed && !THEIR_OWN.includes(error.problem))
      await db.inOrg(orgId, (tx) => noteSignOnProblem(tx, error.problem, clock()));
    throw error;
  }
}
