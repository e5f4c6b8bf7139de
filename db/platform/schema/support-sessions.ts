import { sql } from 'drizzle-orm';
import { check, foreignKey, index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { SupportLevel, SupportEnder } from '../../../domain/platform/access/support.js';
import { instant, orgId } from '../../columns.js';
import { orgs } from './orgs.js';

/**
 * An organisation lets whoever runs the installation look in, for a while: granted by an admin, entered by one operator. Its row is the
 * only way in: each request of the operator asks it.
 */
export const supportSessions = pgTable(
  'support_sessions',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    level: text('level').$type<SupportLevel>().notNull(),
    reason: text('reason').notNull(),
    grantedBy: uuid('granted_by').notNull(),
    grantedAt: instant('granted_at').notNull(),
    /** Whatever happens, it does not last longer. */
    endsAt: instant('ends_at').notNull(),
    /** Of the platform's org. Null: nobody has entered yet. */
    operatorId: uuid('operator_id'),
    /** As they were called then: nobody of the organisation can look it up. */
    operatorName: text('operator_name'),
    enteredAt: instant('entered_at'),
    endedAt: instant('ended_at'),
    endedByType: text('ended_by_type').$type<SupportEnder>(),
    endedBy: uuid('ended_by'),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    foreignKey({ columns: [t.orgId], foreignColumns: [orgs.id] }),
    index('support_sessions_granted').on(t.orgId, t.grantedAt, t.id),
    // One at a time; and operators ask for those that are open.
    uniqueIndex('support_sessions_open')
      .on(t.orgId)
      .where(sql`${t.endedAt} is null`),
    check('support_sessions_limited', sql`${t.endsAt} <= ${t.grantedAt} + interval '24 hours'`),
  ],
);
