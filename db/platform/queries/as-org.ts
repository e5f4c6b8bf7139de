import type { OrgTransaction } from '../../client.js';

/** Does something in another organisation within the same transaction, and comes back. */
export async function asOrg<T>(
  tx: OrgTransaction,
  orgId: string,
  work: (there: OrgTransaction) => Promise<T>,
): Promise<T> {
  const go = (id: string) => tx.client.query("SELECT set_config('app.org_id', $1, true)", [id]);
  await go(orgId);
  const done = await work(Object.assign(Object.create(tx) as OrgTransaction, { orgId }));
  await go(tx.orgId);
  return done;
}
