import { pgTable, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../../columns.js';

/** The worker processes that run, and what each sees of Temporal; no org's data. */
export const workers = pgTable('workers', {
  id: uuid('id').primaryKey(),
  seenAt: instant('seen_at').notNull(),
  temporalAwaySince: instant('temporal_away_since'),
  temporalBackAt: instant('temporal_back_at'),
});
