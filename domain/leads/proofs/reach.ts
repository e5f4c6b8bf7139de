/** What an endpoint is to the org: its own form or ad account, its own CRM, or somebody else's. */
export const ENDPOINT_KINDS = ['FORM', 'CRM', 'PARTNER'] as const;
export type EndpointKind = (typeof ENDPOINT_KINDS)[number];

/**
 * Whose leads an endpoint's proofs reach, besides its own: no others (`OWN`); all of the org but those of partners
 * (`ALL`); those of the endpoints with these ids.
 */
export type ProofsFor = 'OWN' | 'ALL' | readonly string[];

/** Whose leads an endpoint's proofs reach: what an admin said, else what its kind says. */
export const proofsForOf = ({ kind, proofsFor }: { kind: EndpointKind; proofsFor: ProofsFor | null }): ProofsFor =>
  proofsFor ?? (kind === 'CRM' ? 'ALL' : 'OWN');

/** An endpoint that reports a proof. */
export interface Reporter {
  id: string;
  kind: EndpointKind;
  proofsFor: ProofsFor | null;
}

/** Where a lead came in; both null: by hand or by an API key. */
export interface CameInBy {
  endpointId: string | null;
  endpointKind: EndpointKind | null;
}

/** Whether proofs of an endpoint reach a lead: one that they do not reach is not there for it. */
export function reaches(reporter: Reporter, { endpointId, endpointKind }: CameInBy): boolean {
  if (endpointId === reporter.id) return true;
  const proofsFor = proofsForOf(reporter);
  if (proofsFor === 'OWN') return false;
  if (proofsFor === 'ALL') return endpointKind !== 'PARTNER';
  return endpointId !== null && proofsFor.includes(endpointId);
}

/**
 * Which of the leads with one `externalId` an endpoint speaks of: its own, else the only one that it reaches.
 * @param found the first first, where one endpoint has several
 * @returns null: none; `AMBIGUOUS`: several, and the endpoint must be named
 */
export function leadSpokenOf<T extends CameInBy>(reporter: Reporter, found: readonly T[]): T | 'AMBIGUOUS' | null {
  const own = found.find(({ endpointId }) => endpointId === reporter.id);
  if (own) return own;
  const reached = found.filter((lead) => reaches(reporter, lead));
  return reached.length > 1 ? 'AMBIGUOUS' : (reached[0] ?? null);
}
