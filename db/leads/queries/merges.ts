import { and, desc, eq, inArray, isNull, or } from 'drizzle-orm';
import { v7 as newId } from 'uuid';
import { mergeRefusal } from '../../../domain/leads/merging/judge.js';
import {
  givenBackOf,
  mergedValues,
  valuesBefore,
  type GivenBack,
  type LeadValues,
  type Side,
} from '../../../domain/leads/merging/values.js';
import { afterPending, judgeRequest } from '../../../domain/leads/commands/pending.js';
import { judgeOccurrence } from '../../../domain/leads/proofs/occurrence.js';
import { LIMITS } from '../../../domain/leads/vocabulary/lead-limits.js';
import type { Actor } from '../../../domain/platform/audit/actor.js';
import { isId, type Database, type OrgTransaction } from '../../client.js';
import { leadMerges } from '../schema/lead-merges.js';
import { leads } from '../schema/leads.js';
import { proofs } from '../schema/proofs.js';
import { outbox } from '../../platform/schema/outbox.js';
import { writeLeadAudit } from './audit.js';
import { askedOf, insertCommand } from './commands.js';
import { updateLead } from './leads.js';
import { enterProof } from './proof-rows.js';
import { sealSettlement } from './settlement/lead-state.js';

type Lead = typeof leads.$inferSelect;
export type LeadMerge = typeof leadMerges.$inferSelect;

/** The merges that hold, of a lead: that into another one first, then those into it, the latest first. */
export function mergesOf(tx: OrgTransaction, leadId: string): Promise<LeadMerge[]> {
  return tx
    .select()
    .from(leadMerges)
    .where(
      and(
        eq(leadMerges.orgId, tx.orgId),
        or(eq(leadMerges.keptId, leadId), eq(leadMerges.mergedId, leadId)),
        isNull(leadMerges.undoneAt),
      ),
    )
    .orderBy(desc(leadMerges.mergedAt));
}

/** The fields of a lead that a merge is about. */
export const valuesOf = (lead: Lead): LeadValues => ({
  name: lead.name,
  email: lead.email,
  emailRaw: lead.emailRaw,
  phone: lead.phone,
  phoneExtension: lead.phoneExtension,
  phoneRaw: lead.phoneRaw,
  message: lead.message,
  language: lead.language,
  country: lead.country,
  tags: lead.tags,
  attributes: lead.attributes,
  consents: lead.consents,
});

interface ByWhom {
  actor: Actor;
  reason: string | null;
  traceId: string | null;
}

export interface MergeRequest extends ByWhom {
  keptId: string;
  mergedId: string;
  /** Of the one that stays, and of the other one, as they were seen. */
  revisionFits: (revision: number) => boolean;
  mergedRevision: number | undefined;
  choices: Readonly<Record<string, Side>>;
}

export type RequestedMerge =
  | { verdict: 'MERGED'; mergeId: string; mergedId: string }
  | { verdict: 'UNKNOWN_LEAD' | 'UNKNOWN_OTHER' | 'ITSELF' }
  | { verdict: 'UNFIT_CHOICE'; field: string; message: string }
  | { verdict: 'CHANGED'; revision: number }
  | { verdict: 'OTHER_CHANGED' }
  | { verdict: 'REFUSED'; why: string };

/**
 * Makes two leads one: what the one that stays takes over, the contacts that count there as well, and a command that closes the
 * other one, all in one transaction; the command is carried out by that lead's settlement. Asked for twice, it is done once.
 */
