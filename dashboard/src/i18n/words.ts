import type { Schemas } from '../api/client';

type Lead = Schemas['Lead'];
type Status = Lead['status'];
type ProofKind = Lead['clocks'][number]['proofs'][number];
type AnswerStatus = Lead['offers'][number]['answers'][number]['status'];

/** Words of the API that pages say. A catalogue without a text for one of them does not compile. */
export interface ApiWords {
  status: Record<Status, string>;
  breachOf: Record<Lead['breach'], string>;
  clock: Record<Lead['clocks'][number]['status'], string>;
  outcome: Record<NonNullable<Lead['outcome']>, string>;
  role: Record<Schemas['Me']['role'], string>;
  lead: {
    proof: Record<ProofKind, string>;
    logIt: Record<ProofKind, string>;
    kind: Record<ProofKind, string>;
    answer: Record<AnswerStatus, string>;
  };
}
