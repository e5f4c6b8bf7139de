import type { Database, OrgTransaction } from '../../db/client.js';
import { checkNextSlice } from '../../db/leads/queries/tower/check.js';

/** Counts an org whose rows came in past the settlement, as the worker does with one that was there before the counts. */
export async function makeCounts(db: Database, orgId: string): Promise<void> {
  while (!(await db.inOrg(orgId, (tx) => checkNextSlice(tx))).done);
}

/** How many rows of a table, and of its indexes where those do not suffice, some work reads. */
export async function rowsRead(tx: OrgTransaction, table: string, work: () => Promise<unknown>): Promise<number> {
  // What this session has read and not handed in yet.
  const readByNow = async () => {
    const { rows } = await tx.client.query<{ read: number }>(
      'SELECT seq_tup_read + idx_tup_fetch AS read FROM pg_stat_xact_user_tables WHERE relname = $1',
      [table],
    );
    return rows[0]!.read;
  };
  const before = await readByNow();
  await work();
  return (await readByNow()) - before;
}
