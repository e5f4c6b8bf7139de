import { oneLine } from './clean.js';

/**
 * A word that somebody else chose for a thing, as a label: one line, in one of the ways that Unicode has to write it.
 * @returns null when nothing is left
 */
export function labelOf(text: string | null | undefined): string | null {
  return oneLine((text ?? '').normalize('NFC')) || null;
}
