/**
 * A word that somebody else chose for a thing, as a label of one line: without control characters, spaces folded, in one
 * of the ways that Unicode has to write it.
 * @returns null when nothing is left
 */
export function labelOf(text: string | null | undefined): string | null {
  const label = (text ?? '')
    .normalize('NFC')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return label === '' ? null : label;
}
