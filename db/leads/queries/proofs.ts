import { v7 as newId } from 'uuid';
import type { CallOutcome, ProofKind } from '../../../domain/leads/vocabulary/proofs.js';
import type { Actor } from '../../../domain/platform/audit/actor.js';
import { judgeOccurrence } from '../../../domain/leads/proofs/occurrence.js';
import { leadSpokenOf, reaches, type CameInBy, type Reporter } from '../../../domain/leads/proofs/reach.js';
import { isId, type Database, type OrgTransaction } from '../../client.js';
import type { InboxKey } from './intake.js';
import { RaceLost, retryOnRace } from '../../races.js';

/** A lead by our id, or by its id at the sender, of the endpoint where it came in if that is named. */
export type LeadReference = { id: string } | { externalId: string; endpointId?: string | undefined };

export interface NewProof {
  lead: LeadReference;
  kind: ProofKind;
  /** Of a call: what it came to; null or left out: the sender does not say. */
  outcome?: CallOutcome | null;
  /** Null: now. */
  occurredAt: Date | null;
  /** The proof's id at the sender: once a lead. */
  externalId: string | null;
  note: string | null;
  actor: Actor;
  /** Who did it, in the sender's words. */
  reportedActor: string | null;
  traceId: string | null;
  inbox: InboxKey | null;
  /** The endpoint that reports it: only leads that its proofs reach are there. Null: a person or an API key. */
  reporterId: string | null;
  /** Only leads of this owner are there; null: all of the org. */
  onlyOwner: string | null;
}

export type RecordedProof =
  | { verdict: 'RECORDED' | 'DUPLICATE'; proofId: string; leadId: string }
  | { verdict: 'UNKNOWN_LEAD' | 'OTHER_BODY' }
  /** Leads of several endpoints have this externalId. */
  | { verdict: 'AMBIGUOUS_LEAD' }
  /** Too long before the person asked, or more than five minutes from now. */
  | { verdict: 'BEFORE_LEAD'; lead: Pick<FoundLead, 'occurredAt' | 'receivedAt'> }
  | { verdict: 'IN_FUTURE'; now: Date };

/**
 * Records a proof: the row, its audit entry and the outbox row that tells the lead's workflow, in one transaction.
 * Whether it stops a clock is for the settlement. A lead that is closed takes proofs too: they can correct a verdict.
 */
export function recordProof(db: Database, orgId: string, proof: NewProof): Promise<RecordedProof> {
  return retryOnRace(() => db.inOrg(orgId, (tx) => record(tx, proof)));
}

async function record(tx: OrgTransaction, proof: NewProof): Promise<RecordedProof> {
  const known = proof.inbox === null ? null : await findInboxKey(tx, proof.inbox);
  if (known !== null) return known;
  const lead = await findProvenLead(tx, proof);
  if ('verdict' in lead) return lead;

  const existing = proof.externalId === null ? null : await findProof(tx, lead.id, proof.externalId);
  const { now, keptId } = await enterProof(tx, lead.id);
  if (keptId !== lead.id) throw new RaceLost(`lead ${lead.id}, which was merged meanwhile`);
  const occurredAt = proof.occurredAt ?? now;
  if (existing === null) {
    const asked = { occurredAtMs: lead.occurredAt?.getTime() ?? null, receivedAtMs: lead.receivedAt.getTime() };
    const verdict = judgeOccurrence(occurredAt.getTime(), asked, now.getTime());
    if (verdict === 'BEFORE_LEAD') return { verdict, lead };
    if (verdict === 'IN_FUTURE') return { verdict, now };
  }
  const proofId = existing ?? newId();
  if (proof.inbox !== null) await insertInboxKey(tx, proof.inbox, lead.id, proofId);
  if (existing !== null) return { verdict: 'DUPLICATE', proofId, leadId: lead.id };
  await insertProof(tx, proof, { proofId, leadId: lead.id, occurredAt, receivedAt: now });
  return { verdict: 'RECORDED', proofId, leadId: lead.id };
}

