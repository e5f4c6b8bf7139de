import { oneLine } from './clean.js';

/** Halves of pairs: stored before text was cleaned on its way in. */
const HALVES = /\p{Surrogate}/gu;

/** Characters of a name in a sentence of ours. */
export const LONGEST_NAME = 80;

/**
 * Text of others on its way out, as a part of one line of ours: a name, a source, a reason. It breaks no line, turns nothing
 * around, and is cut where it would be most of the sentence.
 */
export function inOneLine(text: string, most = Infinity): string {
  const line = oneLine(text.replace(HALVES, ''));
  if (line.length <= most) return line;
  const whole = [...line];
  return whole.length <= most
    ? line
    : `${whole
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}
