import { bigint, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { Count, Measure } from '../../../domain/leads/tower/counts.js';
import type { Span } from '../../../domain/leads/tower/spans.js';
import { instant, orgId } from '../../columns.js';

/** What settlements changed of the counts and nobody folded yet: rows are only ever added, so nobody waits for a row. */
export const towerDeltas = pgTable(
  'tower_deltas',
  {
    orgId: orgId(),
    id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity(),
    /** Of one settlement. */
    counts: jsonb('counts').$type<Count[]>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id] })],
);

/** The Control Tower's counts: all that was folded. Together with the deltas they are exact. */
export const towerCounts = pgTable(
  'tower_counts',
  {
    orgId: orgId(),
    /** `ALL`: over everything, so that what most people look at is a few rows; `SCOPE`: by flow, team and source. */
    breakdown: text('breakdown').$type<'ALL' | 'SCOPE' | 'OWNER'>().notNull(),
    span: text('span').$type<Span | 'NOW'>().notNull(),
    /** When its span begins; the epoch for what is counted of this moment. */
    at: instant('at').notNull(),
    flowId: uuid('flow_id'),
    teamId: uuid('team_id'),
    source: text('source'),
    ownerId: uuid('owner_id'),
    amounts: jsonb('amounts').$type<Partial<Record<Measure, number>>>().notNull(),
  },
  (t) => [
    unique('tower_counts_key')
      .on(t.orgId, t.breakdown, t.span, t.at, t.flowId, t.teamId, t.source, t.ownerId)
      .nullsNotDistinct(),
  ],
);

/** How far an org's counts were compared with its leads. */
export const towerChecks = pgTable('tower_checks', {
  orgId: orgId().primaryKey(),
  /** When it goes on. */
  dueAt: instant('due_at').notNull(),
  /** When all of them had been compared; null: never yet. */
  checkedAt: instant('checked_at'),
  /** Of the round that is under way: all before is compared; null: none is. */
  throughAt: instant('through_at'),
  /** What that round has taken so far. */
  spentMs: integer('spent_ms').notNull().default(0),
});
