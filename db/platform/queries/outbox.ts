import type { Database } from '../../client.js';
import type { OutboxTopic } from '../schema/outbox.js';

export interface OutboxRow {
  orgId: string;
  id: number;
  topic: OutboxTopic;
  leadId: string | null;
  subjectId: string | null;
  attempts: number;
}

/**
 * Takes rows for delivery. Each is leased: when its taker dies, another takes it after the lease. Claimed by status, not
 * by "id > last": ids can commit out of order.
 */
export async function claimOutbox(db: Database, limit: number, leaseMs: number): Promise<OutboxRow[]> {
  const { rows } = await db.pool.query<OutboxRow>({
    name: 'claim_outbox',
    text: `
      WITH taken AS (
        SELECT org_id, id FROM outbox
        WHERE delivered_at IS NULL AND dead_at IS NULL AND available_at <= clock_timestamp()
          AND (lease_until IS NULL OR lease_until < clock_timestamp())
        ORDER BY available_at, id LIMIT $1 FOR UPDATE SKIP LOCKED)
      UPDATE outbox o SET lease_until = clock_timestamp() + $2 * interval '1 millisecond', attempts = o.attempts + 1
      FROM taken t WHERE o.org_id = t.org_id AND o.id = t.id
      RETURNING o.org_id AS "orgId", o.id, o.topic, o.lead_id AS "leadId", o.subject_id AS "subjectId", o.attempts`,
    values: [limit, leaseMs],
  });
  return rows.sort((a, b) => a.id - b.id);
}

const arrays = (rows: OutboxRow[]): [string[], number[]] => [rows.map(({ orgId }) => orgId), rows.map(({ id }) => id)];

export async function markDelivered(db: Database, rows: OutboxRow[]): Promise<void> {
  await db.pool.query({
    name: 'outbox_delivered',
    text: `UPDATE outbox o SET delivered_at = clock_timestamp(), lease_until = NULL, last_error = NULL
           FROM unnest($1::uuid[], $2::bigint[]) AS t(org_id, id) WHERE o.org_id = t.org_id AND o.id = t.id`,
    values: arrays(rows),
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
         jsonb_build_object('topic', topic, 'outboxId', id) AS details, 'dead-letter:' || id AS dedupe_key,
         clock_timestamp() AS at
       FROM dead d
       WHERE NOT EXISTS (SELECT FROM work_items w WHERE w.org_id = d.org_id AND w.dedupe_key = 'dead-letter:' || d.id)),
     made AS (
       INSERT INTO work_items (org_id, id, kind, lead_id, summary, details, dedupe_key, created_at)
       SELECT org_id, id, 'DEAD_LETTER', lead_id, summary, details, dedupe_key, at FROM item ON CONFLICT DO NOTHING)
     INSERT INTO audit (org_id, at, actor_type, action, entity_type, entity_id, lead_id, after)
     SELECT org_id, at, 'system', 'work_item.created', 'work_item', id, lead_id,
       jsonb_build_object('kind', 'DEAD_LETTER', 'summary', summary) FROM item`,
    [row.orgId, row.id, error.slice(0, 1_000)],
  );
}
