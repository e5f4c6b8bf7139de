import type { Explanation } from '../../../domain/engine/routing/types.js';

/** Why somebody has a lead, or was asked. @param inZone tells the times of a sentence in the org's zone */
export const explanationOf = (
  { text, candidates }: Pick<Explanation, 'text' | 'candidates'>,
  inZone: (sentence: string) => string,
) => ({
  text: inZone(text),
  candidates: candidates.map((one) => ({ ...one, reason: inZone(one.reason) })),
});