export function requestMerge(db: Database, orgId: string, request: MergeRequest): Promise<RequestedMerge> {
  return db.inOrg(orgId, async (tx): Promise<RequestedMerge> => {
    const { keptId, mergedId, actor, reason, traceId } = request;
    if (keptId === mergedId) return { verdict: 'ITSELF' };
    const locked = await lockTwo(tx, keptId, mergedId);
    const [kept, other] = [locked.get(keptId), locked.get(mergedId)];
    if (!kept) return { verdict: 'UNKNOWN_LEAD' };
    if (!other) return { verdict: 'UNKNOWN_OTHER' };
    const before = await openMergeOf(tx, mergedId);
    if (before?.keptId === keptId) return { verdict: 'MERGED', mergeId: before.id, mergedId };

    const asked = await askedOf(tx, [keptId, mergedId]);
    const situationOf = (id: string) => {
      const { situation, pending } = asked.get(id)!;
      return afterPending(situation, pending);
    };
    const why = mergeRefusal(situationOf(keptId), situationOf(mergedId));
    if (why !== null) return { verdict: 'REFUSED', why };
    if (!request.revisionFits(kept.revision)) return { verdict: 'CHANGED', revision: kept.revision };
    if (request.mergedRevision !== undefined && request.mergedRevision !== other.revision)
      return { verdict: 'OTHER_CHANGED' };

    const values = valuesOf(kept);
    const merged = mergedValues(values, valuesOf(other), request.choices);
    if (!merged.ok) return { verdict: 'UNFIT_CHOICE', ...merged };
    const { change } = merged;
    if (Buffer.byteLength(JSON.stringify(change.attributes ?? {})) > LIMITS.attributesBytes)
      return { verdict: 'UNFIT_CHOICE', field: 'attributes', message: 'Together they take more than 32 KiB as JSON.' };

    const was = valuesBefore(values, change);
    await changeValues(tx, kept, { before: was, after: change, actor, traceId });
    // Proofs of the other one that are being recorded are waited for; those that come wait for this, and then go to the one that stays.
    await sealSettlement(tx, [mergedId], []);
    const now = new Date((await enterProof(tx, keptId)).nowMs);
    const proofs = await takeOverProofs(tx, kept, other, now);
    const mergeId = newId();
    await tx.insert(leadMerges).values({
      orgId,
      id: mergeId,
      keptId,
      mergedId,
      before: was,
      after: change,
      reason,
      mergedAt: now,
      mergedByType: actor.type,
      mergedById: actor.id,
    });
    await insertCommand(tx, {
      leadId: mergedId,
      request: { kind: 'CLOSE', outcome: 'DUPLICATE', duplicateOfId: keptId, mergeId, ...(reason && { reason }) },
      actor,
    });
    await writeLeadAudit(tx, {
      actor,
      action: 'lead.merged',
      entity: { type: 'lead', id: keptId },
      leadId: keptId,
      after: { leadId: mergedId, mergeId, proofs, reason },
      traceId,
    });
    return { verdict: 'MERGED', mergeId, mergedId };
  });
}

export type RequestedUnmerge =
  | { verdict: 'UNMERGED'; commandId: string; keptId: string; givenBack: string[]; changedSince: string[] }
  | { verdict: 'UNKNOWN_LEAD' }
  | { verdict: 'REFUSED'; why: string };

/**
 * Makes two leads of a merged one again: gives the other one back what nobody changed since, and opens this one again by a
 * command. What a contact of this one stopped there stays stopped.
 */
export function requestUnmerge(
  db: Database,
  orgId: string,
  { mergedId, actor, reason, traceId }: ByWhom & { mergedId: string },
): Promise<RequestedUnmerge> {
  return db.inOrg(orgId, async (tx): Promise<RequestedUnmerge> => {
    const seen = await openMergeOf(tx, mergedId);
    const locked = await lockTwo(tx, mergedId, seen?.keptId ?? mergedId);
    if (!locked.has(mergedId)) return { verdict: 'UNKNOWN_LEAD' };
    // After the locks: the second of two who ask finds it undone.
    const merge = seen && (await openMergeOf(tx, mergedId));
    if (merge?.id !== seen?.id || !merge) return { verdict: 'REFUSED', why: 'the lead is not merged into another' };
    const { id: mergeId, keptId } = merge;
    const request = { kind: 'REOPEN', reason: reason ?? 'the merge was undone', mergeId } as const;
    const { situation, pending } = (await askedOf(tx, [mergedId])).get(mergedId)!;
    const verdict = judgeRequest({ ...situation, merged: false }, pending, request);
    if (verdict.is === 'REFUSED') return { verdict: 'REFUSED', why: verdict.why };

    const kept = locked.get(keptId)!;
    const { change, givenBack, changedSince } = givenBackBy(merge, kept);
    await changeValues(tx, kept, { before: valuesBefore(valuesOf(kept), change), after: change, actor, traceId });
    await tx
      .update(leadMerges)
      .set({ undoneAt: new Date() })
      .where(and(eq(leadMerges.orgId, orgId), eq(leadMerges.id, mergeId)));
    const commandId = await insertCommand(tx, { leadId: mergedId, request, actor });
    await writeLeadAudit(tx, {
      actor,
      action: 'lead.unmerged',
      entity: { type: 'lead', id: keptId },
      leadId: keptId,
      after: { leadId: mergedId, mergeId, reason },
      traceId,
    });
    return { verdict: 'UNMERGED', commandId, keptId, givenBack, changedSince };
  });
}

