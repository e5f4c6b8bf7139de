import { bigint, pgTable, text } from 'drizzle-orm/pg-core';

/** Totals over all processes and orgs, for `/metrics`; no org's data. */
export const counters = pgTable('counters', {
  name: text('name').primaryKey(),
  value: bigint('value', { mode: 'number' }).notNull().default(0),
});
