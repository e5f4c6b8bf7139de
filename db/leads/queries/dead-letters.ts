import { and, desc, eq, inArray, lt, ne, or } from 'drizzle-orm';
import { v7 as newId } from 'uuid';
import type { Actor } from '../../../domain/platform/audit/actor.js';
import type { DeadLetterStatus, LeadDeadLetterKind } from '../../../domain/leads/vocabulary/dead-letters.js';
import type { LeadWorkItemKind } from '../../../domain/leads/vocabulary/work-items.js';
import type { Database, OrgTransaction } from '../../client.js';
import type { DeadRows } from '../../platform/queries/dead-letters/rows.js';
import { addDelta } from '../../platform/queries/counters.js';
import { writeAudit } from '../../platform/queries/audit.js';
import { closeWorkItems } from '../../platform/queries/work-items.js';
import { deadLetterDecisions } from '../../platform/schema/outbox.js';
import { workItems } from '../../platform/schema/work-items.js';
import { intakeDeadLetters } from '../schema/intake-dead-letters.js';

/** Deliveries that nobody has decided about, among whatever else lies dead. */
export const DELIVERY_ROWS: DeadRows = (of) => `
  SELECT i.org_id, i.id, i.received_at AS died_at, i.received_at AS born_at, i.adapter AS what, NULL::uuid AS lead_id,
    i.issues -> 0 ->> 'message' AS error, 1 AS attempts
  FROM intake_dead_letters i WHERE ${of('i.org_id')} AND i.status = 'OPEN'`;

export type DeadLetterRow = typeof intakeDeadLetters.$inferSelect;

export interface NewDeadLetter {
  contentHash: string;
  body: string;
  issues: { path: string; message: string }[];
  draft: Record<string, unknown> | null;
}

const DELIVERY: LeadDeadLetterKind = 'DELIVERY';
const KIND: LeadWorkItemKind = 'UNREADABLE_LEAD';
const causeOf = (id: string): string => `unreadable-lead:${id}`;

/**
 * Keeps what could not become leads, each once, with a work item that the audit log tells of.
 * @returns the id of each; of what came before, the one that it has.
 */
export async function keepDeadLetters(
  db: Database,
  from: { orgId: string; endpoint: { id: string; name: string; adapter: string }; at: Date; traceId: string | null },
  letters: readonly NewDeadLetter[],
): Promise<string[]> {
  const { orgId, endpoint, at, traceId } = from;
  return db.inOrg(orgId, async (tx) => {
    const made = await tx
      .insert(intakeDeadLetters)
      .values(
        letters.map((letter) => ({
          ...letter,
          orgId,
          id: newId(),
          endpointId: endpoint.id,
          adapter: endpoint.adapter,
          receivedAt: at,
          traceId,
        })),
      )
      .onConflictDoNothing()
      .returning({ id: intakeDeadLetters.id, issues: intakeDeadLetters.issues });
    if (made.length > 0) await addDelta(tx.client, { intake_dead_letters_total: made.length });
    for (const { id, issues } of made) {
      const item = {
        orgId,
        id: newId(),
        kind: KIND,
        summary: `A delivery of ${endpoint.name} could not become a lead: ${issues[0]?.message ?? 'it could not be read'}`,
        details: { deadLetterId: id, endpointId: endpoint.id },
        cause: causeOf(id),
        dedupeKey: causeOf(id),
        createdAt: at,
      };
      await tx.insert(workItems).values(item);
      await writeAudit(tx, {
        actor: { type: 'system', id: null },
        action: 'work_item.created',
        entity: { type: 'work_item', id: item.id },
        after: { kind: item.kind, summary: item.summary },
        traceId,
        at,
      });
    }
    const rows = await tx
      .select({ id: intakeDeadLetters.id, contentHash: intakeDeadLetters.contentHash })
      .from(intakeDeadLetters)
      .where(
        and(
          eq(intakeDeadLetters.orgId, orgId),
          eq(intakeDeadLetters.endpointId, endpoint.id),
          inArray(
            intakeDeadLetters.contentHash,
            letters.map(({ contentHash }) => contentHash),
          ),
        ),
      );
    const idOf = new Map(rows.map(({ id, contentHash }) => [contentHash, id]));
    return letters.map(({ contentHash }) => idOf.get(contentHash)!);
  });
}

