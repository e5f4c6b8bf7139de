import type { World } from './world.js';

export const MANY = 10_000;

/**
 * Open leads by SQL that no worker begins: `Row 1`, the most urgent, to `Row 10000` or as many as are asked for, with deadlines a minute apart from an
 * hour from now on, all of one source.
 */
export async function fillDesk(
  world: World,
  { source, flowId, ownerId }: Record<'source' | 'flowId' | 'ownerId', string>,
  count = MANY,
): Promise<void> {
  await world.sql.query(
    `INSERT INTO leads (org_id, id, source, name, email, status, breach, received_at, deadline_at, flow_id, flow_version,
       team_id, owner_id, assigned_at, score, score_threshold, score_reasons, qualified, scored_at, clocks_started)
     SELECT $1, gen_random_uuid(), $2, 'Row ' || n, 'row' || n || '@example.com', 'ASSIGNED', 'none', now.at, now.at +
       interval '1 hour' + n * interval '1 minute', $3, 1, $4, $5, now.at, 10, 0, '[]', true, now.at, true
     FROM generate_series(1, $6::int) n, (SELECT date_trunc('milliseconds', clock_timestamp()) AS at) now`,
    [world.orgId, source, flowId, world.teamId, ownerId, count],
  );
  await world.sql.query('ANALYZE leads');
}
