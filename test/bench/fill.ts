import { openDatabase } from '../../db/client.js';
import { makeCounts } from '../support/counts.js';
import type { Database } from './system.js';
import type { Tenant } from './tenant.js';

/**
 * Fills an org up to so many leads of the last 90 days, with a clock each and an escalation for one in twenty, and makes
 * the counts. One in five is still open: as a desk that has been at it for a while. Rows lie in the order of receipt.
 * @returns seconds that the recount took, which is what a check of the sweep takes
 */
export async function fillTo(tenant: Tenant, database: Database, from: number, to: number): Promise<number> {
  const { world } = tenant;
  const client = await world.sql.connect();
  try {
    await client.query('BEGIN');
    // Foreign keys are checked row by row, which would be most of the time; these rows have what they name.
    await client.query('SET LOCAL session_replication_role = replica');
    await client.query(
      `CREATE TEMP TABLE filling ON COMMIT DROP AS
       SELECT gen_random_uuid() AS id, gen_random_uuid() AS clock_id, n, n % 5 = 0 AS open,
         date_trunc('milliseconds', clock_timestamp() - random() * interval '90 days') AS received_at,
         CASE WHEN n % 3 > 0 THEN date_trunc('milliseconds', exp(3 + random() * 6) * interval '1 second') END AS took
       FROM generate_series($1::int + 1, $2::int) n`,
      [from, to],
    );
    await client.query(
      `INSERT INTO leads (org_id, id, source, name, email, phone, attributes, tags, received_at, status, breach, flow_id,
         flow_version, team_id, owner_id, contacted_at, closed_at, deadline_at, clocks_started)
       SELECT $1, f.id, (ARRAY['web', 'facebook', 'typeform'])[1 + f.n / 3 % 3], 'Ana Pop', 'ana' || f.n || '@example.com',
         '+4072' || lpad(f.n::text, 7, '0'), '{}', '{}', f.received_at,
         CASE WHEN NOT f.open THEN 'CLOSED' WHEN f.took IS NOT NULL THEN 'CONTACTED' WHEN f.n % 50 = 0 THEN 'UNROUTED'
           ELSE 'ASSIGNED' END,
         CASE f.n % 7 WHEN 0 THEN 'breached' WHEN 1 THEN 'at_risk' ELSE 'none' END, w.flow_id, 1, $2,
         CASE WHEN f.n % 50 > 0 THEN w.owners[1 + f.n / 50 % cardinality(w.owners)] END, f.received_at + f.took,
         CASE WHEN NOT f.open THEN f.received_at + interval '1 day' END,
         CASE WHEN f.open AND f.took IS NULL THEN f.received_at + interval '15 minutes' END, true
       FROM filling f, (SELECT (SELECT id FROM flows WHERE org_id = $1 LIMIT 1) AS flow_id,
         ARRAY(SELECT id FROM users WHERE org_id = $1 AND role = 'REP') AS owners) w
       ORDER BY f.received_at`,
      [world.orgId, world.teamId],
    );
    await client.query(
      `INSERT INTO clocks (org_id, id, lead_id, key, status, started_at, target_ms, breached_at, met_at, receipt)
       SELECT $1, clock_id, id, 'first_contact', s.status, received_at, 900000,
         CASE WHEN s.status = 'BREACHED' THEN received_at + interval '15 minutes' END, received_at + took, '{}'
       FROM filling CROSS JOIN LATERAL (SELECT CASE WHEN took <= interval '15 minutes' THEN 'MET'
         WHEN took IS NOT NULL OR n % 7 = 0 THEN 'BREACHED' ELSE 'RUNNING' END AS status) s ORDER BY received_at`,
      [world.orgId],
    );
    await client.query(
      `INSERT INTO escalations (org_id, key, lead_id, clock_id, clock_key, cycle, step_key, repeat, action, due_at, fired_at)
       SELECT $1, id::text, id, clock_id, 'first_contact', 1, 'remind', 0, 'REMINDER', received_at, received_at
       FROM filling WHERE n % 20 = 0 ORDER BY received_at`,
      [world.orgId],
    );
    await client.query('COMMIT');
  } finally {
    client.release();
  }
  await world.sql.query('VACUUM (ANALYZE) leads, clocks, escalations');
  const db = openDatabase(database.appUrl, { role: 'pinggo_app', poolSize: 1 });
  const startedAtMs = performance.now();
  try {
    await makeCounts(db, world.orgId);
  } finally {
    await db.close();
  }
  const seconds = (performance.now() - startedAtMs) / 1000;
  await world.sql.query('VACUUM (ANALYZE) tower_counts');
  return seconds;
}
