/** Values of a list as a field of pills shows them, and back; nothing is lost on the way. */

type Scalar = string | number | boolean | null;

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const WORDS: Readonly<Record<string, Scalar>> = { true: true, false: false, null: null };

/** What a list holds: where numbers can be meant, what looks like one is one, unless it stands in quotes. */
export type Holds = 'TEXTS' | 'NUMBERS' | 'ANYS';

const needsQuotes = (text: string, holds: Holds): boolean =>
  text.trim() !== text ||
  text === '' ||
  text.startsWith('"') ||
  (holds !== 'TEXTS' && (NUMBER.test(text) || Object.hasOwn(WORDS, text)));

/** `facebook`, `12`; `"12"` for a text where `12` would be a number. */
export const pillOf = (value: Scalar, holds: Holds): string =>
  typeof value === 'string' && needsQuotes(value, holds) ? JSON.stringify(value) : String(value);

/** What somebody typed; null where it is none of what the list holds. */
export function valueOf(pill: string, holds: Holds): { value: Scalar } | null {
  const text = pill.trim();
  if (holds !== 'NUMBERS' && text.length > 1 && text.startsWith('"') && text.endsWith('"')) {
    try {
      return { value: String(JSON.parse(text)) };
    } catch {
      // A text with a quotation mark in front.
    }
  }
  if (holds !== 'TEXTS' && NUMBER.test(text) && Number.isFinite(Number(text))) return { value: Number(text) };
  if (holds === 'NUMBERS') return null;
  if (holds === 'ANYS' && Object.hasOwn(WORDS, text)) return { value: WORDS[text]! };
  return { value: text };
}
