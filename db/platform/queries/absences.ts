import { and, desc, eq, gt, isNull, lt, or, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { OrgTransaction } from '../../client.js';
import { absences } from '../schema/absences.js';
import { type AbsenceCause } from '../../../domain/platform/absence/cause.js';
import { outbox } from '../schema/outbox.js';
import type { PlatformTopic } from '../topics.js';

export type AbsenceRow = Omit<typeof absences.$inferSelect, 'orgId'>;

export interface NewAbsence {
  userId: string;
  cause: AbsenceCause;
  fromAt: Date;
  toAt: Date | null;
  reason: string | null;
  replan: boolean;
  now: Date;
}

/**
 * Plans an absence, and asks for the workflow that plans the person's leads anew when it begins. Where they are to stay there
 * is nothing to do until then: only an offer must not wait for somebody who is not there.
 */
export async function insertAbsence(tx: OrgTransaction, { now, ...absence }: NewAbsence): Promise<AbsenceRow> {
  const id = uuidv7();
  const [row] = await tx
    .insert(absences)
    .values({ orgId: tx.orgId, id, ...absence, createdAt: now })
    .returning();
  if (absence.replan) await ringAbsence(tx, id);
  else await ringAbsence(tx, id, 'ABSENCE_BEGINS', absence.fromAt);
  return row!;
}

/**
 * Starts the absence's workflow, or tells the one that runs that its row has changed.
 * @param availableAt not before; left out: at once
 */
async function ringAbsence(
  tx: OrgTransaction,
  absenceId: string,
  topic: PlatformTopic = 'ABSENCE_PLANNED',
  availableAt?: Date,
): Promise<void> {
  await tx.insert(outbox).values({ orgId: tx.orgId, topic, subjectId: absenceId, ...(availableAt && { availableAt }) });
}

/** @param lock for changes: whoever comes second sees what the first one did. */
export async function findAbsence(
  tx: OrgTransaction,
  userId: string,
  id: string,
  lock = false,
): Promise<AbsenceRow | null> {
  const query = tx
    .select()
    .from(absences)
    .where(and(eq(absences.orgId, tx.orgId), eq(absences.userId, userId), eq(absences.id, id)));
  const [row] = await (lock ? query.for('update') : query);
  return row ?? null;
}

/** An absence of the person that shares an instant with a stretch; the person must be locked. */
export async function overlappingAbsence(
  tx: OrgTransaction,
  userId: string,
  { fromAt, toAt }: { fromAt: Date; toAt: Date },
): Promise<AbsenceRow | null> {
  const [row] = await tx
    .select()
    .from(absences)
    .where(
      and(
        eq(absences.orgId, tx.orgId),
        eq(absences.userId, userId),
        isNull(absences.cancelledAt),
        lt(absences.fromAt, toAt),
        or(isNull(absences.toAt), gt(absences.toAt, fromAt)),
      ),
    )
    .orderBy(absences.fromAt)
    .limit(1);
  return row ?? null;
}

/** A person's absences, the latest beginning first. @param before where the page before ended */
export function listAbsences(
  tx: OrgTransaction,
  userId: string,
  page: { limit: number; before: { at: Date; id: string } | null },
): Promise<AbsenceRow[]> {
  const { before } = page;
  return tx
    .select()
    .from(absences)
    .where(
      and(
        eq(absences.orgId, tx.orgId),
        eq(absences.userId, userId),
        before === null
          ? undefined
          : sql`(${absences.fromAt}, ${absences.id}) < (${before.at.toISOString()}::timestamptz, ${before.id}::uuid)`,
      ),
    )
    .orderBy(desc(absences.fromAt), desc(absences.id))
    .limit(page.limit);
}

/** Cancels an absence that is not over; its workflow learns of it and moves nothing more. */
export async function cancelAbsence(tx: OrgTransaction, absence: AbsenceRow, now: Date): Promise<AbsenceRow> {
  const [row] = await tx
    .update(absences)
    .set({ cancelledAt: now })
    .where(and(eq(absences.orgId, tx.orgId), eq(absences.id, absence.id)))
    .returning();
  if (absence.replan && absence.replannedAt === null) await ringAbsence(tx, absence.id);
  return row!;
}

/** The person is activated again: the deactivation that goes on ends. @returns the ids of what ended */
export async function endDeactivation(tx: OrgTransaction, userId: string, now: Date): Promise<string[]> {
  const rows = await tx
    .update(absences)
    // Never before it began: two clocks may differ by a little.
    .set({ toAt: sql`greatest(${absences.fromAt}, ${now.toISOString()}::timestamptz)` })
    .where(
      and(
        eq(absences.orgId, tx.orgId),
        eq(absences.userId, userId),
        eq(absences.cause, 'DEACTIVATION'),
        isNull(absences.toAt),
        isNull(absences.cancelledAt),
      ),
    )
    .returning({ id: absences.id });
  return rows.map(({ id }) => id);
}
