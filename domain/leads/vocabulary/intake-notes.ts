/** What intake tells of how it read a lead, so that nobody wonders where a value came from, or where it went. */
export const INTAKE_NOTE_CODES = [
  /** It was sent with nothing in it. */
  'BLANK',
  /** It could not be used as what it should be; `text` is what was sent. */
  'NOT_USABLE',
  /** Several were sent in one; the first that is usable was taken. */
  'SEVERAL',
  /** It was taken from the question or field `from`. */
  'TAKEN_FROM',
  /** It was longer than what is kept; the whole of it is among the attributes. */
  'CUT',
  /** It did not fit, and was left out. */
  'DROPPED',
  /** Characters in it cannot be stored; each is U+FFFD now. */
  'REPAIRED',
  /** A person mended what had come as a dead letter. */
  'MENDED',
] as const;
export type IntakeNoteCode = (typeof INTAKE_NOTE_CODES)[number];
