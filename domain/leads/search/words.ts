/**
 * What somebody looks for, as words that begin words of a lead. The database keeps those of each lead (`words_of`): the parts of name,
 * e-mail and externalId, a phone as E.164 and without its country's code.
 */

/** Parts of a question beyond these are noise. */
const MOST_PARTS = 12;
/** Characters of a word that are enough to find it by. */
const LONGEST = 64;

/** What a number is typed with besides its digits. */
const NUMBER = /^[+(]{0,2}\d[\d\s().,/–-]*$/;
const FEWEST_DIGITS = 3;

const OTHER_LETTERS = 'łøđðıħŧ’абвгдежзиклмнопрстуфхцчшщыэюяієґαβγδεζηθικλμνξοπρσςτυφχψωъь';
const AS_LATIN = "loddiht'abvgdezziklmnoprstufhccssyeuaiegavgdezitiklmnxoprsstyfhpo";
const LATIN = new Map([...OTHER_LETTERS].map((letter, index) => [letter, AS_LATIN.charAt(index)]));

/** Text without case and accents, in Latin letters; the database does the same (`folded`). */
export const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replaceAll('ß', 'ss')
    .replaceAll('æ', 'ae')
    .replaceAll('œ', 'oe')
    .replace(/\P{ASCII}/gu, (letter) => LATIN.get(letter) ?? letter);

/** What an org's words begin with, so that they lie together in the index. */
export const markOf = (orgId: string): string => orgId.toLowerCase().slice(-4);

/** Where a word has parts; the database divides there, too (`words_of`). */
const BETWEEN_PARTS = /[\s\-._@'/&(),;]+/;

/**
 * Text as a query of Postgres, `'stef':* & 'pop':*`: each part of a word that was typed begins a part of a word. Null: nothing was asked.
 * @param mark what each word begins with
 */
export function searchQuery(typed: string, mark = ''): string | null {
  const text = folded(typed).trim();
  const whole = (word: string): string => `'${mark}${[...word].slice(0, LONGEST).join('').replace(/['\\]/g, '$&$&')}'`;
  const beginning = (word: string): string => `${whole(word)}:*`;
  // Whoever typed what divides two parts has typed all of the first: that is much quicker to find than its beginning.
  const allOf = (words: string): string[] => {
    const parts = words.split(BETWEEN_PARTS);
    return parts.flatMap((part, index) =>
      part === '' ? [] : [index < parts.length - 1 && part.length < LONGEST ? whole(part) : beginning(part)],
    );
  };
  const anyOf = (word: string): string[] => {
    const numbers = numbersOf(word).map(beginning);
    if (numbers.length === 0) return allOf(word);
    // Typed without spaces it may be an id as well.
    const parts = /\s/.test(word) ? [] : allOf(word);
    const asWord = parts.length > 1 ? [`(${parts.join(' & ')})`] : parts;
    return [`(${[...new Set([...asWord, ...numbers])].join(' | ')})`];
  };
  // A number is one word, however it is grouped.
  const words = numbersOf(text).length > 0 ? [text] : text.split(/\s+/);
  const parts = words.flatMap(anyOf).slice(0, MOST_PARTS);
  return parts.length === 0 ? null : parts.join(' & ');
}

/** What a phone number that was typed can be the beginning of: one with its country's code, or as at home, where a zero may stand for it. */
function numbersOf(word: string): string[] {
  const digits = word.replace(/\D/g, '');
  if (!NUMBER.test(word) || digits.length < FEWEST_DIGITS) return [];
  if (/^\(?\+/.test(word)) return [`+${digits}`];
  if (/^00[1-9]/.test(digits)) return [`+${digits.slice(2)}`];
  // Italy keeps its zero.
  return digits.startsWith('0') ? [digits, digits.slice(1)] : [`+${digits}`, digits];
}