async function findInboxKey(tx: OrgTransaction, inbox: InboxKey): Promise<RecordedProof | null> {
  const { rows } = await tx.client.query<{ bodyHash: string; leadId: string; proofId: string }>({
    name: 'find_inbox_proof',
    text: `SELECT body_hash AS "bodyHash", lead_id AS "leadId", response->>'proofId' AS "proofId"
           FROM inbox_keys WHERE org_id = $1 AND scope = $2 AND key = $3`,
    values: [tx.orgId, inbox.scope, inbox.key],
  });
  const [row] = rows;
  if (!row) return null;
  if (row.bodyHash !== inbox.bodyHash) return { verdict: 'OTHER_BODY' };
  return { verdict: 'DUPLICATE', proofId: row.proofId, leadId: row.leadId };
}

interface FoundLead extends CameInBy {
  id: string;
  /** What it was merged into; itself, where it was not. */
  keptId: string;
  /** When the person asked, where the sender said so. */
  occurredAt: Date | null;
  receivedAt: Date;
}

/**
 * Puts the proof in order with the lead's settlements (0004_proof_order.sql).
 * @returns when it was received: the database's clock, cut to the milliseconds that are kept; and the lead that it is for now
 */
export async function enterProof(tx: OrgTransaction, leadId: string): Promise<{ now: Date; keptId: string }> {
  const { rows } = await tx.client.query<{ now: Date; keptId: string }>({
    name: 'enter_proof',
    text: 'SELECT enter_proof($1, $2) AS now, kept_lead($1, $2) AS "keptId"',
    values: [tx.orgId, leadId],
  });
  return rows[0]!;
}

const FOUND = `SELECT l.id, kept_lead(l.org_id, l.id) AS "keptId", l.occurred_at AS "occurredAt", l.received_at AS "receivedAt",
    l.endpoint_id AS "endpointId", e.kind AS "endpointKind"
  FROM leads l LEFT JOIN endpoints e ON e.org_id = l.org_id AND e.id = l.endpoint_id
  WHERE l.org_id = $1 AND ($3::uuid IS NULL OR l.owner_id = $3)`;

/** The lead that a proof is recorded for: of one that was merged, the one that stayed. */
async function findProvenLead(tx: OrgTransaction, proof: NewProof): Promise<FoundLead | RecordedProof> {
  const lead = await findNamedLead(tx, proof);
  if ('verdict' in lead || lead.keptId === lead.id) return lead;
  const { rows } = await tx.client.query<FoundLead>({
    name: 'find_lead_of_proof',
    text: `${FOUND} AND l.id = $2`,
    values: [tx.orgId, lead.keptId, null],
  });
  return rows[0] ?? lead;
}

async function findNamedLead(
  tx: OrgTransaction,
  { lead: reference, onlyOwner, reporterId }: NewProof,
): Promise<FoundLead | RecordedProof> {
  const reporter = reporterId === null ? null : await findReporter(tx, reporterId);
  if ('id' in reference) {
    if (!isId(reference.id)) return { verdict: 'UNKNOWN_LEAD' };
    const { rows } = await tx.client.query<FoundLead>({
      name: 'find_lead_of_proof',
      text: `${FOUND} AND l.id = $2`,
      values: [tx.orgId, reference.id, onlyOwner],
    });
    const [lead] = rows;
    return lead && (reporter === null || reaches(reporter, lead)) ? lead : { verdict: 'UNKNOWN_LEAD' };
  }
  // By both indexes of identity. Leads from before it was the endpoint's come last: theirs is a second one's id.
  const { rows } = await tx.client.query<FoundLead>({
    name: 'find_external_lead',
    text: `(${FOUND} AND l.external_id = $2 AND l.identity_scope IS NULL LIMIT 100) UNION ALL
      (${FOUND} AND l.external_id = $2 AND l.identity_scope IS NOT NULL LIMIT 100)`,
    values: [tx.orgId, reference.externalId, onlyOwner],
  });
  const { endpointId } = reference;
  const meant = endpointId === undefined ? rows : rows.filter((lead) => lead.endpointId === endpointId.toLowerCase());
  const lead = reporter === null ? (meant.length > 1 ? 'AMBIGUOUS' : meant[0]) : leadSpokenOf(reporter, meant);
  if (lead === 'AMBIGUOUS') return { verdict: 'AMBIGUOUS_LEAD' };
  return lead ?? { verdict: 'UNKNOWN_LEAD' };
}

