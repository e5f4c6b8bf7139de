import { and, desc, eq, exists, inArray, or, sql, type SQL } from 'drizzle-orm';
import type { OrgTransaction } from '../../client.js';
import { leads } from '../schema/leads.js';
import { approvals } from '../schema/approvals.js';
import { offerAnswers } from '../schema/offers.js';

type Lead = typeof leads.$inferSelect;

/** A rep sees own leads, and the duplicates that were attached to them. */
const visibleTo = (ownerId: string): SQL =>
  or(
    eq(leads.ownerId, ownerId),
    // Names written out: drizzle leaves the table off a column, and inside the sub-select it would mean another one.
    sql`exists (select 1 from leads o
      where o.org_id = leads.org_id and o.id = leads.duplicate_of_id and o.owner_id = ${ownerId})`,
  )!;

/**
 * One lead, or null when it is not there for this caller.
 * @param onlyOwner leads of others are not there; null: all are
 * @param orAsked with `onlyOwner`: one that was offered to them and waits for their answer is there as well
 */
export async function findLead(
  tx: OrgTransaction,
  id: string,
  onlyOwner: string | null = null,
  orAsked = false,
): Promise<Lead | null> {
  const [lead] = await tx
    .select()
    .from(leads)
    .where(
      and(
        eq(leads.orgId, tx.orgId),
        eq(leads.id, id),
        onlyOwner === null ? undefined : or(visibleTo(onlyOwner), orAsked ? isAsked(tx, onlyOwner) : undefined),
      ),
    );
  return lead ?? null;
}

/** Name and status of some leads as they are now, by id. */
export async function leadsById(
  tx: OrgTransaction,
  ids: readonly string[],
): Promise<Map<string, Pick<Lead, 'name' | 'status'>>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: leads.id, name: leads.name, status: leads.status })
    .from(leads)
    .where(and(eq(leads.orgId, tx.orgId), inArray(leads.id, [...new Set(ids)])));
  return new Map(rows.map(({ id, ...lead }) => [id, lead]));
}

/** The version of a flow by which each of some leads goes; one that no flow took is left out. */
export async function flowsOfLeads(
  tx: OrgTransaction,
  ids: readonly string[],
): Promise<{ leadId: string; id: string; version: number }[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .select({ leadId: leads.id, id: leads.flowId, version: leads.flowVersion })
    .from(leads)
    .where(and(eq(leads.orgId, tx.orgId), inArray(leads.id, [...ids])));
  return rows.flatMap(({ leadId, id, version }) => (id === null || version === null ? [] : [{ leadId, id, version }]));
}

/** Some leads, newest first. */
export async function leadStatuses(
  tx: OrgTransaction,
  ids: string[],
): Promise<Pick<Lead, 'id' | 'receivedAt' | 'status'>[]> {
  if (ids.length === 0) return [];
  return tx
    .select({ id: leads.id, receivedAt: leads.receivedAt, status: leads.status })
    .from(leads)
    .where(and(eq(leads.orgId, tx.orgId), inArray(leads.id, ids)))
    .orderBy(desc(leads.receivedAt), desc(leads.id));
}

/** An offer of it waits for their answer, or an approval for their decision. */
const isAsked = (tx: OrgTransaction, userId: string): SQL =>
  or(
    exists(
      tx
        .select({ one: sql`1` })
        .from(offerAnswers)
        .where(
          and(
            eq(offerAnswers.orgId, leads.orgId),
            eq(offerAnswers.leadId, leads.id),
            eq(offerAnswers.userId, userId),
            eq(offerAnswers.status, 'PENDING'),
          ),
        ),
    ),
    exists(
      tx
        .select({ one: sql`1` })
        .from(approvals)
        .where(
          and(
            eq(approvals.orgId, leads.orgId),
            eq(approvals.leadId, leads.id),
            eq(approvals.status, 'OPEN'),
            sql`${userId}::uuid = ANY(${approvals.askedUserIds})`,
          ),
        ),
    ),
  )!;

/** What people may change of a lead. */
export type LeadChange = Partial<
  Pick<
    Lead,
    | 'name'
    | 'email'
    | 'emailRaw'
    | 'phone'
    | 'phoneExtension'
    | 'phoneRaw'
    | 'message'
    | 'tags'
    | 'attributes'
    | 'consents'
    | 'language'
    | 'country'
  >
>;

/**
 * Changes a lead, if it still has this revision.
 * @returns its new revision, or null when somebody changed it in between.
 */
export async function updateLead(
  tx: OrgTransaction,
  id: string,
  revision: number,
  change: LeadChange,
): Promise<number | null> {
  const [row] = await tx
    .update(leads)
    .set({ ...change, revision: revision + 1 })
    .where(and(eq(leads.orgId, tx.orgId), eq(leads.id, id), eq(leads.revision, revision)))
    .returning({ revision: leads.revision });
  return row?.revision ?? null;
}
