import type { CallOutcome, ProofKind } from '../../../domain/leads/vocabulary/proofs.js';
import type { Actor } from '../../../domain/platform/audit/actor.js';
import type { InboxKey } from './intake.js';

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