async function findReporter(tx: OrgTransaction, endpointId: string): Promise<Reporter> {
  const { rows } = await tx.client.query<Reporter>({
    name: 'find_reporter',
    text: 'SELECT id, kind, proofs_for AS "proofsFor" FROM endpoints WHERE org_id = $1 AND id = $2',
    values: [tx.orgId, endpointId],
  });
  return rows[0]!;
}

async function findProof(tx: OrgTransaction, leadId: string, externalId: string): Promise<string | null> {
  const { rows } = await tx.client.query<{ id: string }>({
    name: 'find_external_proof',
    text: 'SELECT id FROM proofs WHERE org_id = $1 AND lead_id = $2 AND external_id = $3',
    values: [tx.orgId, leadId, externalId],
  });
  return rows[0]?.id ?? null;
}

async function insertInboxKey(tx: OrgTransaction, inbox: InboxKey, leadId: string, proofId: string): Promise<void> {
  const { rowCount } = await tx.client.query({
    name: 'insert_inbox_proof',
    text: `INSERT INTO inbox_keys (org_id, scope, key, body_hash, lead_id, response)
           VALUES ($1, $2, $3, $4, $5, jsonb_build_object('proofId', $6::text)) ON CONFLICT DO NOTHING`,
    values: [tx.orgId, inbox.scope, inbox.key, inbox.bodyHash, leadId, proofId],
  });
  if (rowCount === 0) throw new RaceLost(`inbox key of ${inbox.scope}`);
}

async function insertProof(
  tx: OrgTransaction,
  proof: NewProof,
  row: { proofId: string; leadId: string; occurredAt: Date; receivedAt: Date },
): Promise<void> {
  const told = {
    proofId: row.proofId,
    kind: proof.kind,
    outcome: proof.outcome ?? null,
    occurredAt: row.occurredAt.toISOString(),
    externalId: proof.externalId,
    reportedActor: proof.reportedActor,
  };
  const { rowCount } = await tx.client.query({
    name: 'insert_proof',
    text: `
      WITH proof AS (
        INSERT INTO proofs (org_id, id, lead_id, kind, occurred_at, received_at, external_id, actor_type, actor_id, note, outcome)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $13)
        ON CONFLICT (org_id, lead_id, external_id) DO NOTHING RETURNING org_id, id, lead_id, received_at
      ), audited AS (
        INSERT INTO audit (org_id, at, actor_type, actor_id, action, entity_type, entity_id, lead_id, after, trace_id)
        SELECT org_id, received_at, $8, $9, 'proof.recorded', 'proof', id::text, lead_id, $11, $12 FROM proof
      )
      INSERT INTO outbox (org_id, topic, lead_id, subject_id) SELECT org_id, 'PROOF_RECORDED', lead_id, id FROM proof`,
    values: [
      tx.orgId,
      row.proofId,
      row.leadId,
      proof.kind,
      row.occurredAt,
      row.receivedAt,
      proof.externalId,
      proof.actor.type,
      proof.actor.id,
      proof.note,
      JSON.stringify(told),
      proof.traceId,
      proof.outcome ?? null,
    ],
  });
  if (rowCount === 0) throw new RaceLost(`proof of lead ${row.leadId}`);
}
