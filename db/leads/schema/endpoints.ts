import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { instant, orgId } from '../../columns.js';
import type { DeliveryOutcome } from '../../../domain/leads/vocabulary/deliveries.js';
import type { EndpointKind, ProofsFor } from '../../../domain/leads/proofs/reach.js';
import { flows } from './flows.js';
import { orgs } from '../../platform/schema/orgs.js';

/** A place where leads come in. */
export const endpoints = pgTable(
  'endpoints',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    name: text('name').notNull(),
    /** The source that its leads carry when their body names none. */
    source: text('source').notNull(),
    adapter: text('adapter').notNull(),
    flowId: uuid('flow_id'),
    /** Which question or field of its forms is which of a lead's, as an admin says it. */
    mapping: jsonb('mapping').$type<Record<string, string>>().notNull().default({}),
    kind: text('kind').$type<EndpointKind>().notNull().default('FORM'),
    /** Whose leads its proofs reach; null: what its kind says. */
    proofsFor: jsonb('proofs_for').$type<ProofsFor>(),
    /** BCP 47: how those who fill in its forms write numbers; null: as the org does. */
    locale: text('locale'),
    /** How many deliveries a minute it may make; null: as many as the processes say. */
    quotaPerMinute: integer('quota_per_minute'),
    createdAt: instant('created_at').notNull().defaultNow(),
    /** Counts the changes; its ETag. */
    revision: integer('revision').notNull().default(1),
    /** Since when it takes nothing in; null: it does. */
    switchedOffAt: instant('switched_off_at'),
    /** Since when it is gone; its row stays, as what came by it does. */
    deletedAt: instant('deleted_at'),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    foreignKey({ columns: [t.orgId], foreignColumns: [orgs.id] }),
    foreignKey({ columns: [t.orgId, t.flowId], foreignColumns: [flows.orgId, flows.id] }),
    // The one look-up before the org is known; the id is random, so the key tells nobody anything.
    uniqueIndex('endpoints_id').on(t.id),
    check('endpoints_quota_per_minute', sql`${t.quotaPerMinute} > 0`),
  ],
);

/** Signing secrets, AES-256-GCM encrypted; several may be active while one is rotated. */
export const endpointSecrets = pgTable(
  'endpoint_secrets',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    endpointId: uuid('endpoint_id').notNull(),
    ciphertext: text('ciphertext').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    expireAt: instant('expire_at'),
    revokedAt: instant('revoked_at'),
    /** When a delivery was last signed with it, to the minute. */
    lastUsedAt: instant('last_used_at'),
    /** How many deliveries were signed with it. */
    uses: bigint('uses', { mode: 'number' }).notNull().default(0),
    /** How many by when another was made beside it; null: it is the newest. */
    usesUntilReplaced: bigint('uses_until_replaced', { mode: 'number' }),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    foreignKey({ columns: [t.orgId, t.endpointId], foreignColumns: [endpoints.orgId, endpoints.id] }),
    index('endpoint_secrets_endpoint').on(t.orgId, t.endpointId),
  ],
);

/** How much of an endpoint's quota is used up: a bucket that leaks. Only `take_intake_quota` reads and writes it. */
export const intakeQuotas = pgTable(
  'intake_quotas',
  {
    orgId: orgId(),
    endpointId: uuid('endpoint_id').notNull(),
    /** Deliveries in it at `measuredAt`. */
    level: doublePrecision('level').notNull(),
    measuredAt: instant('measured_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.endpointId] }),
    foreignKey({ columns: [t.orgId, t.endpointId], foreignColumns: [endpoints.orgId, endpoints.id] }),
  ],
);

/** What was answered to an endpoint's deliveries, counted by the minute: however many come, there are few rows. Nothing personal. */
export const deliveryNotes = pgTable(
  'delivery_notes',
  {
    orgId: orgId(),
    endpointId: uuid('endpoint_id').notNull(),
    minute: instant('minute').notNull(),
    outcome: text('outcome').$type<DeliveryOutcome>().notNull(),
    /** Why, in words; empty: there is no more to say. */
    detail: text('detail').notNull(),
    status: integer('status').notNull(),
    times: integer('times').notNull(),
    lastAt: instant('last_at').notNull(),
    /** Of the last one's body. */
    bytes: integer('bytes').notNull(),
    /** Of the last one. */
    traceId: text('trace_id'),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.endpointId, t.minute, t.outcome, t.detail] }),
    foreignKey({ columns: [t.orgId, t.endpointId], foreignColumns: [endpoints.orgId, endpoints.id] }),
  ],
);
