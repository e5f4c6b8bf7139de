import { bigint, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { Amounts } from '../../../domain/platform/metrics/family.js';

/** Totals over all processes and orgs, for `/metrics`; no org's data. */
export const counters = pgTable('counters', {
  name: text('name').primaryKey(),
  value: bigint('value', { mode: 'number' }).notNull().default(0),
});

/** What happened and nobody folded yet: rows are only ever added, so nobody waits for a row. */
export const counterDeltas = pgTable('counter_deltas', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  /** Of one transaction. */
  amounts: jsonb('amounts').$type<Amounts>().notNull(),
});
