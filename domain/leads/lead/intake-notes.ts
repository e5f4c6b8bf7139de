import type { IntakeNoteCode } from '../vocabulary/intake-notes.js';

/** How intake read something of a lead. */
export interface IntakeNote {
  /** Of the lead, such as `phone`; empty: all of it. */
  field: string;
  code: IntakeNoteCode;
  text: string | null;
  from: string | null;
}

const MOST_NOTES = 50;
const MOST_TEXT = 500;

export const intakeNote = (
  field: string,
  code: IntakeNoteCode,
  { text = null, from = null }: { text?: string | null; from?: string | null } = {},
): IntakeNote => ({ field, code, text: short(text), from: short(from) });

/** Each note once, and no more than somebody would read. */
export function fewNotes(notes: readonly IntakeNote[]): IntakeNote[] {
  const seen = new Map(notes.map((note) => [JSON.stringify(note), note]));
  return [...seen.values()].slice(0, MOST_NOTES);
}

const short = (text: string | null): string | null =>
  text === null || text.length <= MOST_TEXT ? text : `${text.slice(0, MOST_TEXT).replace(/\p{Surrogate}$/u, '')}…`;
