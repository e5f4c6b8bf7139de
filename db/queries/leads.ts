import { and, asc, desc, eq, exists, gte, ilike, inArray, isNull, lt, or, sql, type SQL } from 'drizzle-orm';
import type { Breach, LeadOutcome, LeadStatus } from '../../domain/lead/state.js';
import type { OrgTransaction } from '../client.js';
import { leads } from '../schema/leads.js';
import { offerAnswers } from '../schema/offers.js';

/** Which leads a list shows; what is left out does not narrow it. */
export interface LeadFilter {
  status?: LeadStatus[] | undefined;
  breach?: Breach[] | undefined;
  ownerId?: string | undefined;
  teamId?: string | undefined;
  flowId?: string | undefined;
  source?: string | undefined;
  /** Received at or after. */
  from?: Date | undefined;
  /** Received before. */
  to?: Date | undefined;
  /** Part of name, e-mail, phone or externalId. */
  q?: string | undefined;
  /** Set for a rep: no other leads are there. */
  onlyOwner?: string | undefined;
}

/** A lead as lists show it. */
export interface LeadRow {
  id: string;
  externalId: string | null;
  source: string;
  name: string | null;
  email: string | null;
  phone: string | null;
  tags: string[];
  status: LeadStatus;
  outcome: LeadOutcome | null;
  receivedAt: Date;
  ownerId: string | null;
  teamId: string | null;
  flowId: string | null;
  flowVersion: number | null;
  duplicateOfId: string | null;
  linkedToId: string | null;
  score: number | null;
  breach: Breach;
  deadlineAt: Date | null;
  assignedAt: Date | null;
  contactedAt: Date | null;
  pausedAt: Date | null;
  closedAt: Date | null;
  revision: number;
}

/** Where a page ended. */
export interface ReceivedPosition {
  receivedAt: Date;
  id: string;
}

export interface UrgencyPosition {
  deadlineAt: Date | null;
  id: string;
}

const listColumns = {
  id: leads.id,
  externalId: leads.externalId,
  source: leads.source,
  name: leads.name,
  email: leads.email,
  phone: leads.phone,
  tags: leads.tags,
  status: leads.status,
  outcome: leads.outcome,
  receivedAt: leads.receivedAt,
  ownerId: leads.ownerId,
  teamId: leads.teamId,
  flowId: leads.flowId,
  flowVersion: leads.flowVersion,
  duplicateOfId: leads.duplicateOfId,
  linkedToId: leads.linkedToId,
  score: leads.score,
  breach: leads.breach,
  deadlineAt: leads.deadlineAt,
  assignedAt: leads.assignedAt,
  contactedAt: leads.contactedAt,
  pausedAt: leads.pausedAt,
  closedAt: leads.closedAt,
  revision: leads.revision,
};

/** Leads by receipt, newest first. @param after the last lead of the page before, or null for the first page. */
export function listLeads(
  tx: OrgTransaction,
  filter: LeadFilter,
  after: ReceivedPosition | null,
  limit: number,
): Promise<LeadRow[]> {
  const position =
    after === null
      ? undefined
      : sql`(${leads.receivedAt}, ${leads.id}) < (${after.receivedAt.toISOString()}, ${after.id})`;
  return tx
    .select(listColumns)
    .from(leads)
    .where(and(...conditionsOf(tx, filter), position))
    .orderBy(desc(leads.receivedAt), desc(leads.id))
    .limit(limit);
}

/**
 * Open leads by deadline, most urgent first; those without a deadline come last.
 * Two queries, because one over `deadline > x OR deadline IS NULL` would read the index from its start on each page.
 */
export async function listUrgentLeads(
  tx: OrgTransaction,
  filter: LeadFilter,
  after: UrgencyPosition | null,
  limit: number,
): Promise<LeadRow[]> {
  const page = (position: SQL | undefined, room: number) =>
    tx
      .select(listColumns)
      .from(leads)
      .where(and(...conditionsOf(tx, filter), isOpenLead, position))
      .orderBy(asc(leads.deadlineAt), asc(leads.id))
      .limit(room);

  const withDeadline =
    after?.deadlineAt === null
      ? []
      : await page(
          after === null
            ? sql`${leads.deadlineAt} IS NOT NULL`
            : sql`(${leads.deadlineAt}, ${leads.id}) > (${after.deadlineAt.toISOString()}, ${after.id})`,
          limit,
        );
  if (withDeadline.length === limit) return withDeadline;
  const position = after?.deadlineAt === null ? sql`${leads.id} > ${after.id}` : undefined;
  return [...withDeadline, ...(await page(and(isNull(leads.deadlineAt), position), limit - withDeadline.length))];
}

/** Something can still happen to it. `closed_at` is said too, because the urgency index is of those rows. */
export const isOpenLead = sql`${leads.closedAt} IS NULL AND ${leads.status} NOT IN ('CLOSED', 'UNQUALIFIED')`;

function conditionsOf(tx: OrgTransaction, filter: LeadFilter): (SQL | undefined)[] {
  const like = filter.q === undefined ? undefined : `%${filter.q.replace(/[\\%_]/g, '\\$&')}%`;
  return [
    // Row-level security says the same; the planner needs it for the indexes.
    eq(leads.orgId, tx.orgId),
    filter.onlyOwner === undefined ? undefined : eq(leads.ownerId, filter.onlyOwner),
    filter.status && inArray(leads.status, filter.status),
    filter.breach && inArray(leads.breach, filter.breach),
    filter.ownerId === undefined ? undefined : eq(leads.ownerId, filter.ownerId),
    filter.teamId === undefined ? undefined : eq(leads.teamId, filter.teamId),
    filter.flowId === undefined ? undefined : eq(leads.flowId, filter.flowId),
    filter.source === undefined ? undefined : eq(leads.source, filter.source),
    filter.from && gte(leads.receivedAt, filter.from),
    filter.to && lt(leads.receivedAt, filter.to),
    like === undefined
      ? undefined
      : or(ilike(leads.name, like), ilike(leads.email, like), ilike(leads.phone, like), ilike(leads.externalId, like)),
  ];
}

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
 * @param orAsked with `onlyOwner`: one that was offered to them and waits for their answer is there as well
 */
export async function findLead(
  tx: OrgTransaction,
  id: string,
  onlyOwner?: string,
  orAsked = false,
): Promise<Lead | null> {
  const [lead] = await tx
    .select()
    .from(leads)
    .where(
      and(
        eq(leads.orgId, tx.orgId),
        eq(leads.id, id),
        onlyOwner === undefined ? undefined : or(visibleTo(onlyOwner), orAsked ? isAsked(tx, onlyOwner) : undefined),
      ),
    );
  return lead ?? null;
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

const isAsked = (tx: OrgTransaction, userId: string): SQL =>
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
  );

/** What people may change of a lead. */
export type LeadChange = Partial<
  Pick<
    Lead,
    'name' | 'email' | 'emailRaw' | 'phone' | 'phoneRaw' | 'message' | 'tags' | 'attributes' | 'language' | 'country'
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
