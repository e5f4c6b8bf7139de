import { and, desc, eq, gte, lt, type SQL } from 'drizzle-orm';
import type { Actor } from '../../domain/lead/state.js';
import type { OrgTransaction } from '../client.js';
import { audit } from '../schema/audit.js';

export interface AuditEntry {
  actor: Actor;
  /** An event's type: `team.created`. */
  action: string;
  entity: { type: string; id: string };
  leadId?: string | null;
  /** No secrets, no hashes, and contact data only in `lead.updated`, where before and after are the point of the entry. */
  before?: unknown;
  after?: unknown;
  traceId: string | null;
  at?: Date;
}

/** Appends to the audit log, in the transaction of the change that it tells of. */
export async function writeAudit(tx: OrgTransaction, entry: AuditEntry): Promise<void> {
  await tx.insert(audit).values({
    orgId: tx.orgId,
    at: entry.at ?? new Date(),
    actorType: entry.actor.type,
    actorId: entry.actor.id,
    action: entry.action,
    entityType: entry.entity.type,
    entityId: entry.entity.id,
    leadId: entry.leadId ?? null,
    before: entry.before ?? null,
    after: entry.after ?? null,
    traceId: entry.traceId,
  });
}

export interface AuditFilter {
  action?: string | undefined;
  entityType?: string | undefined;
  entityId?: string | undefined;
  leadId?: string | undefined;
  actorId?: string | undefined;
  /** Inclusive. */
  from?: Date | undefined;
  /** Exclusive. */
  to?: Date | undefined;
}

export type AuditRow = typeof audit.$inferSelect;

/** Newest first. @param before the id where the page before ended. */
export function listAudit(
  tx: OrgTransaction,
  filter: AuditFilter,
  page: { limit: number; before: number | null },
): Promise<AuditRow[]> {
  const where: (SQL | undefined)[] = [
    eq(audit.orgId, tx.orgId),
    filter.action === undefined ? undefined : eq(audit.action, filter.action),
    filter.entityType === undefined ? undefined : eq(audit.entityType, filter.entityType),
    filter.entityId === undefined ? undefined : eq(audit.entityId, filter.entityId),
    filter.leadId === undefined ? undefined : eq(audit.leadId, filter.leadId),
    filter.actorId === undefined ? undefined : eq(audit.actorId, filter.actorId),
    filter.from === undefined ? undefined : gte(audit.at, filter.from),
    filter.to === undefined ? undefined : lt(audit.at, filter.to),
    page.before === null ? undefined : lt(audit.id, page.before),
  ];
  return tx
    .select()
    .from(audit)
    .where(and(...where))
    .orderBy(desc(audit.id))
    .limit(page.limit);
}
