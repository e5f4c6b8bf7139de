import type { Amounts } from '../../../domain/platform/metrics/family.js';
import type { Database } from '../../client.js';

export interface OutboxRow<Topic extends string = string> {
  orgId: string;
  id: number;
  topic: Topic;
  leadId: string | null;
  subjectId: string | null;
  attempts: number;
}

export interface Claim<Topic extends string> {
  /** In the order in which they were written. */
  rows: OutboxRow<Topic>[];
  /** The first org whose turn did not come, for the next claim to begin with; null when each had one. */
  nextOrgId: string | null;
}

/** No id is before it. */
const FIRST_ORG = '00000000-0000-0000-0000-000000000000';

/** Rows of the index `outbox_waiting`. */
const PENDING = 'delivered_at IS NULL AND dead_at IS NULL';
/**
 * Rows that may be taken now: instants are kept by the millisecond, and one of now may be rounded up. What another version has
 * written is left for its own relay.
 */
const CLAIMABLE = `${PENDING} AND topic = ANY($2::text[]) AND available_at <= statement_timestamp() + interval '1 millisecond'
          AND (lease_until IS NULL OR lease_until < statement_timestamp())`;

/**
 * Takes rows for delivery, fairly: as many of each org that waits as of any other, its longest waiting first, and more of
 * one only while fewer wait. More orgs than `limit` have their turns one claim after the other.
 *
 * Each row is leased: when its taker dies, another takes it after the lease. Claimed by status, not by "id > last": ids
 * can commit out of order. The time is the statement's, which an index can be searched for; the laterals with a limit
 * keep each org's part a look-up in the index, whatever the planner believes of the table.
 *
 * @param topics those that the taker can deliver
 * @param fromOrgId where a claim before left off
 */
export async function claimOutbox<Topic extends string>(
  db: Database,
  topics: readonly Topic[],
  options: { limit: number; leaseMs: number; fromOrgId?: string | null },
): Promise<Claim<Topic>> {
  const { rows } = await db.pool.query<OutboxRow<Topic> & { nextOrgId: string | null }>({
    name: 'claim_outbox',
    text: `
      WITH RECURSIVE pending_org AS (
        (SELECT org_id FROM outbox WHERE ${PENDING} AND org_id >= $4::uuid ORDER BY org_id, available_at LIMIT 1)
        UNION ALL
        SELECT further.org_id FROM pending_org p CROSS JOIN LATERAL (
          SELECT org_id FROM outbox WHERE ${PENDING} AND org_id > p.org_id ORDER BY org_id, available_at LIMIT 1) further),
      waiting_org AS MATERIALIZED (
        SELECT p.org_id FROM pending_org p CROSS JOIN LATERAL (
          SELECT FROM outbox o WHERE o.org_id = p.org_id AND ${CLAIMABLE} ORDER BY available_at LIMIT 1) first
        LIMIT $1::int + 1),
      taken AS (
        SELECT own.org_id, own.id FROM (SELECT org_id FROM waiting_org ORDER BY org_id LIMIT $1) turn
        CROSS JOIN LATERAL (
          SELECT org_id, id FROM outbox o WHERE o.org_id = turn.org_id AND ${CLAIMABLE}
          ORDER BY available_at, id LIMIT (SELECT $1 / least($1::int, count(*)) FROM waiting_org) FOR UPDATE SKIP LOCKED) own)
      UPDATE outbox o SET lease_until = clock_timestamp() + $3 * interval '1 millisecond', attempts = o.attempts + 1
      FROM taken t WHERE o.org_id = t.org_id AND o.id = t.id
      RETURNING o.org_id AS "orgId", o.id, o.topic, o.lead_id AS "leadId", o.subject_id AS "subjectId", o.attempts,
        (SELECT org_id FROM waiting_org ORDER BY org_id OFFSET $1) AS "nextOrgId"`,
    values: [options.limit, topics, options.leaseMs, options.fromOrgId ?? FIRST_ORG],
  });
  return {
    rows: rows.map(({ nextOrgId: _, ...row }) => row).sort((a, b) => a.id - b.id),
    nextOrgId: rows[0]?.nextOrgId ?? null,
  };
}

const arrays = (rows: OutboxRow[]): [string[], number[]] => [rows.map(({ orgId }) => orgId), rows.map(({ id }) => id)];

/**
 * One that was a dead letter before, or says what a dead one should have said, closes its work item with that. Those are
 * found from the few that are open (`work_items_dead_letters`), not from each row.
 * @param counted what this adds to the counters, in the same round trip
 */
