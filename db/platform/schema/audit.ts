import { sql } from 'drizzle-orm';
import { bigint, index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant, orgId } from '../../columns.js';

/**
 * Append-only: the processes' roles may insert and read it, never change it. A lead's timeline is read from it.
 * Its column `xid`, the transaction that wrote a row, is the database's own business: the live stream's query names it.
 */
export const audit = pgTable(
  'audit',
  {
    orgId: orgId(),
    id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity(),
    at: instant('at').notNull(),
    actorType: text('actor_type').notNull(),
    actorId: text('actor_id'),
    /** An event's type, e.g. `lead.assigned`, `sla.breached`. */
    action: text('action').notNull(),
    entityType: text('entity_type').notNull(),
    entityId: text('entity_id').notNull(),
    leadId: uuid('lead_id'),
    before: jsonb('before'),
    after: jsonb('after'),
    traceId: text('trace_id'),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    index('audit_lead').on(t.orgId, t.leadId, t.id),
    index('audit_at').on(t.orgId, t.at, t.id),
    // What there is little of among much else. The entries that every lead brings by itself are in none of them: they are
    // never far in `audit_at`, and writing them must stay cheap.
    index('audit_actor')
      .on(t.orgId, t.actorId, t.at, t.id)
      .where(sql`actor_type IN ('user', 'api_key')`),
    index('audit_entity')
      .on(t.orgId, t.entityId, t.at, t.id)
      .where(sql`entity_type NOT IN ('lead', 'proof')`),
    index('audit_action')
      .on(t.orgId, t.action, t.at, t.id)
      .where(
        sql`action NOT IN ('sales.lead.created', 'lead.scored', 'lead.qualified', 'lead.assigned', 'lead.contacted',
          'lead.closed', 'proof.recorded', 'sla.started', 'sla.met')`,
      ),
  ],
);
