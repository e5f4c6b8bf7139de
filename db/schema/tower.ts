import { bigint, boolean, integer, pgTable, primaryKey, smallint, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { Measure } from '../../domain/tower/counts.js';
import type { Span } from '../../domain/tower/spans.js';
import { instant, orgId } from './columns.js';

const what = () => ({
  measure: text('measure').$type<Measure>().notNull(),
  /** When its span begins; the epoch for what is counted of this moment. */
  at: instant('at').notNull(),
  /** Of the histogram; 0 for all but `contact`. */
  bin: smallint('bin').notNull().default(0),
  flowId: uuid('flow_id'),
  teamId: uuid('team_id'),
});

/** What settlements changed of the counts and nobody folded yet: rows are only ever added, so nobody waits for a row. */
export const towerDeltas = pgTable(
  'tower_deltas',
  {
    orgId: orgId(),
    id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity(),
    ...what(),
    source: text('source').notNull(),
    amount: integer('amount').notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id] })],
);

/** The Control Tower's counts: all that was folded. Together with the deltas they are exact. */
export const towerCounts = pgTable(
  'tower_counts',
  {
    orgId: orgId(),
    /** Over all flows, teams and sources: what most people look at is then a few rows. */
    whole: boolean('whole').notNull(),
    span: text('span').$type<Span | 'NOW'>().notNull(),
    ...what(),
    source: text('source'),
    amount: bigint('amount', { mode: 'number' }).notNull(),
  },
  (t) => [
    unique('tower_counts_key')
      .on(t.orgId, t.whole, t.span, t.at, t.measure, t.bin, t.flowId, t.teamId, t.source)
      .nullsNotDistinct(),
  ],
);

/** When an org's counts were last compared with its leads, and how long that took. */
export const towerChecks = pgTable('tower_checks', {
  orgId: orgId().primaryKey(),
  checkedAt: instant('checked_at').notNull(),
  tookMs: integer('took_ms').notNull(),
});
