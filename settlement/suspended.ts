import type { OrgTransaction } from '../db/client.js';
import { orgIsSuspended } from '../db/platform/queries/orgs.js';

/** Passes when the org is back: whoever works for it tries again until then. */
export class OrgSuspended extends Error {
  override name = 'OrgSuspended';
  constructor(orgId: string) {
    super(`organisation ${orgId} is suspended: this goes on when it is back`);
  }
}

/** @throws OrgSuspended while the org is */
export async function refuseSuspended(tx: OrgTransaction): Promise<void> {
  if (await orgIsSuspended(tx)) throw new OrgSuspended(tx.orgId);
}
