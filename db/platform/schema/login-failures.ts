import { doublePrecision, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant, orgId } from '../../columns.js';

/**
 * Log-ins that failed, by account, address and device, whether there is such an account or not. Its org is the platform's: no
 * tenant's transaction sees it.
 */
export const loginFailures = pgTable(
  'login_failures',
  {
    orgId: orgId(),
    /** Whose failures: a kind and a hash. */
    key: text('key').notNull(),
    /** What is left of them at `failed_at`; they are forgotten by and by. */
    count: doublePrecision('count').notNull().default(0),
    failedAt: instant('failed_at').notNull(),
    /** Before it the next try is not looked at. */
    heldUntil: instant('held_until'),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.key] }), index('login_failures_failed_at').on(t.orgId, t.failedAt)],
);
