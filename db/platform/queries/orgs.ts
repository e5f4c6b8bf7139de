import { eq } from 'drizzle-orm';
import type { OrgTransaction } from '../../client.js';
import { orgs } from '../schema/orgs.js';

/** How the org's people and customers write numbers, as BCP 47. */
export async function orgLocale(tx: OrgTransaction): Promise<string> {
  const [row] = await tx.select({ locale: orgs.locale }).from(orgs).where(eq(orgs.id, tx.orgId));
  return row!.locale;
}
