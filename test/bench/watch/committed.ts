import type { World } from '../../support/world.js';

/** When a row was committed, in epoch milliseconds: by Postgres's clock, whoever wrote it. */
export const COMMITTED_AT_MS = '(extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000)::float8';

/** When these leads' clocks were stopped by a proof, by the lead's id. */
export async function metAtMs(world: World, leadIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await world.all<{ id: string; atMs: number }>(
    `SELECT lead_id AS id, ${COMMITTED_AT_MS} AS "atMs"
     FROM audit WHERE org_id = $1 AND action = 'sla.met' AND lead_id = ANY($2::uuid[])`,
    [world.orgId, leadIds],
  );
  return new Map(rows.map(({ id, atMs }) => [id, atMs]));
}
