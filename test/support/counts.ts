import type { Database } from '../../db/client.js';
import { checkNextSlice } from '../../db/queries/tower-check.js';

/** Counts an org whose rows came in past the settlement, as the worker does with one that was there before the counts. */
export async function makeCounts(db: Database, orgId: string): Promise<void> {
  while (!(await db.inOrg(orgId, (tx) => checkNextSlice(tx))).done);
}
