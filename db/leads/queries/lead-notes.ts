import { and, asc, count, eq, isNull, sql } from 'drizzle-orm';
import { v7 as newId } from 'uuid';
import type { Actor } from '../../../domain/platform/audit/actor.js';
import { isId, type OrgTransaction } from '../../client.js';
import { leadNotes } from '../schema/lead-notes.js';

export type LeadNote = typeof leadNotes.$inferSelect;

/**
 * The notes of a lead and of those that were merged into it, the first first, without those that were deleted.
 */
export function leadNotesOf(tx: OrgTransaction, leadId: string): Promise<LeadNote[]> {
  return tx
    .select()
    .from(leadNotes)
    .where(
      and(
        eq(leadNotes.orgId, tx.orgId),
        isNull(leadNotes.deletedAt),
        sql`${leadNotes.leadId} IN (
          WITH RECURSIVE here (id) AS (
            SELECT ${leadId}::uuid
            UNION SELECT m.merged_id FROM lead_merges m JOIN here h ON m.kept_id = h.id
            WHERE m.org_id = ${tx.orgId} AND m.undone_at IS NULL)
          SELECT id FROM here)`,
      ),
    )
    .orderBy(asc(leadNotes.createdAt), asc(leadNotes.id));
}

/** A note of a lead itself, deleted or not; null: there is none. */
export async function findNote(tx: OrgTransaction, leadId: string, noteId: string): Promise<LeadNote | null> {
  if (!isId(noteId)) return null;
  const [note] = await tx
    .select()
    .from(leadNotes)
    .where(and(eq(leadNotes.orgId, tx.orgId), eq(leadNotes.leadId, leadId), eq(leadNotes.id, noteId)));
  return note ?? null;
}

/** How many a lead has. */
export async function countNotes(tx: OrgTransaction, leadId: string): Promise<number> {
  const [row] = await tx
    .select({ count: count() })
    .from(leadNotes)
    .where(and(eq(leadNotes.orgId, tx.orgId), eq(leadNotes.leadId, leadId), isNull(leadNotes.deletedAt)));
  return row!.count;
}

/** @param id chosen by who asks, so that asked for twice it is one; the second time nothing is written */
export async function addNote(
  tx: OrgTransaction,
  { id = newId(), leadId, author, text, at }: { id?: string; leadId: string; author: Actor; text: string; at: Date },
): Promise<LeadNote | null> {
  const [note] = await tx
    .insert(leadNotes)
    .values({ orgId: tx.orgId, id, leadId, authorType: author.type, authorId: author.id, text, createdAt: at })
    .onConflictDoNothing()
    .returning();
  return note ?? null;
}

/** Changes a note, if it still has this revision; null: somebody changed it in between. */
export async function changeNote(
  tx: OrgTransaction,
  { id, revision }: Pick<LeadNote, 'id' | 'revision'>,
  change: Partial<Pick<LeadNote, 'text' | 'editedAt' | 'deletedAt'>>,
): Promise<LeadNote | null> {
  const [note] = await tx
    .update(leadNotes)
    .set({ ...change, revision: revision + 1 })
    .where(and(eq(leadNotes.orgId, tx.orgId), eq(leadNotes.id, id), eq(leadNotes.revision, revision)))
    .returning();
  return note ?? null;
}
