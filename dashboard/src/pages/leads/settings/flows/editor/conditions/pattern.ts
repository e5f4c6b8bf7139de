export type Tried = 'matches' | 'matchesNot' | 'noPattern';

/** Characters of a text that is tried. */
const LONGEST_TEXT = 2_000;

/** Whether a text matches, by the very engine that will decide it; loaded only when somebody tries. */
export async function triedWith(pattern: string, text: string): Promise<Tried> {
  const { RE2JS } = await import('re2js');
  try {
    return RE2JS.compile(pattern).test(text.slice(0, LONGEST_TEXT)) ? 'matches' : 'matchesNot';
  } catch {
    return 'noPattern';
  }
}
