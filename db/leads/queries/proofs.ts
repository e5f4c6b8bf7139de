import { v7 as newId } from 'uuid';
import { judgeOccurrence } from '../../../domain/leads/proofs/occurrence.js';
import { leadSpokenOf, reaches } from '../../../domain/leads/proofs/reach.js';
import type { Database, OrgTransaction } from '../../client.js';
import { lanesApart } from '../../lanes.js';
import { RaceLost, retryOnRace } from '../../races.js';
import type { NewProof } from './new-proof.js';
import { enterProofs, lookUpProofs, writeProofs, type FoundLead, type LookedUp, type ProofRow } from './proof-rows.js';

export type RecordedProof =
  | { verdict: 'RECORDED' | 'DUPLICATE'; proofId: string; leadId: string }
  | { verdict: 'UNKNOWN_LEAD' | 'OTHER_BODY' }
  /** Leads of several endpoints have this externalId. */
  | { verdict: 'AMBIGUOUS_LEAD' }
  /** Too long before the person asked, or more than five minutes from now. */
  | { verdict: 'BEFORE_LEAD'; lead: { occurredAt: Date | null; receivedAt: Date } }
  | { verdict: 'IN_FUTURE'; now: Date };

/** What became of a proof among others; null: it must be recorded by itself. */
type Together = RecordedProof | null;

/**
 * Records a proof: the row, its audit entry and the outbox row that tells the lead's workflow, in one transaction.
 * Whether it stops a clock is for the settlement. A lead that is closed takes proofs too: they can correct a verdict.
 */
export async function recordProof(db: Database, orgId: string, proof: NewProof): Promise<RecordedProof> {
  return (await amongOthers(db, orgId, proof)) ?? recordAlone(db, orgId, proof);
}

const amongOthers = lanesApart<NewProof, RecordedProof>(namesOf, (tx, proofs) => record(tx, proofs, { waits: false }));

/** Two that share one of these are the same, and the second is told so by the first one's row. */
function namesOf({ inbox, externalId, lead }: NewProof): string[] {
  const names = inbox === null ? [] : [`key ${inbox.scope} ${inbox.key}`];
  return externalId === null ? names : [...names, `id ${'id' in lead ? lead.id : lead.externalId} ${externalId}`];
}

async function recordAlone(db: Database, orgId: string, proof: NewProof): Promise<RecordedProof> {
  const [recorded] = await retryOnRace(() => db.inOrg(orgId, (tx) => record(tx, [proof], { waits: true })));
  return recorded!;
}

/** @param waits for who settles a proof's lead at this moment; else that one is null */
async function record(tx: OrgTransaction, proofs: readonly NewProof[], { waits }: { waits: boolean }) {
  const lookedUp = await lookUpProofs(tx, proofs);
  const found = proofs.map((proof, place) => leadOf(proof, lookedUp[place]!));
  const leads = found.flatMap((one) => ('verdict' in one ? [] : [one.keptId]));
  const entered = await enterProofs(tx, leads, waits);
  const rows: ProofRow[] = [];
  const recorded = proofs.map((proof, place): Together => {
    const lead = found[place]!;
    if ('verdict' in lead) return lead;
    const { keptId, existing } = lead;
    const entry = entered.get(keptId);
    if (entry === undefined) return null;
    if (entry.keptId !== keptId) throw new RaceLost(`lead ${keptId}, which was merged meanwhile`);
    const occurredAtMs = proof.occurredAt?.getTime() ?? entry.nowMs;
    const row = { occurredAtMs, receivedAtMs: entry.nowMs, leadId: keptId, proofId: existing ?? newId() };
    if (existing === null) {
      const verdict = judgeOccurrence(occurredAtMs, lead, entry.nowMs);
      if (verdict === 'IN_FUTURE') return { verdict, now: new Date(entry.nowMs) };
      if (verdict === 'BEFORE_LEAD') return { verdict, lead: instantsOf(lead) };
    }
    rows.push({ ...row, proof, isNew: existing === null });
    return { verdict: existing === null ? 'RECORDED' : 'DUPLICATE', proofId: row.proofId, leadId: keptId };
  });
  await writeProofs(tx, rows);
  return recorded;
}

const instantsOf = ({ occurredAtMs, receivedAtMs }: FoundLead) => ({
  occurredAt: occurredAtMs === null ? null : new Date(occurredAtMs),
  receivedAt: new Date(receivedAtMs),
});

/** The lead that a proof is for, or what is said of one that is for none, or was known. */
function leadOf(proof: NewProof, { known, reporter, leads }: LookedUp): FoundLead | RecordedProof {
  if (known !== null) {
    const { bodyHash, proofId, leadId } = known;
    return bodyHash === proof.inbox?.bodyHash ? { verdict: 'DUPLICATE', proofId, leadId } : { verdict: 'OTHER_BODY' };
  }
  const reference = proof.lead;
  if ('id' in reference) {
    const [lead] = leads;
    return lead && (reporter === null || reaches(reporter, lead)) ? lead : { verdict: 'UNKNOWN_LEAD' };
  }
  const { endpointId } = reference;
  const meant = endpointId === undefined ? leads : leads.filter((lead) => lead.endpointId === endpointId.toLowerCase());
  const lead = reporter === null ? (meant.length > 1 ? 'AMBIGUOUS' : meant[0]) : leadSpokenOf(reporter, meant);
  if (lead === 'AMBIGUOUS') return { verdict: 'AMBIGUOUS_LEAD' };
  return lead ?? { verdict: 'UNKNOWN_LEAD' };
}
