import { and, desc, eq, gte, lt, sql, type SQL } from 'drizzle-orm';
import type { PlatformAction } from '../../../domain/platform/audit/actions.js';
import type { Actor } from '../../../domain/platform/audit/actor.js';
import type { OrgTransaction } from '../../client.js';
import { audit } from '../schema/audit.js';

export interface AuditEntry<Action extends string> {
  actor: Actor;
  action: Action;
  entity: { type: string; id: string };
  leadId?: string | null;
  /** No secrets, no hashes, and contact data only in `lead.updated`, where before and after are the point of the entry. */
  before?: unknown;
  after?: unknown;
  traceId: string | null;
  at?: Date;
}

/** Appends to the audit log, in the transaction of the change that it tells of. */
export async function insertAudit<Action extends string>(tx: OrgTransaction, entry: AuditEntry<Action>): Promise<void> {
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

/** The platform's own entries. */
export const writeAudit = insertAudit<PlatformAction>;

export interface AuditFilter {
  action?: string | undefined;
  entityType?: string | undefined;
  entityId?: string | undefined;
  leadId?: string | undefined;
  actorType?: Actor['type'] | undefined;
  actorId?: string | undefined;
  /** Inclusive. */
  from?: Date | undefined;
  /** Exclusive. */
  to?: Date | undefined;
}

/** What there was at an instant, for who reads it in many transactions. */
interface AsOf {
  snapshot: string;
  lastId: number;
}

export async function auditAsOfNow(tx: OrgTransaction): Promise<AsOf> {
  const { rows } = await tx.client.query<AsOf>(
    `SELECT pg_current_snapshot()::text AS snapshot,
       coalesce((SELECT a.id FROM audit a WHERE a.org_id = $1 ORDER BY a.id DESC LIMIT 1), 0) AS "lastId"`,
    [tx.orgId],
  );
  return rows[0]!;
}

/**
 * Entries that were there then. A transaction that began later has a later number, and draws later ids: an earlier id of a later number is that of a
 * database that was moved.
 */
const wasThere = ({ snapshot, lastId }: AsOf): SQL =>
  sql`(pg_visible_in_snapshot(audit.xid, ${snapshot}::pg_snapshot)
    OR (audit.xid >= pg_snapshot_xmax(${snapshot}::pg_snapshot) AND audit.id <= ${lastId}))`;

export type AuditRow = typeof audit.$inferSelect;

/** Newest first. @param before where the page before ended. */
export function listAudit(
  tx: OrgTransaction,
  filter: AuditFilter,
  page: { limit: number; before: { at: Date; id: number } | null; asOf?: AsOf },
): Promise<AuditRow[]> {
  const { before, asOf } = page;
  const where: (SQL | undefined)[] = [
    eq(audit.orgId, tx.orgId),
    filter.action === undefined ? undefined : eq(audit.action, filter.action),
    filter.entityType === undefined ? undefined : eq(audit.entityType, filter.entityType),
    filter.entityId === undefined ? undefined : eq(audit.entityId, filter.entityId),
    filter.leadId === undefined ? undefined : eq(audit.leadId, filter.leadId),
    filter.actorType === undefined ? undefined : eq(audit.actorType, filter.actorType),
    filter.actorId === undefined ? undefined : eq(audit.actorId, filter.actorId),
    filter.from === undefined ? undefined : gte(audit.at, filter.from),
    filter.to === undefined ? undefined : lt(audit.at, filter.to),
    asOf === undefined ? undefined : wasThere(asOf),
    before === null
      ? undefined
      : sql`(${audit.at}, ${audit.id}) < (${before.at.toISOString()}::timestamptz, ${before.id})`,
  ];
  return tx
    .select()
    .from(audit)
    .where(and(...where))
    .orderBy(desc(audit.at), desc(audit.id))
    .limit(page.limit);
}
