import { and, asc, eq, gt } from 'drizzle-orm';
import type { CalendarDefinition } from '../../../domain/engine/calendars/types.js';
import type { OrgTransaction } from '../../client.js';
import { calendars } from '../schema/calendars.js';

export type CalendarRow = typeof calendars.$inferSelect;

export async function insertCalendar(
  tx: OrgTransaction,
  calendar: { id: string; name: string; definition: CalendarDefinition; now: Date },
): Promise<CalendarRow> {
  const { now, ...values } = calendar;
  const [row] = await tx
    .insert(calendars)
    .values({ ...values, orgId: tx.orgId, createdAt: now })
    .returning();
  return row!;
}

export async function findCalendar(tx: OrgTransaction, id: string): Promise<CalendarRow | null> {
  const [row] = await tx
    .select()
    .from(calendars)
    .where(and(eq(calendars.orgId, tx.orgId), eq(calendars.id, id)));
  return row ?? null;
}

export function listCalendars(
  tx: OrgTransaction,
  page: { limit: number; after: string | null },
): Promise<CalendarRow[]> {
  return tx
    .select()
    .from(calendars)
    .where(and(eq(calendars.orgId, tx.orgId), page.after === null ? undefined : gt(calendars.id, page.after)))
    .orderBy(asc(calendars.id))
    .limit(page.limit);
}

/** All calendars of the org: what a flow's definition may name. */
export function allCalendars(tx: OrgTransaction): Promise<Pick<CalendarRow, 'id' | 'definition'>[]> {
  return tx
    .select({ id: calendars.id, definition: calendars.definition })
    .from(calendars)
    .where(eq(calendars.orgId, tx.orgId));
}

/** All calendars of the org. */
export async function calendarDefinitions(
  tx: OrgTransaction,
): Promise<{ id: string; definition: CalendarDefinition }[]> {
  const { rows } = await tx.client.query<{ id: string; definition: CalendarDefinition }>({
    name: 'calendar_definitions',
    text: 'SELECT id, definition FROM calendars WHERE org_id = $1',
    values: [tx.orgId],
  });
  return rows;
}

/** All calendars of the org by their names. */
export async function calendarNames(tx: OrgTransaction): Promise<{ id: string; name: string }[]> {
  const { rows } = await tx.client.query<{ id: string; name: string }>(
    'SELECT id, name FROM calendars WHERE org_id = $1',
    [tx.orgId],
  );
  return rows;
}
