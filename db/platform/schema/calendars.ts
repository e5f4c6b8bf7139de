import { foreignKey, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { CalendarDefinition } from '../../../domain/engine/calendars/types.js';
import { instant, orgId } from '../../columns.js';
import { orgs } from './orgs.js';

/** Business time. */
export const calendars = pgTable(
  'calendars',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    name: text('name').notNull(),
    definition: jsonb('definition').$type<CalendarDefinition>().notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id] }), foreignKey({ columns: [t.orgId], foreignColumns: [orgs.id] })],
);
