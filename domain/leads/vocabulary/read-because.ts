/** Why intake took a question or field for something of a lead. */
export const READ_BECAUSE = [
  /** The endpoint's mapping says so. */
  'MAPPED',
  /** The provider's own field, or the type of the question. */
  'OWN_FIELD',
  /** The words of the question. */
  'WORDS',
  /** The look of the answer. */
  'LOOKS',
] as const;
export type ReadBecause = (typeof READ_BECAUSE)[number];
