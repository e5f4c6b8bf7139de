import { pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../../columns.js';

/** The tenant. Operators live in the platform org, whose id is the nil UUID. */
export const orgs = pgTable('orgs', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  timeZone: text('time_zone').notNull().default('UTC'),
  /** BCP 47: how its people and customers write numbers; an endpoint may have its own. */
  locale: text('locale').notNull().default('en'),
  createdAt: instant('created_at').notNull().defaultNow(),
});
