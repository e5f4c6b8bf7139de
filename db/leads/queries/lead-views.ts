import { and, eq, isNull, lt, or, sql } from 'drizzle-orm';
import type { ThereIs } from '../../../domain/leads/views/gone.js';
import { users } from '../../platform/schema/users.js';
import { isId, type OrgTransaction } from '../../client.js';
import { leadListChoices, leadViews, type LeadViewDefinition } from '../schema/lead-views.js';

export type { LeadViewDefinition } from '../schema/lead-views.js';

export interface LeadViewRow {
  id: string;
  name: string;
  shared: boolean;
  ownerId: string;
  ownerName: string;
  ownerLeft: boolean;
  definition: LeadViewDefinition;
  changedAt: Date;
  deletedAt: Date | null;
  revision: number;
}

const shown = {
  id: leadViews.id,
  name: leadViews.name,
  shared: leadViews.shared,
  ownerId: leadViews.ownerId,
  ownerName: users.name,
  ownerLeft: sql<boolean>`${users.status} = 'INACTIVE'`,
  definition: leadViews.definition,
  changedAt: leadViews.changedAt,
  deletedAt: leadViews.deletedAt,
  revision: leadViews.revision,
};
const ofOwner = and(eq(users.orgId, leadViews.orgId), eq(users.id, leadViews.ownerId));

/** Views that are there for a person: their own, then those that are shared, by their names. */
export function listLeadViews(tx: OrgTransaction, userId: string): Promise<LeadViewRow[]> {
  return tx
    .select(shown)
    .from(leadViews)
    .innerJoin(users, ofOwner)
    .where(
      and(
        eq(leadViews.orgId, tx.orgId),
        isNull(leadViews.deletedAt),
        or(leadViews.shared, eq(leadViews.ownerId, userId)),
      ),
    )
    .orderBy(leadViews.shared, sql`folded(${leadViews.name})`, leadViews.id);
}

/** A view, deleted ones as well. @param lock for changes: whoever comes second sees what the first one did */
export async function findLeadView(tx: OrgTransaction, id: string, lock = false): Promise<LeadViewRow | null> {
  const where = and(eq(leadViews.orgId, tx.orgId), eq(leadViews.id, id));
  if (lock) await tx.select({ id: leadViews.id }).from(leadViews).where(where).for('no key update');
  const [row] = await tx.select(shown).from(leadViews).innerJoin(users, ofOwner).where(where);
  return row ?? null;
}

export async function countLeadViews(tx: OrgTransaction, ownerId: string): Promise<number> {
  return tx.$count(
    leadViews,
    and(eq(leadViews.orgId, tx.orgId), eq(leadViews.ownerId, ownerId), isNull(leadViews.deletedAt)),
  );
}

export type LeadViewChange = Partial<Pick<LeadViewRow, 'name' | 'shared' | 'definition' | 'deletedAt'>>;

/** Whether a view of this name is there already among those that it would stand with. */
export async function isViewNameTaken(
  tx: OrgTransaction,
  { id, name, shared, ownerId }: Pick<LeadViewRow, 'id' | 'name' | 'shared' | 'ownerId'>,
): Promise<boolean> {
  // Two at once: the second waits, and then sees the first one's.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('lead_views:' || ${tx.orgId}::text, 0))`);
  const { rows } = await tx.client.query(
    `SELECT FROM lead_views WHERE org_id = $1 AND id <> $2 AND lower(name) = lower($3) AND shared = $4
       AND deleted_at IS NULL AND ($4 OR owner_id = $5)`,
    [tx.orgId, id, name, shared, ownerId],
  );
  return rows.length > 0;
}

export async function insertLeadView(
  tx: OrgTransaction,
  view: Pick<LeadViewRow, 'id' | 'name' | 'shared' | 'ownerId' | 'definition'> & { now: Date },
): Promise<void> {
  const { now, ...values } = view;
  await tx.insert(leadViews).values({ ...values, orgId: tx.orgId, createdAt: now, changedAt: now });
}

export async function updateLeadView(
  tx: OrgTransaction,
  id: string,
  change: LeadViewChange & { now: Date },
): Promise<void> {
  const { now, ...values } = change;
  await tx
    .update(leadViews)
    .set({ ...values, changedAt: now, revision: sql`${leadViews.revision} + 1` })
    .where(and(eq(leadViews.orgId, tx.orgId), eq(leadViews.id, id)));
}

/** Takes away what was deleted before an instant: nobody takes that back any more. */
export async function forgetDeletedViews(tx: OrgTransaction, before: Date): Promise<void> {
  await tx.delete(leadViews).where(and(eq(leadViews.orgId, tx.orgId), lt(leadViews.deletedAt, before)));
}

export interface LeadListChoice {
  defaultViewId: string | null;
  columns: string[] | null;
}

export async function leadListChoice(tx: OrgTransaction, userId: string): Promise<LeadListChoice> {
  const [row] = await tx
    .select({ defaultViewId: leadListChoices.defaultViewId, columns: leadListChoices.columns })
    .from(leadListChoices)
    .where(and(eq(leadListChoices.orgId, tx.orgId), eq(leadListChoices.userId, userId)));
  return row ?? { defaultViewId: null, columns: null };
}

/** Keeps what somebody chose; what is left out stays. */
export async function chooseLeadList(
  tx: OrgTransaction,
  userId: string,
  choice: Partial<LeadListChoice>,
): Promise<void> {
  await tx
    .insert(leadListChoices)
    .values({ orgId: tx.orgId, userId, ...choice })
    .onConflictDoUpdate({ target: [leadListChoices.orgId, leadListChoices.userId], set: choice });
}

/** What there is of what these filters name. */
export async function whatViewsName(
  tx: OrgTransaction,
  filters: readonly Readonly<Record<string, string>>[],
): Promise<ThereIs> {
  const named = (...members: string[]): string[] => [
    ...new Set(filters.flatMap((one) => members.flatMap((member) => one[member] ?? []))),
  ];
  const ids = (...members: string[]): string[] => named(...members).filter(isId);
  const { rows } = await tx.client.query<{ kind: string; key: string; name: string; gone: boolean }>(
    `SELECT 'PERSON' AS kind, id::text AS key, name, status = 'INACTIVE' AS gone
       FROM users WHERE org_id = $1 AND id = ANY($2::uuid[])
     UNION ALL SELECT 'TEAM', id::text, name, archived_at IS NOT NULL FROM teams WHERE org_id = $1 AND id = ANY($3::uuid[])
     UNION ALL SELECT 'FLOW', id::text, name, false FROM flows WHERE org_id = $1 AND id = ANY($4::uuid[])
     UNION ALL SELECT 'SOURCE', source, source, bool_and(deleted_at IS NOT NULL)
       FROM endpoints WHERE org_id = $1 AND source = ANY($5::text[]) GROUP BY source`,
    [tx.orgId, ids('ownerId', 'breachedOwnerId'), ids('teamId'), ids('flowId'), named('source')],
  );
  const of = <T>(kind: string, told: (row: { name: string; gone: boolean }) => T): Map<string, T> =>
    new Map(rows.filter((row) => row.kind === kind).map((row) => [row.key, told(row)]));
  return {
    people: of('PERSON', ({ name, gone }) => ({ name, left: gone })),
    teams: of('TEAM', ({ name, gone }) => ({ name, archived: gone })),
    flows: of('FLOW', ({ name }) => ({ name })),
    sources: of('SOURCE', ({ gone }) => ({ deleted: gone })),
  };
}
