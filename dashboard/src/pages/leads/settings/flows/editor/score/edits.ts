/** What of a definition this part edits, as patterns of paths; `*` stands for a place in a list. */
export const SCORE_EDITS: readonly string[] = [
  'scoring.threshold',
  'scoring.rules.*.when',
  'scoring.rules.*.points',
  'scoring.rules.*.reason',
  'routing.leadWeights.*.when',
  'routing.leadWeights.*.weight',
];
