import { openDatabase } from '../../db/client.js';
import { makeCounts } from '../support/counts.js';
import type { Database } from './system.js';
import type { Tenant } from './tenant.js';

/**
 * Fills an org up to so many leads of the last 90 days, with a clock each and an escalation for one in twenty, and makes
 * the counts. One in five is still open: as a desk that has been at it for a while. Rows lie in the order of receipt.
 * @returns seconds that the recount took, which is what a check of the sweep takes
 */
export async function fillTo(
  tenant: Tenant,
  database: Database,
  from: number,
  to: number,
  { openOneIn = 5 } = {},
): Promise<number> {
  const { world } = tenant;
  const client = await world.sql.connect();
  try {
    await client.query('BEGIN');
    // Foreign keys are checked row by row, which would be most of the time; these rows have what they name.
    await client.query('SET LOCAL session_replication_role = replica');
    await client.query(
      `CREATE TEMP TABLE filling ON COMMIT DROP AS
       SELECT gen_random_uuid() AS id, gen_random_uuid() AS clock_id, n, n % $3::int = 0 AS open,
         date_trunc('milliseconds', clock_timestamp() - random() * interval '90 days') AS received_at,
         CASE WHEN n % 3 > 0 THEN date_trunc('milliseconds', exp(3 + random() * 6) * interval '1 second') END AS took
       FROM generate_series($1::int + 1, $2::int) n`,
      [from, to, openOneIn],
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
  // By itself it would be written out over the minutes in which something is measured.
  await world.sql.query('CHECKPOINT');
  return seconds;
}

/**
 * What such leads left behind besides, so that every table that a lead writes to is as large as it would be: four audit
 * entries and their words, keys and messages as long as they are kept. Those that wait for their contact are due from
 * tomorrow on, one a second: no herd, and nothing that a figure would see.
 */
export async function fillTrail({ world }: Tenant): Promise<void> {
  const client = await world.sql.connect();
  try {
    await client.query(
      `BEGIN;
       SET LOCAL session_replication_role = replica;
       UPDATE leads SET next_due_at = due.at
       FROM (SELECT id, date_trunc('milliseconds', now()) + interval '1 day' + row_number() OVER () * interval '1 second' AS at
         FROM leads WHERE closed_at IS NULL AND contacted_at IS NULL AND status = 'ASSIGNED') due WHERE due.id = leads.id;
       INSERT INTO audit (org_id, at, actor_type, action, entity_type, entity_id, lead_id)
         SELECT org_id, received_at, 'system', action, 'lead', id::text, id
         FROM leads, unnest(ARRAY['sales.lead.created', 'lead.scored', 'lead.assigned', 'sla.started']) action;
       INSERT INTO inbox_keys (org_id, scope, key, body_hash, lead_id, created_at)
         SELECT org_id, 'endpoint:bench', id::text, md5(id::text), id, received_at FROM leads WHERE received_at > now() - interval '44 days';
       INSERT INTO outbox (org_id, topic, lead_id, created_at, available_at, delivered_at)
         SELECT org_id, topic, id, received_at, received_at, received_at
         FROM leads, unnest(ARRAY['LEAD_RECEIVED', 'PROOF_RECORDED', 'COMMAND_REQUESTED']) topic
         WHERE received_at > now() - interval '6 days';
       INSERT INTO lead_words (org_id, lead_id, words)
         SELECT org_id, id, words_of(right(org_id::text, 4), name, email, phone, external_id) FROM leads ON CONFLICT DO NOTHING;
       COMMIT`,
    );
    await client.query('VACUUM (ANALYZE) leads, audit, inbox_keys, outbox, lead_words');
  } finally {
    client.release();
  }
}
