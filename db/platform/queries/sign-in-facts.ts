import { sql } from 'drizzle-orm';
import type { SignInFacts } from '../../../domain/platform/access/sign-in-guards.js';
import type { OrgTransaction } from '../../client.js';

/** What decides whether the org's people could still sign in by other rules. */
export async function signInFacts(tx: OrgTransaction): Promise<SignInFacts> {
  // An installation without single sign-on has no table of it.
  const there = await tx.execute<{ there: boolean }>(
    sql`SELECT to_regclass('public.single_sign_on') IS NOT NULL AS there`,
  );
  if (!there.rows[0]!.there) return { singleSignOn: false };
  const { rows } = await tx.execute<{ works: boolean }>(
    sql`SELECT active AND used_at IS NOT NULL AS works FROM single_sign_on WHERE org_id = ${tx.orgId}`,
  );
  return { singleSignOn: rows[0]?.works ?? false };
}
