import type { AbsenceCause } from '../../../domain/platform/absence/cause.js';
import { sql } from 'drizzle-orm';
import { boolean, foreignKey, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant, orgId } from '../../columns.js';
import { users } from './users.js';

/**
 * A stretch in which a person gets no leads: time off, or a deactivation (without an end). When it begins their open
 * leads are planned anew; the counts are that work's progress.
 */
export const absences = pgTable(
  'absences',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    userId: uuid('user_id').notNull(),
    cause: text('cause').$type<AbsenceCause>().notNull(),
    fromAt: instant('from_at').notNull(),
    /** Null: until the person is activated again. */
    toAt: instant('to_at'),
    reason: text('reason'),
    /** Whether their open leads go to others. */
    replan: boolean('replan').notNull().default(true),
    /** Open leads found when it began; null before. */
    leadsFound: integer('leads_found'),
    leadsReplanned: integer('leads_replanned').notNull().default(0),
    replannedAt: instant('replanned_at'),
    cancelledAt: instant('cancelled_at'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    foreignKey({ columns: [t.orgId, t.userId], foreignColumns: [users.orgId, users.id] }),
    index('absences_user').on(t.orgId, t.userId, t.fromAt),
    // The sweep's question goes over all orgs.
    index('absences_pending')
      .on(t.fromAt)
      .where(sql`${t.replan} and ${t.cancelledAt} is null and ${t.replannedAt} is null`),
  ],
);
