import { sql, type SQL } from 'drizzle-orm';
import {
  boolean,
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
  type AnyPgColumn,
} from 'drizzle-orm/pg-core';
import type { IntakeNote } from '../../../domain/leads/lead/intake-notes.js';
import type { LeadOutcome } from '../../../domain/leads/vocabulary/outcomes.js';
import type { LeadStatus } from '../../../domain/leads/vocabulary/status.js';
import type { ScoreReason } from '../../../domain/leads/scoring/score.js';
import type { Breach } from '../../../domain/leads/vocabulary/breaches.js';
import { instant, orgId } from '../../columns.js';
import { ENDED } from '../predicates.js';
import { endpoints } from './endpoints.js';
import { flowVersions } from './flows.js';
import { orgs } from '../../platform/schema/orgs.js';
import { teams } from '../../platform/schema/teams.js';
import { users } from '../../platform/schema/users.js';

/** Something can still happen to it, in an index's words: `leadIsOpenByIndex`. */
const isOpen = (t: { closedAt: AnyPgColumn; status: AnyPgColumn }): SQL =>
  sql`${t.closedAt} is null and ${t.status} not in (${sql.raw(ENDED)})`;

/** A person or company that asked for something. */
export const leads = pgTable(
  'leads',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    endpointId: uuid('endpoint_id'),
    source: text('source').notNull(),
    externalId: text('external_id'),
    /**
     * Whose word `externalId` is where it is not its endpoint's: `user:<id>`, `api_key:<id>`; `source:<source>` of leads
     * from before identity was the endpoint's.
     */
    identityScope: text('identity_scope'),
    name: text('name'),
    email: text('email'),
    emailRaw: text('email_raw'),
    phone: text('phone'),
    phoneExtension: text('phone_extension'),
    phoneRaw: text('phone_raw'),
    message: text('message'),
    language: text('language'),
    country: text('country'),
    tags: text('tags').array().notNull().default([]),
    attributes: jsonb('attributes').$type<Record<string, unknown>>().notNull().default({}),
    consents: jsonb('consents').$type<Record<string, boolean>>().notNull().default({}),
    /** How it was read, where that is not plain. */
    intakeNotes: jsonb('intake_notes').$type<IntakeNote[]>().notNull().default([]),
    occurredAt: instant('occurred_at'),
    receivedAt: instant('received_at').notNull(),
    status: text('status').$type<LeadStatus>().notNull().default('RECEIVED'),
    outcome: text('outcome').$type<LeadOutcome>(),
    flowId: uuid('flow_id'),
    flowVersion: integer('flow_version'),
    score: doublePrecision('score'),
    scoreThreshold: doublePrecision('score_threshold'),
    qualified: boolean('qualified'),
    scoreReasons: jsonb('score_reasons').$type<ScoreReason[]>(),
    scoredAt: instant('scored_at'),
    teamId: uuid('team_id'),
    ownerId: uuid('owner_id'),
    assignedAt: instant('assigned_at'),
    contactedAt: instant('contacted_at'),
    pausedAt: instant('paused_at'),
    /** When the pause ends by itself; null: when somebody resumes it. */
    pausedUntil: instant('paused_until'),
    closedAt: instant('closed_at'),
    reopenedAt: instant('reopened_at'),
    reassignments: integer('reassignments').notNull().default(0),
    /** How much of its owner's capacity it takes. */
    capacityWeight: doublePrecision('capacity_weight').notNull().default(1),
    /** The open lead of the same person that this one was attached to. */
    duplicateOfId: uuid('duplicate_of_id'),
    /** The earlier lead of the same person that this one is linked to. */
    linkedToId: uuid('linked_to_id'),
    /** True once the clocks that start by themselves were started. */
    clocksStarted: boolean('clocks_started').notNull().default(false),
    /** The most urgent open clock's deadline: what the execution list sorts by. */
    deadlineAt: instant('deadline_at'),
    breach: text('breach').$type<Breach>().notNull().default('none'),
    /** When the machine must look at this lead next; null: only a proof or a person moves it. */
    nextDueAt: instant('next_due_at'),
    /** Counts the changes; the ETag of the lead. */
    revision: integer('revision').notNull().default(1),
    traceId: text('trace_id'),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    foreignKey({ columns: [t.orgId], foreignColumns: [orgs.id] }),
    foreignKey({ columns: [t.orgId, t.endpointId], foreignColumns: [endpoints.orgId, endpoints.id] }),
    foreignKey({ columns: [t.orgId, t.ownerId], foreignColumns: [users.orgId, users.id] }),
    foreignKey({ columns: [t.orgId, t.teamId], foreignColumns: [teams.orgId, teams.id] }),
    foreignKey({ columns: [t.orgId, t.duplicateOfId], foreignColumns: [t.orgId, t.id] }),
    foreignKey({ columns: [t.orgId, t.linkedToId], foreignColumns: [t.orgId, t.id] }),
    foreignKey({
      columns: [t.orgId, t.flowId, t.flowVersion],
      foreignColumns: [flowVersions.orgId, flowVersions.flowId, flowVersions.version],
    }),
    uniqueIndex('leads_of_endpoint')
      .on(t.orgId, t.externalId, t.endpointId)
      .where(sql`${t.externalId} is not null and ${t.identityScope} is null`),
    uniqueIndex('leads_of_scope')
      .on(t.orgId, t.externalId, t.identityScope)
      .where(sql`${t.externalId} is not null and ${t.identityScope} is not null`),
    // The same person's leads.
    index('leads_email')
      .on(t.orgId, t.email, t.receivedAt)
      .where(sql`${t.email} is not null`),
    index('leads_phone')
      .on(t.orgId, t.phone, t.receivedAt)
      .where(sql`${t.phone} is not null`),
    index('leads_received').on(t.orgId, t.receivedAt, t.id),
    // A lead that comes in is not in these two yet.
    index('leads_owner')
      .on(t.orgId, t.ownerId, t.receivedAt, t.id)
      .where(sql`${t.ownerId} is not null`),
    // A rep's own list; with status and weight, so that a rep's load is read from the index alone.
    index('leads_owner_urgency')
      .on(t.orgId, t.ownerId, t.deadlineAt, t.id, t.status, t.capacityWeight)
      .where(sql`${t.ownerId} is not null and ${isOpen(t)}`),
    index('leads_status').on(t.orgId, t.status, t.receivedAt),
    // Of open leads only: those that are not qualified stay for ever, and would be read before the page is full.
    index('leads_urgency').on(t.orgId, t.deadlineAt, t.id).where(isOpen(t)),
    // The lists behind two of the Control Tower's figures.
    index('leads_breach')
      .on(t.orgId, t.breach, t.deadlineAt, t.id)
      .where(sql`${t.breach} <> 'none' and ${isOpen(t)}`),
    // Few are paused: their list, by receipt.
    index('leads_paused')
      .on(t.orgId, t.receivedAt, t.id)
      .where(sql`${t.pausedAt} is not null and ${isOpen(t)}`),
    // The list by score. A lead that comes in is not in it yet.
    index('leads_score')
      .on(t.orgId, t.score, t.id)
      .where(sql`${t.score} is not null`),
    // What waits to be begun, by the org whose turn it is; in the calm it is empty.
    index('leads_to_begin')
      .on(t.orgId, t.receivedAt, t.id)
      .where(sql`${t.status} = 'RECEIVED'`),
    // The question of the sweep and of the herd helper goes over all orgs.
    index('leads_due')
      .on(t.nextDueAt)
      .where(sql`${t.nextDueAt} is not null`),
  ],
);
