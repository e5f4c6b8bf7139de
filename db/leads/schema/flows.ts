import { boolean, foreignKey, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { FlowDefinition, FlowDraft } from '../../../domain/leads/flow/definition.js';
import { instant, orgId } from '../../columns.js';
import { orgs } from '../../platform/schema/orgs.js';

/** How leads are handled: a draft, and the number of the published version. */
export const flows = pgTable(
  'flows',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    key: text('key').notNull(),
    name: text('name').notNull(),
    draft: jsonb('draft').$type<FlowDraft>().notNull(),
    /** Counts the draft's edits; the ETag of the flow. */
    revision: integer('revision').notNull().default(1),
    publishedVersion: integer('published_version'),
    active: boolean('active').notNull().default(false),
    createdAt: instant('created_at').notNull().defaultNow(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    foreignKey({ columns: [t.orgId], foreignColumns: [orgs.id] }),
    uniqueIndex('flows_key').on(t.orgId, t.key),
  ],
);

/** Immutable: a lead is pinned to the version it started with. */
export const flowVersions = pgTable(
  'flow_versions',
  {
    orgId: orgId(),
    flowId: uuid('flow_id').notNull(),
    version: integer('version').notNull(),
    definition: jsonb('definition').$type<FlowDefinition>().notNull(),
    publishedAt: instant('published_at').notNull().defaultNow(),
    publishedBy: text('published_by').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.flowId, t.version] }),
    foreignKey({ columns: [t.orgId, t.flowId], foreignColumns: [flows.orgId, flows.id] }),
  ],
);
