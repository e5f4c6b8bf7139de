import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { SYSTEM } from '../../../domain/platform/audit/actor.js';
import { holidaysCause, yearWithoutHolidays } from '../../../domain/platform/calendars/next-holidays.js';
import { HOLIDAYS_MISSING } from '../../../domain/platform/work-items.js';
import type { OrgTransaction } from '../../client.js';
import { calendars } from '../schema/calendars.js';
import { workItems } from '../schema/work-items.js';
import { writeAudit } from './audit.js';
import { orgTimeZone } from './orgs.js';
import { closeWorkItems } from './work-items.js';

/**
 * Asks for the holidays that calendars of the org miss, an open item for each calendar.
 * @returns how many are asked for since now
 */
export async function keepHolidayItems(tx: OrgTransaction, now: Date): Promise<number> {
  const timeZone = (await orgTimeZone(tx)) ?? 'UTC';
  const rows = await tx
    .select({ id: calendars.id, name: calendars.name, definition: calendars.definition })
    .from(calendars)
    .where(eq(calendars.orgId, tx.orgId));
  let asked = 0;
  for (const { id, name, definition } of rows) {
    const year = yearWithoutHolidays(definition, now.getTime(), timeZone);
    if (year === null) continue;
    const cause = holidaysCause(id);
    if (await isUnwanted(tx, cause, year)) continue;
    const itemId = uuidv7();
    const summary = `The calendar “${name}” has no holidays in ${year} yet`;
    const made = await tx
      .insert(workItems)
      .values({
        orgId: tx.orgId,
        id: itemId,
        kind: HOLIDAYS_MISSING,
        summary,
        details: { calendarId: id, year },
        dedupeKey: `${cause}@${now.getTime()}`,
        cause,
        createdAt: now,
      })
      .onConflictDoNothing()
      .returning({ id: workItems.id });
    if (made.length === 0) continue;
    asked += 1;
    await writeAudit(tx, {
      at: now,
      actor: SYSTEM,
      traceId: null,
      action: 'work_item.created',
      entity: { type: 'work_item', id: itemId },
      after: { kind: HOLIDAYS_MISSING, summary },
    });
  }
  return asked;
}

/** Somebody resolved the item by hand: they want no holidays in that year, and are not asked again. */
async function isUnwanted(tx: OrgTransaction, cause: string, year: number): Promise<boolean> {
  const rows = await tx
    .select({ id: workItems.id })
    .from(workItems)
    .where(
      and(
        eq(workItems.orgId, tx.orgId),
        eq(workItems.cause, cause),
        isNotNull(workItems.resolvedBy),
        sql`${workItems.details} ->> 'year' = ${String(year)}`,
      ),
    )
    .limit(1);
  return rows.length > 0;
}

/** Closes the item that asks for a calendar's holidays. @param why in words */
export const closeHolidaysItem = (tx: OrgTransaction, calendarId: string, why: string, at: Date): Promise<void> =>
  closeWorkItems(tx, eq(workItems.cause, holidaysCause(calendarId)), why, at);