/** What undoing a merge would give back to the lead that stayed. */
export const givenBackBy = (merge: LeadMerge, kept: Lead): GivenBack =>
  givenBackOf(valuesOf(kept), merge.before, merge.after);

/** The clocks of the lead that stayed which contacts of the merged one stopped, by key. */
export async function clocksStoppedBy(tx: OrgTransaction, { keptId, mergedId }: LeadMerge): Promise<string[]> {
  const { rows } = await tx.client.query<{ key: string }>(
    `SELECT DISTINCT key FROM proofs p JOIN proofs o ON o.org_id = p.org_id AND o.id = p.of_proof_id
     CROSS JOIN LATERAL unnest(p.clock_keys) AS key
     WHERE p.org_id = $1 AND p.lead_id = $2 AND o.lead_id = $3 ORDER BY key`,
    [tx.orgId, keptId, mergedId],
  );
  return rows.map(({ key }) => key);
}

/** Both rows, locked as a settlement locks them. */
async function lockTwo(tx: OrgTransaction, a: string, b: string): Promise<Map<string, Lead>> {
  const ids = [a, b].filter(isId);
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select()
    .from(leads)
    .where(and(eq(leads.orgId, tx.orgId), inArray(leads.id, ids)))
    .orderBy(leads.id)
    .for('no key update');
  return new Map(rows.map((row) => [row.id, row]));
}

async function openMergeOf(tx: OrgTransaction, mergedId: string): Promise<LeadMerge | null> {
  if (!isId(mergedId)) return null;
  const [merge] = await tx
    .select()
    .from(leadMerges)
    .where(and(eq(leadMerges.orgId, tx.orgId), eq(leadMerges.mergedId, mergedId), isNull(leadMerges.undoneAt)));
  return merge ?? null;
}

/** Changes the locked lead, and tells the audit log what it was and what it is, as any other change of it. */
async function changeValues(
  tx: OrgTransaction,
  { id, revision }: Lead,
  {
    before,
    after,
    actor,
    traceId,
  }: { before: Partial<LeadValues>; after: Partial<LeadValues> } & Omit<ByWhom, 'reason'>,
): Promise<void> {
  if (Object.keys(after).length === 0) return;
  await updateLead(tx, id, revision, after);
  const entity = { type: 'lead', id };
  await writeLeadAudit(tx, { actor, action: 'lead.updated', entity, leadId: id, before, after, traceId });
}

/**
 * Records the contacts of the merged lead for the one that stays, heard of now: whether they stop a clock, or correct a verdict, is
 * for its settlement. One from before the person asked there is about something else.
 * @returns how many
 */
async function takeOverProofs(tx: OrgTransaction, kept: Lead, other: Lead, now: Date): Promise<number> {
  const ofBoth = await tx
    .select()
    .from(proofs)
    .where(and(eq(proofs.orgId, tx.orgId), inArray(proofs.leadId, [kept.id, other.id])))
    .orderBy(proofs.receivedAt, proofs.id);
  const there = ofBoth.filter(({ leadId }) => leadId === kept.id);
  const asked = { occurredAtMs: kept.occurredAt?.getTime() ?? null, receivedAtMs: kept.receivedAt.getTime() };
  const taken = ofBoth.filter(
    (proof) =>
      proof.leadId === other.id &&
      judgeOccurrence(proof.occurredAt.getTime(), asked, now.getTime()) === 'POSSIBLE' &&
      !there.some(
        (one) =>
          (one.ofProofId ?? one.id) === (proof.ofProofId ?? proof.id) ||
          (one.externalId !== null && one.externalId === proof.externalId),
      ),
  );
  if (taken.length === 0) return 0;
  const rows = taken.map((proof) => ({
    ...proof,
    id: newId(),
    leadId: kept.id,
    receivedAt: now,
    appliedAt: null,
    clockKeys: [],
    ofProofId: proof.ofProofId ?? proof.id,
  }));
  await tx.insert(proofs).values(rows);
  await tx
    .insert(outbox)
    .values(
      rows.map(({ id }) => ({ orgId: tx.orgId, topic: 'PROOF_RECORDED' as const, leadId: kept.id, subjectId: id })),
    );
  return rows.length;
}
