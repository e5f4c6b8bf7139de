import type { World } from '../../support/world.js';

/** When a row was committed, in epoch milliseconds: by Postgres's clock, whoever wrote it. @param xmin the column, of a join its table's */
export const committedAtMs = (xmin = 'xmin'): string =>
  `(extract(epoch FROM pg_xact_commit_timestamp(${xmin})) * 1000)::float8`;

/** When these leads' clocks were stopped by a proof, by the lead's id. */
export async function metAtMs(world: World, leadIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await world.all<{ id: string; atMs: number }>(
    `SELECT lead_id AS id, ${committedAtMs()} AS "atMs"
     FROM audit WHERE org_id = $1 AND action = 'sla.met' AND lead_id = ANY($2::uuid[])`,
    [world.orgId, leadIds],
  );
  return new Map(rows.map(({ id, atMs }) => [id, atMs]));
}