export async function findDeadLetter(tx: OrgTransaction, id: string): Promise<DeadLetterRow | null> {
  const [row] = await tx
    .select()
    .from(intakeDeadLetters)
    .where(and(eq(intakeDeadLetters.orgId, tx.orgId), eq(intakeDeadLetters.id, id)));
  return row ?? null;
}

/** Newest first. @param before where the page before ended */
export function listDeadLetters(
  tx: OrgTransaction,
  filter: { status?: DeadLetterStatus | undefined; endpointId?: string | undefined },
  page: { limit: number; before: { at: Date; id: string } | null },
): Promise<DeadLetterRow[]> {
  const { before } = page;
  return tx
    .select()
    .from(intakeDeadLetters)
    .where(
      and(
        eq(intakeDeadLetters.orgId, tx.orgId),
        filter.status === undefined ? undefined : eq(intakeDeadLetters.status, filter.status),
        filter.endpointId === undefined ? undefined : eq(intakeDeadLetters.endpointId, filter.endpointId),
        before === null
          ? undefined
          : or(
              lt(intakeDeadLetters.receivedAt, before.at),
              and(eq(intakeDeadLetters.receivedAt, before.at), lt(intakeDeadLetters.id, before.id)),
            ),
      ),
    )
    .orderBy(desc(intakeDeadLetters.receivedAt), desc(intakeDeadLetters.id))
    .limit(page.limit);
}

export type Decision = { at: Date; by: Actor } & (
  { status: 'REPLAYED'; leadId: string } | { status: 'DISCARDED'; reason: string | null }
);

/**
 * Writes down what became of a dead letter, and resolves its work item. A lead that was made of it counts more than that somebody
 * discarded it meanwhile.
 * @returns the row as it is now; `changed` false when it was decided before.
 */
export async function decideDeadLetter(
  tx: OrgTransaction,
  id: string,
  { at, by, ...outcome }: Decision,
): Promise<{ row: DeadLetterRow; changed: boolean } | null> {
  const { status } = outcome;
  const { rowCount } = await tx
    .update(intakeDeadLetters)
    .set({ ...outcome, decidedAt: at, decidedBy: by.id })
    .where(
      and(
        eq(intakeDeadLetters.orgId, tx.orgId),
        eq(intakeDeadLetters.id, id),
        status === 'REPLAYED' ? ne(intakeDeadLetters.status, status) : eq(intakeDeadLetters.status, 'OPEN'),
      ),
    );
  const row = await findDeadLetter(tx, id);
  if (row === null) return null;
  if (rowCount === 1) {
    await tx
      .insert(deadLetterDecisions)
      .values({
        orgId: tx.orgId,
        kind: DELIVERY,
        letterId: id,
        diedAt: row.receivedAt,
        decision: status === 'REPLAYED' ? 'REQUEUED' : status,
        decidedAt: at,
        decidedByType: by.type,
        decidedBy: by.id,
        reason: row.reason,
        what: row.adapter,
        leadId: row.leadId,
        attempts: 1,
      })
      // Of one that was discarded while somebody took it in, the audit log tells both.
      .onConflictDoNothing();
    const resolution = outcome.status === 'REPLAYED' ? 'It was mended: it is a lead now.' : outcome.reason;
    // Those of before were written without a cause.
    await closeWorkItems(tx, eq(workItems.dedupeKey, causeOf(id)), resolution, at, by);
  }
  return { row, changed: rowCount === 1 };
}