export async function markDelivered(db: Database, rows: OutboxRow[], counted: Amounts = {}): Promise<void> {
  await db.pool.query({
    name: 'outbox_delivered',
    text: `
      WITH delivered AS (
        UPDATE outbox o SET delivered_at = clock_timestamp(), lease_until = NULL, last_error = NULL
        FROM unnest($1::uuid[], $2::bigint[]) AS t(org_id, id) WHERE o.org_id = t.org_id AND o.id = t.id
        RETURNING o.org_id, o.id, o.topic, o.lead_id, o.subject_id),
      closed AS (
        UPDATE work_items w SET resolved_at = clock_timestamp(), resolution = 'The message was delivered'
        FROM (
          SELECT g.org_id, g.id FROM work_items g WHERE g.kind = 'DEAD_LETTER' AND g.resolved_at IS NULL AND EXISTS (
            SELECT FROM delivered d WHERE d.org_id = g.org_id AND (g.cause = 'dead-letter:' || d.id
              -- The same message, written anew while the dead one lay there.
              OR g.lead_id = d.lead_id AND g.details->>'topic' = d.topic
                AND g.details->>'subjectId' IS NOT DISTINCT FROM d.subject_id::text))
        ) gone WHERE w.org_id = gone.org_id AND w.id = gone.id AND w.resolved_at IS NULL
        RETURNING w.org_id, w.id, w.kind, w.lead_id, w.resolution),
      counted AS (INSERT INTO counter_deltas (amounts) SELECT $3::jsonb WHERE $3::jsonb <> '{}')
      INSERT INTO audit (org_id, at, actor_type, action, entity_type, entity_id, lead_id, after)
      SELECT org_id, clock_timestamp(), 'system', 'work_item.resolved', 'work_item', id, lead_id,
        jsonb_build_object('kind', kind, 'resolution', resolution) FROM closed`,
    values: [...arrays(rows), JSON.stringify(counted)],
  });
}

/** Gives rows back to be tried again after `waitMs`. */
export async function postpone(db: Database, rows: OutboxRow[], waitMs: number, error: string): Promise<void> {
  await db.pool.query(
    `UPDATE outbox o SET available_at = clock_timestamp() + $3 * interval '1 millisecond', lease_until = NULL, last_error = $4
     FROM unnest($1::uuid[], $2::bigint[]) AS t(org_id, id) WHERE o.org_id = t.org_id AND o.id = t.id`,
    [...arrays(rows), waitMs, error.slice(0, 1_000)],
  );
}

/** Gives rows back that nobody tried to deliver: whoever claims them next takes them as they were. */
export async function giveBack(db: Database, rows: OutboxRow[]): Promise<void> {
  await db.pool.query(
    `UPDATE outbox o SET lease_until = NULL, attempts = greatest(o.attempts - 1, 0)
     FROM unnest($1::uuid[], $2::bigint[]) AS t(org_id, id) WHERE o.org_id = t.org_id AND o.id = t.id`,
    arrays(rows),
  );
}

/** Has what was put off by a failure tried now: what it failed by is over. @returns how many */
export async function bringForward(db: Database): Promise<number> {
  const { rowCount } = await db.pool.query(
    `UPDATE outbox o SET available_at = clock_timestamp()
     FROM (SELECT org_id, id FROM outbox
       WHERE ${PENDING} AND last_error IS NOT NULL AND available_at > statement_timestamp()
       FOR UPDATE SKIP LOCKED) t
     WHERE o.org_id = t.org_id AND o.id = t.id`,
  );
  return rowCount ?? 0;
}

/** Lays a row aside as a dead letter, with a work item for its org that the audit log tells of, in one statement. */
export async function bury(db: Database, row: OutboxRow, error: string): Promise<void> {
  await db.pool.query(
    `WITH dead AS (
       UPDATE outbox SET dead_at = clock_timestamp(), lease_until = NULL, last_error = $3
       WHERE org_id = $1 AND id = $2 AND dead_at IS NULL
       RETURNING org_id, id, topic, lead_id, subject_id, attempts),
     letter AS (
       INSERT INTO dead_letters (org_id, id, outbox_id, topic, lead_id, subject_id, error, attempts, created_at)
       SELECT org_id, gen_random_uuid(), id, topic, lead_id, subject_id, $3, attempts, clock_timestamp() FROM dead),
     item AS (
       SELECT org_id, gen_random_uuid() AS id, lead_id, 'A message could not be delivered to Temporal: ' || $3 AS summary,
         jsonb_build_object('topic', topic, 'outboxId', id, 'subjectId', subject_id) AS details, 'dead-letter:' || id AS cause,
         clock_timestamp() AS at
       FROM dead d
       WHERE NOT EXISTS (SELECT FROM work_items w
         WHERE w.org_id = d.org_id AND w.cause = 'dead-letter:' || d.id AND w.resolved_at IS NULL)),
     made AS (
       INSERT INTO work_items (org_id, id, kind, lead_id, summary, details, dedupe_key, cause, created_at)
       SELECT org_id, id, 'DEAD_LETTER', lead_id, summary, details, cause || '@' || id, cause, at FROM item
       ON CONFLICT DO NOTHING RETURNING id)
     INSERT INTO audit (org_id, at, actor_type, action, entity_type, entity_id, lead_id, after)
     SELECT org_id, at, 'system', 'work_item.created', 'work_item', id, lead_id,
       jsonb_build_object('kind', 'DEAD_LETTER', 'summary', summary) FROM item JOIN made USING (id)`,
    [row.orgId, row.id, error.slice(0, 1_000)],
  );
}
