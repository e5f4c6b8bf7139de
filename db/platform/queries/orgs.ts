import { eq } from 'drizzle-orm';
import type { OrgTransaction } from '../../client.js';
import { orgs } from '../schema/orgs.js';

/** The IANA zone in which the org's people are told times; undefined: there is no such org. */
export async function orgTimeZone(tx: OrgTransaction): Promise<string | undefined> {
  const [row] = await tx.select({ timeZone: orgs.timeZone }).from(orgs).where(eq(orgs.id, tx.orgId));
  return row?.timeZone;
}
