import { and, asc, desc, eq, inArray, lt, or, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type {
  WebhookDeliveryStatus,
  WebhookFault,
  WebhookOffReason,
  WebhookPayload,
} from '../../../domain/platform/vocabulary/webhooks.js';
import type { EventFact } from '../../../domain/platform/events/events.js';
import type { OrgTransaction } from '../../client.js';
import { webhookDeliveries, webhookTries } from '../schema/webhooks.js';

/** A delivery that one try has taken. */
export interface TakenDelivery {
  id: string;
  webhookId: string;
  eventType: string;
  leadId: string | null;
  /** This one among them, since it was last asked for. */
  tries: number;
  firstTriedAt: Date;
  takenAt: Date;
  url: string;
  payload: WebhookPayload;
  /** What it tells of; null: that is gone. */
  fact: EventFact | null;
}

/** The first of a lane that is to be sent, taken for a try; or how long it waits. Null: nothing of the lane is to be sent. */
export type Taken = { delivery: TakenDelivery } | { waitMs: number } | null;

interface HeadRow {
  id: string;
  webhookId: string;
  eventType: string;
  leadId: string | null;
  isOff: boolean;
  waitMs: number;
  url: string;
  payload: WebhookPayload;
  xid: string;
  auditId: number;
  action: string | null;
  atMs: number;
  entityType: string;
  entityId: string;
  after: unknown;
}

/**
 * Takes the first of a lane for a try, which no other begins until the lease is over. Where its webhook was switched off, all of
 * the lane is held.
 * @param testType of events that are sent by one that is switched off, too
 */
export async function takeDelivery(
  tx: OrgTransaction,
  laneId: string,
  { leaseMs, testType }: { leaseMs: number; testType: string },
): Promise<Taken> {
  const { rows } = await tx.client.query<HeadRow>({
    name: 'head_of_lane',
    text: `SELECT d.id, d.webhook_id AS "webhookId", d.event_type AS "eventType", d.lead_id AS "leadId", w.url, w.payload,
        w.deleted_at IS NOT NULL OR (w.off_at IS NOT NULL AND d.event_type <> $3) AS "isOff",
        greatest(0, extract(epoch FROM greatest(d.next_try_at, d.lease_until) - clock_timestamp()) * 1000)::float8 AS "waitMs",
        d.xid::text AS xid, d.audit_id AS "auditId", a.action, extract(epoch FROM a.at)::float8 * 1000 AS "atMs",
        a.entity_type AS "entityType", a.entity_id AS "entityId", a.after
      FROM webhook_deliveries d JOIN webhooks w ON w.org_id = d.org_id AND w.id = d.webhook_id
      LEFT JOIN audit a ON a.org_id = d.org_id AND a.id = d.audit_id
      WHERE d.org_id = $1 AND d.lane_id = $2 AND d.status = 'PENDING'
      ORDER BY d.xid, d.audit_id LIMIT 1 FOR NO KEY UPDATE OF d`,
    values: [tx.orgId, laneId, testType],
  });
  const [head] = rows;
  if (!head) return null;
  if (head.isOff) {
    await holdLane(tx, laneId);
    return null;
  }
  if (head.waitMs > 0) return { waitMs: Math.ceil(head.waitMs) };
  const { rows: taken } = await tx.client.query<Pick<TakenDelivery, 'tries' | 'firstTriedAt' | 'takenAt'>>(
    `UPDATE webhook_deliveries SET tries = tries + 1, first_tried_at = coalesce(first_tried_at, now()),
       lease_until = clock_timestamp() + $3 * interval '1 millisecond'
     WHERE org_id = $1 AND id = $2 RETURNING tries, first_tried_at AS "firstTriedAt", now()::timestamptz(3) AS "takenAt"`,
    [tx.orgId, head.id, leaseMs],
  );
  const { id, webhookId, eventType, leadId, url, payload } = head;
  return { delivery: { id, webhookId, eventType, leadId, url, payload, ...taken[0]!, fact: factOf(tx.orgId, head) } };
}

const factOf = (orgId: string, head: Omit<HeadRow, 'isOff' | 'waitMs' | 'url' | 'payload'>): EventFact | null =>
  head.action === null
    ? null
    : {
        orgId,
        id: `${head.xid}-${head.auditId}`,
        action: head.action,
        atMs: head.atMs,
        entityType: head.entityType,
        entityId: head.entityId,
        leadId: head.leadId,
        after: head.after,
      };

async function holdLane(tx: OrgTransaction, laneId: string): Promise<void> {
  await tx.client.query(
    `UPDATE webhook_deliveries SET status = 'HELD', status_at = now(), next_try_at = NULL, lease_until = NULL
     WHERE org_id = $1 AND lane_id = $2 AND status = 'PENDING'`,
    [tx.orgId, laneId],
  );
}

/** What a try came to. */
export interface TriedDelivery {
  at: Date;
  tookMs: number;
  bytes: number;
  bodyHash: string;
  status: number | null;
  fault: WebhookFault | null;
  answerType: string | null;
  answer: string | null;
}

/** Writes down what a try came to, and what becomes of its delivery. @param nextTryAt null: it is over */
export async function settleTry(
  tx: OrgTransaction,
  deliveryId: string,
  tried: TriedDelivery,
  { status, nextTryAt }: { status: WebhookDeliveryStatus; nextTryAt: Date | null },
): Promise<void> {
  await tx.insert(webhookTries).values({ ...tried, orgId: tx.orgId, id: uuidv7(), deliveryId });
  await tx.client.query(
    `UPDATE webhook_deliveries SET status = $3, status_at = CASE WHEN status = $3 THEN status_at ELSE now() END, next_try_at = $4,
       lease_until = NULL
     WHERE org_id = $1 AND id = $2 AND status = 'PENDING'`,
    [tx.orgId, deliveryId, status, nextTryAt],
  );
}

/** Something arrived by a webhook. */
export async function webhookWorks(tx: OrgTransaction, id: string): Promise<void> {
  await tx.client.query(
    'UPDATE webhooks SET failing_since = NULL WHERE org_id = $1 AND id = $2 AND failing_since IS NOT NULL',
    [tx.orgId, id],
  );
}

/** Something did not arrive. @returns since when nothing did */
export async function webhookFails(tx: OrgTransaction, id: string, at: Date): Promise<Date> {
  const { rows } = await tx.client.query<{ since: Date }>(
    'UPDATE webhooks SET failing_since = coalesce(failing_since, $3) WHERE org_id = $1 AND id = $2 RETURNING failing_since AS since',
    [tx.orgId, id, at],
  );
  return rows[0]!.since;
}

/** Switches a webhook off. @returns its name; null: it was off already */
export async function switchWebhookOff(
  tx: OrgTransaction,
  id: string,
  reason: WebhookOffReason,
  at: Date,
): Promise<string | null> {
  const { rows } = await tx.client.query<{ name: string }>(
    `UPDATE webhooks SET off_at = $4, off_reason = $3, revision = revision + 1
     WHERE org_id = $1 AND id = $2 AND off_at IS NULL AND deleted_at IS NULL RETURNING name`,
    [tx.orgId, id, reason, at],
  );
  return rows[0]?.name ?? null;
}

/** A webhook's deliveries that are not sent any more, as it is off. */
export async function holdDeliveries(tx: OrgTransaction, webhookId: string): Promise<void> {
  await tx.client.query(
    `UPDATE webhook_deliveries SET status = 'HELD', status_at = now(), next_try_at = NULL
     WHERE org_id = $1 AND webhook_id = $2 AND status = 'PENDING' AND (lease_until IS NULL OR lease_until < now())`,
    [tx.orgId, webhookId],
  );
}

export interface DeliveryRow {
  id: string;
  eventType: string;
  eventAt: Date;
  leadId: string | null;
  status: WebhookDeliveryStatus;
  statusAt: Date;
  tries: number;
  nextTryAt: Date | null;
  auditId: number;
  /** Of the last try; null: there was none. */
  last: Pick<TriedDelivery, 'at' | 'status' | 'fault' | 'tookMs'> | null;
}

const shown = {
  id: webhookDeliveries.id,
  eventType: webhookDeliveries.eventType,
  eventAt: webhookDeliveries.eventAt,
  leadId: webhookDeliveries.leadId,
  status: webhookDeliveries.status,
  statusAt: webhookDeliveries.statusAt,
  tries: webhookDeliveries.tries,
  nextTryAt: webhookDeliveries.nextTryAt,
  auditId: webhookDeliveries.auditId,
};

/** A webhook's, the newest event first. @param page.before where the page before ended */
export async function listDeliveries(
  tx: OrgTransaction,
  webhookId: string,
  filter: { status?: WebhookDeliveryStatus | undefined; leadId?: string | undefined },
  page: { limit: number; before: { at: Date; auditId: number } | null },
): Promise<DeliveryRow[]> {
  const { before } = page;
  const rows = await tx
    .select(shown)
    .from(webhookDeliveries)
    .where(
      and(
        eq(webhookDeliveries.orgId, tx.orgId),
        eq(webhookDeliveries.webhookId, webhookId),
        filter.status === undefined ? undefined : eq(webhookDeliveries.status, filter.status),
        filter.leadId === undefined ? undefined : eq(webhookDeliveries.leadId, filter.leadId),
        before === null
          ? undefined
          : or(
              lt(webhookDeliveries.eventAt, before.at),
              and(eq(webhookDeliveries.eventAt, before.at), lt(webhookDeliveries.auditId, before.auditId)),
            ),
      ),
    )
    .orderBy(desc(webhookDeliveries.eventAt), desc(webhookDeliveries.auditId))
    .limit(page.limit);
  const lasts = await lastTries(
    tx,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({ ...row, last: lasts.get(row.id) ?? null }));
}

async function lastTries(tx: OrgTransaction, ids: readonly string[]): Promise<Map<string, DeliveryRow['last']>> {
  if (ids.length === 0) return new Map();
  const { deliveryId, at, status, fault, tookMs } = webhookTries;
  const rows = await tx
    .selectDistinctOn([deliveryId], { deliveryId, at, status, fault, tookMs })
    .from(webhookTries)
    .where(and(eq(webhookTries.orgId, tx.orgId), inArray(deliveryId, [...ids])))
    .orderBy(asc(deliveryId), desc(at));
  return new Map(rows.map(({ deliveryId, ...last }) => [deliveryId, last]));
}

export type TryRow = TriedDelivery & { id: string };

/** One delivery with its tries, the newest first, and what it tells of. */
export async function findDelivery(
  tx: OrgTransaction,
  webhookId: string,
  id: string,
): Promise<{ row: DeliveryRow; fact: EventFact | null; tries: TryRow[] } | null> {
  const [row] = await tx
    .select(shown)
    .from(webhookDeliveries)
    .where(
      and(
        eq(webhookDeliveries.orgId, tx.orgId),
        eq(webhookDeliveries.webhookId, webhookId),
        eq(webhookDeliveries.id, id),
      ),
    );
  if (!row) return null;
  const { rows: entries } = await tx.client.query<Parameters<typeof factOf>[1]>(
    `SELECT d.id, d.webhook_id AS "webhookId", d.event_type AS "eventType", d.lead_id AS "leadId", d.xid::text AS xid,
       d.audit_id AS "auditId", a.action, extract(epoch FROM a.at)::float8 * 1000 AS "atMs", a.entity_type AS "entityType",
       a.entity_id AS "entityId", a.after
     FROM webhook_deliveries d LEFT JOIN audit a ON a.org_id = d.org_id AND a.id = d.audit_id WHERE d.org_id = $1 AND d.id = $2`,
    [tx.orgId, id],
  );
  const tries = await tx
    .select()
    .from(webhookTries)
    .where(and(eq(webhookTries.orgId, tx.orgId), eq(webhookTries.deliveryId, id)))
    .orderBy(desc(webhookTries.at), desc(webhookTries.id))
    .limit(MOST_TRIES);
  return { row: { ...row, last: tries[0] ?? null }, fact: factOf(tx.orgId, entries[0]!), tries };
}

const MOST_TRIES = 100;

/** How a webhook's deliveries of the last day stand. */
export interface WebhookActivity {
  lastDeliveredAt: Date | null;
  delivered: number;
  failed: number;
  waiting: number;
}

/** @param since from when on they are counted */
export async function webhookActivity(
  tx: OrgTransaction,
  ids: readonly string[],
  since: Date,
): Promise<Map<string, WebhookActivity>> {
  if (ids.length === 0) return new Map();
  const counted = (status: WebhookDeliveryStatus) =>
    sql<number>`(count(*) FILTER (WHERE status = ${status}))::int`.mapWith(Number);
  const rows = await tx
    .select({
      webhookId: webhookDeliveries.webhookId,
      lastDeliveredAt: sql<string | null>`max(status_at) FILTER (WHERE status = 'DELIVERED')`,
      delivered: counted('DELIVERED'),
      failed: counted('FAILED'),
      waiting: counted('PENDING'),
    })
    .from(webhookDeliveries)
    .where(
      and(
        eq(webhookDeliveries.orgId, tx.orgId),
        inArray(webhookDeliveries.webhookId, [...ids]),
        sql`${webhookDeliveries.eventAt} >= ${since.toISOString()}::timestamptz`,
      ),
    )
    .groupBy(webhookDeliveries.webhookId);
  return new Map(
    rows.map(({ webhookId, lastDeliveredAt, ...counts }) => [
      webhookId,
      { ...counts, lastDeliveredAt: lastDeliveredAt === null ? null : new Date(lastDeliveredAt) },
    ]),
  );
}
