import { and, count, desc, eq, isNotNull, isNull, lt, or, sql, type SQL } from 'drizzle-orm';
import { SYSTEM, type Actor } from '../../../domain/platform/audit/actor.js';
import type { OrgTransaction } from '../../client.js';
import { workItems } from '../schema/work-items.js';
import { writeAudit } from './audit.js';

export type WorkItemRow = typeof workItems.$inferSelect;

export interface WorkItemFilter {
  status?: 'open' | 'resolved' | undefined;
  kind?: string | undefined;
}

export async function countOpenWorkItems(tx: OrgTransaction): Promise<number> {
  const [row] = await tx
    .select({ open: count() })
    .from(workItems)
    .where(and(eq(workItems.orgId, tx.orgId), isNull(workItems.resolvedAt)));
  return row!.open;
}

/** Newest first. @param before where the page before ended. */
export function listWorkItems(
  tx: OrgTransaction,
  filter: WorkItemFilter,
  page: { limit: number; before: { at: Date; id: string } | null },
): Promise<WorkItemRow[]> {
  const { before } = page;
  return tx
    .select()
    .from(workItems)
    .where(
      and(
        eq(workItems.orgId, tx.orgId),
        filter.status === undefined
          ? undefined
          : filter.status === 'open'
            ? isNull(workItems.resolvedAt)
            : isNotNull(workItems.resolvedAt),
        filter.kind === undefined ? undefined : eq(workItems.kind, filter.kind),
        before === null
          ? undefined
          : or(
              lt(workItems.createdAt, before.at),
              and(eq(workItems.createdAt, before.at), lt(workItems.id, before.id)),
            ),
      ),
    )
    .orderBy(desc(workItems.createdAt), desc(workItems.id))
    .limit(page.limit);
}

export async function findWorkItem(tx: OrgTransaction, id: string): Promise<WorkItemRow | null> {
  const [row] = await tx
    .select()
    .from(workItems)
    .where(and(eq(workItems.orgId, tx.orgId), eq(workItems.id, id)));
  return row ?? null;
}

/** What an open item misses: whom it names in `details.missing`. */
export const missesPerson = (userId: string): SQL => sql`${workItems.details} -> 'missing' ? ${userId}`;

/**
 * Closes open items whose cause is gone, and tells the audit log.
 * @param where which of the open ones
 * @param why in words
 * @param actor whose doing took the cause away
 */
export async function closeWorkItems(
  tx: OrgTransaction,
  where: SQL,
  why: string | null,
  at: Date,
  actor: Actor = SYSTEM,
): Promise<void> {
  const closed = await tx
    .update(workItems)
    .set({ resolvedAt: at, resolvedBy: actor.id, resolution: why })
    .where(and(eq(workItems.orgId, tx.orgId), isNull(workItems.resolvedAt), where))
    .returning({ id: workItems.id, kind: workItems.kind, leadId: workItems.leadId });
  for (const { id, kind, leadId } of closed) {
    await writeAudit(tx, {
      at,
      actor,
      traceId: null,
      action: 'work_item.resolved',
      entity: { type: 'work_item', id },
      leadId,
      after: { kind, resolution: why },
    });
  }
}

/** @returns null when there is none; `changed` false when it was resolved before: then it stays as it is. */
export async function resolveWorkItem(
  tx: OrgTransaction,
  id: string,
  done: { at: Date; by: string | null; resolution: string | null },
): Promise<{ row: WorkItemRow; changed: boolean } | null> {
  const where = and(eq(workItems.orgId, tx.orgId), eq(workItems.id, id));
  const { rowCount } = await tx
    .update(workItems)
    .set({ resolvedAt: done.at, resolvedBy: done.by, resolution: done.resolution })
    .where(and(where, isNull(workItems.resolvedAt)));
  const [row] = await tx.select().from(workItems).where(where);
  return row ? { row, changed: rowCount === 1 } : null;
}
