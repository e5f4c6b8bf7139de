import type { ClockDefinition } from '../flow/definition.js';
import type { ProofInput } from '../lead/state.js';
import type { CallOutcome } from '../vocabulary/proofs.js';

/** What is enough of a call where a flow does not say: that somebody was reached. */
const DEFAULT_OUTCOMES: readonly CallOutcome[] = ['REACHED'];

/** The outcomes of a call that stop a clock; none where calls do not. */
export const callOutcomesOf = ({
  proofs,
  callOutcomes,
}: Pick<ClockDefinition, 'proofs' | 'callOutcomes'>): CallOutcome[] =>
  proofs.includes('CALL_LOGGED') ? [...(callOutcomes ?? DEFAULT_OUTCOMES)] : [];

/**
 * Whether a proof stops clocks of this definition: it is of an accepted kind, and a call whose outcome is told came to
 * one that the flow counts. A sender that does not say what a call came to means that somebody was reached.
 */
export function stops(
  definition: Pick<ClockDefinition, 'proofs' | 'callOutcomes'>,
  { kind, outcome }: Pick<ProofInput, 'kind' | 'outcome'>,
): boolean {
  if (!definition.proofs.includes(kind)) return false;
  return kind !== 'CALL_LOGGED' || !outcome || callOutcomesOf(definition).includes(outcome);
}

/**
 * Whether a proof tells of a contact at all: a call that reached nobody does only where a clock of the flow counts its
 * outcome. What is none is on the timeline, and changes neither status nor clock.
 */
export const isContact = (
  clocks: readonly Pick<ClockDefinition, 'proofs' | 'callOutcomes'>[],
  proof: Pick<ProofInput, 'kind' | 'outcome'>,
): boolean =>
  !proof.outcome || DEFAULT_OUTCOMES.includes(proof.outcome) || clocks.some((definition) => stops(definition, proof));
