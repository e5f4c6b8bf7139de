import type { Database, OrgTransaction } from '../../client.js';
import { comesAfter, hasEnded, isStrange } from '../audit-order.js';

/** Orgs whose webhooks have not been told of everything yet. As `pinggo_relay`. */
export async function orgsWithWebhookNews(db: Database): Promise<string[]> {
  const { rows } = await db.pool.query<{ orgId: string }>({
    name: 'orgs_with_webhook_news',
    text: 'SELECT org_id AS "orgId" FROM orgs_with_webhook_news()',
  });
  return rows.map(({ orgId }) => orgId);
}

/**
 * The same event for the same webhook has the same id, whoever writes it down and however often.
 * @param of `w` the webhook, `a` the entry of the audit log
 */
const NEW_DELIVERY = `SELECT w.org_id, d.id, w.id AS webhook_id, a.action AS event_type, a.at AS event_at, a.xid, a.id AS audit_id, a.lead_id,
      CASE WHEN w.ordered THEN notice_id(w.org_id, w.id, 'lane:' || coalesce(a.lead_id::text, a.entity_type || a.entity_id)) ELSE d.id END
        AS lane_id`;
const ITS_ID = `CROSS JOIN LATERAL (SELECT notice_id(w.org_id, w.id, 'event:' || a.id || '@' || a.at) AS id) d`;
const COLUMNS =
  'org_id, id, webhook_id, event_type, event_at, xid, audit_id, lead_id, lane_id, status, status_at, next_try_at, created_at';

/**
 * Writes down who is to be told of an org's next events, in one statement: in their order, from transactions that no earlier one
 * can join any more (docs/adr/0021). Where another process is at it, nothing.
 * @param mostWaiting where so many messages of webhooks wait to be delivered to Temporal, none is added: those of leads come in between
 * @returns `told` how many deliveries there are now; `more` whether there may be further events
 */
export async function tellWebhooks(
  tx: OrgTransaction,
  limit: number,
  mostWaiting: number,
): Promise<{ told: number; more: boolean }> {
  const { rows } = await tx.client.query<{ seen: number; told: number }>({
    name: 'tell_webhooks',
    text: `WITH held AS MATERIALIZED (
        SELECT p.xid, p.audit_id, ${isStrange('p.xid')} AS is_strange
        FROM webhook_positions p WHERE p.org_id = $1
          AND (SELECT count(*) FROM (SELECT FROM outbox o WHERE o.org_id = $1 AND o.topic = 'WEBHOOK'
            AND o.delivered_at IS NULL AND o.dead_at IS NULL LIMIT $3) waiting) < $3
        FOR UPDATE SKIP LOCKED),
      page AS MATERIALIZED (
        SELECT e.* FROM held h CROSS JOIN LATERAL (
          SELECT a.xid, a.id, a.at, a.action, a.entity_type, a.entity_id, a.lead_id FROM audit a
          WHERE a.org_id = $1 AND ${comesAfter('a', 'h.xid', 'h.audit_id')} AND ${hasEnded('a')}
          ORDER BY a.xid, a.id LIMIT $2) e),
      last AS (
        (SELECT xid, id FROM page ORDER BY xid DESC, id DESC LIMIT 1)
        UNION ALL
        -- A position of another database: what there is here was told there.
        (SELECT a.xid, a.id FROM held h JOIN audit a ON a.org_id = $1 AND ${hasEnded('a')}
          WHERE h.is_strange ORDER BY a.xid DESC, a.id DESC LIMIT 1)),
      made AS (
        INSERT INTO webhook_deliveries (${COLUMNS})
        SELECT n.*, 'PENDING', now(), now(), now() FROM (
          ${NEW_DELIVERY}
          FROM page a JOIN webhooks w ON w.org_id = $1 AND w.off_at IS NULL AND w.deleted_at IS NULL
            AND a.action = ANY (w.events) AND a.at >= w.active_from
          ${ITS_ID}) n
        ON CONFLICT DO NOTHING RETURNING lane_id),
      rung AS (
        INSERT INTO outbox (org_id, topic, subject_id) SELECT DISTINCT $1::uuid, 'WEBHOOK', lane_id FROM made),
      moved AS (
        UPDATE webhook_positions p SET xid = l.xid, audit_id = l.id FROM last l WHERE p.org_id = $1)
      SELECT (SELECT count(*)::int FROM page) AS seen, (SELECT count(*)::int FROM made) AS told`,
    values: [tx.orgId, limit, mostWaiting],
  });
  const { seen, told } = rows[0]!;
  return { told, more: seen === limit };
}

/** What of a time range is sent again. */
export interface Replay {
  webhookId: string;
  from: Date;
  /** Exclusive. */
  to: Date;
  /** Also what has arrived. */
  delivered: boolean;
  limit: number;
}

/**
 * Has a webhook's events of a time range sent, the oldest first: what it was never told of, and what was given up or held.
 * @returns how many, and where to go on when there are more
 */
