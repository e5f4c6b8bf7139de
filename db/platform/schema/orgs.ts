import { integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { SignInRules } from '../../../domain/platform/access/sign-in-rules.js';
import type { Weekday } from '../../../domain/engine/calendars/types.js';
import type { OwnRetention } from '../../../domain/platform/orgs/retention.js';
import { instant } from '../../columns.js';

/** The tenant. Operators live in the platform org, whose id is the nil UUID. */
export const orgs = pgTable('orgs', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  timeZone: text('time_zone').notNull().default('UTC'),
  /** BCP 47: how its people and customers write numbers; an endpoint may have its own. */
  locale: text('locale').notNull().default('en'),
  /** ISO 3166-1: whose phone numbers are written without a country, and whose holidays it has. */
  country: text('country'),
  weekStart: text('week_start').$type<Weekday>().notNull().default('MON'),
  /** What the org chose; what it did not is as by default. */
  signIn: jsonb('sign_in').$type<Partial<SignInRules>>().notNull().default({}),
  /** What it keeps shorter than the installation does. */
  retention: jsonb('retention').$type<OwnRetention>().notNull().default({}),
  /** Counts the changes of the organisation. */
  revision: integer('revision').notNull().default(0),
  /** What it keeps of its first hour, which is the product's. Null: it was there before there was a checklist. */
  firstHour: jsonb('first_hour').$type<Record<string, unknown>>(),
  /** Whose demo it is; null: it is somebody's own, and nothing ever deletes it. */
  demoOf: uuid('demo_of').unique('orgs_demo_of'),
  createdAt: instant('created_at').notNull().defaultNow(),
  /** Since when its clocks stand still and nothing is taken in; null: it is not suspended. */
  suspendedAt: instant('suspended_at'),
  suspendedBecause: text('suspended_because'),
  /** Since when nobody gets in: such an org is suspended, too. Null: it is not deleted. */
  deletedAt: instant('deleted_at'),
});
