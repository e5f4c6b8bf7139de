import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type {
  WebhookDeliveryStatus,
  WebhookFault,
  WebhookOffReason,
  WebhookPayload,
} from '../../../domain/platform/vocabulary/webhooks.js';
import { instant, orgId, transaction } from '../../columns.js';
import { orgs } from './orgs.js';

/** Whom an org has told of its events. */
export const webhooks = pgTable(
  'webhooks',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    name: text('name').notNull(),
    url: text('url').notNull(),
    events: text('events').array().notNull(),
    payload: text('payload').$type<WebhookPayload>().notNull(),
    /** One lead's events go out one after the other. */
    ordered: boolean('ordered').notNull(),
    createdAt: instant('created_at').notNull(),
    /** From when on it is told what happens: since it was made, or last switched on. */
    activeFrom: instant('active_from').notNull(),
    /** Counts the changes that people make; its ETag. */
    revision: integer('revision').notNull().default(1),
    /** Since when it is sent nothing; null: it is. */
    offAt: instant('off_at'),
    offReason: text('off_reason').$type<WebhookOffReason>(),
    /** Since when nothing has arrived; null: what was sent last did. */
    failingSince: instant('failing_since'),
    /** Since when it is gone; its row stays, as its deliveries do. */
    deletedAt: instant('deleted_at'),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    foreignKey({ columns: [t.orgId], foreignColumns: [orgs.id] }),
    index('webhooks_active')
      .on(t.orgId)
      .where(sql`${t.offAt} is null and ${t.deletedAt} is null`),
  ],
);

/** What its deliveries are signed with, encrypted; several may be active while one is rotated: then each signs. */
export const webhookSecrets = pgTable(
  'webhook_secrets',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    webhookId: uuid('webhook_id').notNull(),
    ciphertext: text('ciphertext').notNull(),
    createdAt: instant('created_at').notNull(),
    expireAt: instant('expire_at'),
    revokedAt: instant('revoked_at'),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    foreignKey({ columns: [t.orgId, t.webhookId], foreignColumns: [webhooks.orgId, webhooks.id] }),
    index('webhook_secrets_webhook').on(t.orgId, t.webhookId),
  ],
);

/** Up to where an org's events were looked through for its webhooks. */
export const webhookPositions = pgTable(
  'webhook_positions',
  {
    orgId: orgId(),
    xid: transaction('xid').notNull(),
    auditId: bigint('audit_id', { mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId] }), foreignKey({ columns: [t.orgId], foreignColumns: [orgs.id] })],
);

/** One event on its way to one webhook. What is sent is made of the event's entry in the audit log when it is sent, and kept nowhere. */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    orgId: orgId(),
    /** Made of webhook and event, so it is the same whenever that is sent: its `webhook-id`. */
    id: uuid('id').notNull(),
    webhookId: uuid('webhook_id').notNull(),
    eventType: text('event_type').notNull(),
    eventAt: instant('event_at').notNull(),
    xid: transaction('xid').notNull(),
    auditId: bigint('audit_id', { mode: 'number' }).notNull(),
    leadId: uuid('lead_id'),
    /** Those of one lane go out one after the other: itself, or all of a lead by this webhook. */
    laneId: uuid('lane_id').notNull(),
    status: text('status').$type<WebhookDeliveryStatus>().notNull(),
    /** Since when it has that status. */
    statusAt: instant('status_at').notNull(),
    /** Since it was last asked for. */
    tries: integer('tries').notNull().default(0),
    firstTriedAt: instant('first_tried_at'),
    nextTryAt: instant('next_try_at'),
    /** Until then one try is under way, and no other begins. */
    leaseUntil: instant('lease_until'),
    /** When its workflow was last asked for, as nobody seemed to send it. */
    rungAt: instant('rung_at'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    foreignKey({ columns: [t.orgId, t.webhookId], foreignColumns: [webhooks.orgId, webhooks.id] }),
    uniqueIndex('webhook_deliveries_event').on(t.orgId, t.webhookId, t.auditId),
    index('webhook_deliveries_list').on(t.orgId, t.webhookId, t.eventAt, t.auditId),
    index('webhook_deliveries_lane')
      .on(t.orgId, t.laneId, t.xid, t.auditId)
      .where(sql`${t.status} = 'PENDING'`),
    index('webhook_deliveries_due')
      .on(t.nextTryAt)
      .where(sql`${t.status} = 'PENDING'`),
    index('webhook_deliveries_failed')
      .on(t.orgId, t.statusAt)
      .where(sql`${t.status} = 'FAILED'`),
    index('webhook_deliveries_lead').on(t.orgId, t.leadId),
    index('webhook_deliveries_created').on(t.createdAt),
  ],
);

/** Each try to deliver one, with what was answered. */
export const webhookTries = pgTable(
  'webhook_tries',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    deliveryId: uuid('delivery_id').notNull(),
    at: instant('at').notNull(),
    tookMs: integer('took_ms').notNull(),
    /** Of what was sent: its length, and SHA-256. */
    bytes: integer('bytes').notNull(),
    bodyHash: text('body_hash').notNull(),
    /** What was answered; null: nothing was. */
    status: integer('status'),
    fault: text('fault').$type<WebhookFault>(),
    answerType: text('answer_type'),
    /** Its beginning. */
    answer: text('answer'),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id] }), index('webhook_tries_delivery').on(t.orgId, t.deliveryId, t.at)],
);