export async function replayEvents(
  tx: OrgTransaction,
  { webhookId, from, to, delivered, limit }: Replay,
): Promise<{ replayed: number; more: boolean }> {
  const { rows } = await tx.client.query<{ replayed: number }>(
    `WITH picked AS MATERIALIZED (
       ${NEW_DELIVERY}
       FROM webhooks w JOIN audit a ON a.org_id = $1 AND a.at >= $3 AND a.at < $4 AND a.action = ANY (w.events)
       ${ITS_ID}
       LEFT JOIN webhook_deliveries o ON o.org_id = $1 AND o.webhook_id = w.id AND o.audit_id = a.id
       WHERE w.org_id = $1 AND w.id = $2 AND (o.id IS NULL OR o.status IN ('FAILED', 'HELD') OR ($5 AND o.status = 'DELIVERED'))
       ORDER BY a.xid, a.id LIMIT $6),
     asked AS (
       INSERT INTO webhook_deliveries (${COLUMNS}) SELECT p.*, 'PENDING', now(), now(), now() FROM picked p
       ON CONFLICT (org_id, webhook_id, audit_id) DO UPDATE SET ${AGAIN} RETURNING lane_id),
     rung AS (
       INSERT INTO outbox (org_id, topic, subject_id) SELECT DISTINCT $1::uuid, 'WEBHOOK', lane_id FROM asked)
     SELECT count(*)::int AS replayed FROM asked`,
    [tx.orgId, webhookId, from, to, delivered, limit],
  );
  const { replayed } = rows[0]!;
  return { replayed, more: replayed === limit };
}

/** A delivery is asked for anew: it has all of its tries again. */
const AGAIN = `status = 'PENDING', status_at = now(), tries = 0, first_tried_at = NULL, next_try_at = now(), lease_until = NULL`;

/** Has a delivery sent again, whatever became of it; one that waits is tried at once. @returns false: there is none */
export async function redeliver(tx: OrgTransaction, webhookId: string, deliveryId: string): Promise<boolean> {
  const { rowCount } = await tx.client.query(
    `WITH asked AS (
       UPDATE webhook_deliveries SET ${AGAIN} WHERE org_id = $1 AND webhook_id = $2 AND id = $3 RETURNING lane_id)
     INSERT INTO outbox (org_id, topic, subject_id) SELECT $1, 'WEBHOOK', lane_id FROM asked`,
    [tx.orgId, webhookId, deliveryId],
  );
  return rowCount === 1;
}

/** The same for one that was given up. @returns false: it is not, any more */
export async function redeliverFailed(tx: OrgTransaction, deliveryId: string): Promise<boolean> {
  const { rowCount } = await tx.client.query(
    `WITH asked AS (
       UPDATE webhook_deliveries SET ${AGAIN} WHERE org_id = $1 AND id = $2 AND status = 'FAILED' RETURNING lane_id)
     INSERT INTO outbox (org_id, topic, subject_id) SELECT $1, 'WEBHOOK', lane_id FROM asked`,
    [tx.orgId, deliveryId],
  );
  return rowCount === 1;
}

/**
 * Has one entry of the audit log sent to a webhook, whether it subscribed to it or not.
 * @param eventType what it is called there
 * @returns the delivery
 */
export async function deliverEntry(
  tx: OrgTransaction,
  webhookId: string,
  { action, eventType }: { action: string; eventType: string },
): Promise<string> {
  const { rows } = await tx.client.query<{ id: string }>(
    `WITH made AS (
       INSERT INTO webhook_deliveries (${COLUMNS})
       SELECT $1, d.id, w.id, $4, a.at, a.xid, a.id, NULL, d.id, 'PENDING', now(), now(), now()
       FROM webhooks w CROSS JOIN LATERAL (
         SELECT * FROM audit a WHERE a.org_id = $1 AND a.entity_id = w.id::text AND a.action = $3 ORDER BY a.id DESC LIMIT 1) a
       ${ITS_ID}
       WHERE w.org_id = $1 AND w.id = $2 RETURNING id, lane_id),
     rung AS (INSERT INTO outbox (org_id, topic, subject_id) SELECT $1::uuid, 'WEBHOOK', lane_id FROM made)
     SELECT id FROM made`,
    [tx.orgId, webhookId, action, eventType],
  );
  return rows[0]!.id;
}

/** After a ring that did not help, the next. */
const RING_AGAIN_MS = 3_600_000;

/** Orgs with deliveries that should have been tried `byMs` ago. As `pinggo_relay`. */
export async function orgsWithLateWebhooks(db: Database, byMs: number): Promise<string[]> {
  const { rows } = await db.pool.query<{ orgId: string }>(
    'SELECT org_id AS "orgId" FROM orgs_with_late_webhooks($1, $2)',
    [byMs, RING_AGAIN_MS],
  );
  return rows.map(({ orgId }) => orgId);
}

/** Asks the relay for the workflows of an org's deliveries that nobody seems to send. @returns how many */
export async function ringLateWebhooks(tx: OrgTransaction, byMs: number, limit: number): Promise<number> {
  const { rowCount } = await tx.client.query(
    `WITH rung AS (
       UPDATE webhook_deliveries d SET rung_at = clock_timestamp() FROM (
         SELECT id FROM webhook_deliveries
         WHERE org_id = $1 AND status = 'PENDING' AND next_try_at < clock_timestamp() - $2 * interval '1 millisecond'
           AND (rung_at IS NULL OR rung_at < clock_timestamp() - $4 * interval '1 millisecond')
         ORDER BY next_try_at LIMIT $3) late
       WHERE d.org_id = $1 AND d.id = late.id RETURNING d.lane_id)
     INSERT INTO outbox (org_id, topic, subject_id) SELECT DISTINCT $1::uuid, 'WEBHOOK', lane_id FROM rung`,
    [tx.orgId, byMs, limit, RING_AGAIN_MS],
  );
  return rowCount ?? 0;
}
