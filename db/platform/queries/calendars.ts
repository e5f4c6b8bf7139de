import { and, asc, desc, eq, gt, isNotNull, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../../../domain/platform/audit/actor.js';
import type { CalendarDefinition } from '../../../domain/engine/calendars/types.js';
import type { OrgTransaction } from '../../client.js';
import { calendarChanges, calendars } from '../schema/calendars.js';
import { outbox } from '../schema/outbox.js';

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

/** @param lock for changes: whoever comes second sees what the first one did. */
export async function findCalendar(tx: OrgTransaction, id: string, lock = false): Promise<CalendarRow | null> {
  const query = tx
    .select()
    .from(calendars)
    .where(and(eq(calendars.orgId, tx.orgId), eq(calendars.id, id)));
  const [row] = await (lock ? query.for('update') : query);
  return row ?? null;
}

/** What of a calendar can be changed; what is left out stays. */
type CalendarPatch = Partial<Pick<CalendarRow, 'name' | 'definition' | 'olderHoursUntil'>>;

/** Changes a calendar, and counts the edit. It must be locked. */
export async function updateCalendar(tx: OrgTransaction, id: string, patch: CalendarPatch): Promise<CalendarRow> {
  const [row] = await tx
    .update(calendars)
    .set({ ...patch, revision: sql`${calendars.revision} + 1` })
    .where(and(eq(calendars.orgId, tx.orgId), eq(calendars.id, id)))
    .returning();
  return row!;
}

/** @throws Postgres' foreign-key violation where a person or a team counts by it. */
export async function deleteCalendar(tx: OrgTransaction, id: string): Promise<void> {
  await tx.delete(calendars).where(and(eq(calendars.orgId, tx.orgId), eq(calendars.id, id)));
}

interface NamedUser {
  kind: 'PERSON' | 'TEAM';
  id: string;
  name: string;
}

/** The people and teams whose hours these are, by name; those who left and teams that are archived as well. */
export async function calendarUsers(tx: OrgTransaction, id: string): Promise<NamedUser[]> {
  const { rows } = await tx.client.query<NamedUser>(
    `SELECT 'PERSON' AS kind, id, name FROM users WHERE org_id = $1 AND calendar_id = $2
     UNION ALL SELECT 'TEAM', id, name FROM teams WHERE org_id = $1 AND calendar_id = $2 ORDER BY 1 DESC, 3, 2`,
    [tx.orgId, id],
  );
  return rows;
}

export type CalendarChangeRow = typeof calendarChanges.$inferSelect;

/** Asks for changed hours to be applied to the leads that run: a row, and a message to whoever does it. */
export async function requestCalendarChange(
  tx: OrgTransaction,
  { id: calendarId, name: calendarName, revision }: CalendarRow,
  actor: Actor,
  now: Date,
): Promise<CalendarChangeRow> {
  const id = uuidv7();
  const [row] = await tx
    .insert(calendarChanges)
    .values({
      orgId: tx.orgId,
      id,
      calendarId,
      calendarName,
      revision,
      actorType: actor.type,
      actorId: actor.id,
      createdAt: now,
    })
    .returning();
  await tx.insert(outbox).values({ orgId: tx.orgId, topic: 'CALENDAR_CHANGED', subjectId: id });
  return row!;
}

/** The last change of a calendar that was applied to leads that run; null: none ever was. */
export async function lastCalendarChange(tx: OrgTransaction, calendarId: string): Promise<CalendarChangeRow | null> {
  const [row] = await tx
    .select()
    .from(calendarChanges)
    .where(and(eq(calendarChanges.orgId, tx.orgId), eq(calendarChanges.calendarId, calendarId)))
    .orderBy(desc(calendarChanges.createdAt), desc(calendarChanges.id))
    .limit(1);
  return row ?? null;
}

/** By calendar: clocks that started before this instant may count by earlier hours. Others are not in it. */
export async function olderHours(tx: OrgTransaction): Promise<Record<string, number>> {
  const rows = await tx
    .select({ id: calendars.id, until: calendars.olderHoursUntil })
    .from(calendars)
    .where(and(eq(calendars.orgId, tx.orgId), isNotNull(calendars.olderHoursUntil)));
  return Object.fromEntries(rows.map(({ id, until }) => [id, until!.getTime()]));
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
