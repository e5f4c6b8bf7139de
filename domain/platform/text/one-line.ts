/** What breaks a line or steers a device. */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
/** What turns the text around it, and what cannot be seen and is part of no word; the joiners of emoji and scripts stay. */
const HIDDEN = /[\p{Bidi_Control}\p{Surrogate}\u00ad\u180e\u200b\u2060\ufeff]/gu;

/** Characters of a name in a sentence of ours. */
export const LONGEST_NAME = 80;

/**
 * Text of others on its way out, as a part of one line of ours: a name, a source, a reason. It breaks no line, turns nothing
 * around, and is cut where it would be most of the sentence.
 */
export function inOneLine(text: string, most = Infinity): string {
  const line = text.replace(CONTROLS, ' ').replace(HIDDEN, '').replace(/\s+/g, ' ').trim();
  if (line.length <= most) return line;
  const whole = [...line];
  return whole.length <= most
    ? line
    : `${whole
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}
