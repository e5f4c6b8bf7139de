/**
 * What somebody looks for, as words that begin words of a lead. The database keeps those of each lead (`words_of`): whole and in
 * their parts, a phone as E.164 and without its country's code.
 */

/** Words of a question beyond these are noise. */
const MOST_WORDS = 8;
/** No word of a lead is kept longer. */
const LONGEST = 64;

/** What a number is typed with besides its digits. */
const NUMBER = /^[+(]?\d[\d\s().,/–-]*$/;
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

/** Text as a query of Postgres, `'stef':* & 'pop':*`: each word that was typed begins a word. Null: nothing was asked. */
export function searchQuery(typed: string): string | null {
  const text = folded(typed).trim();
  const digits = text.replace(/\D/g, '');
  // A number is one word, however it is grouped.
  const isNumber = NUMBER.test(text) && digits.length >= FEWEST_DIGITS && /\s/.test(text);
  const words = isNumber ? [text] : text.split(/\s+/).filter((word) => word !== '');
  return words.length === 0 ? null : words.slice(0, MOST_WORDS).map(anyOf).join(' & ');
}

const anyOf = (word: string): string => {
  const number = word.replace(/\D/g, '');
  const isNumber = NUMBER.test(word) && number.length >= FEWEST_DIGITS;
  const forms = new Set([...(/\s/.test(word) ? [] : [word]), ...(isNumber ? [dialled(word, number)] : [])]);
  return `(${[...forms].map(beginning).join(' | ')})`;
};

/** With the country's code, or as at home, where a zero may stand for it. */
function dialled(typed: string, digits: string): string {
  if (typed.startsWith('+') || typed.startsWith('(+')) return `+${digits}`;
  return /^00[1-9]/.test(digits) ? `+${digits.slice(2)}` : digits.replace(/^0/, '');
}

const beginning = (word: string): string => `'${[...word].slice(0, LONGEST).join('').replace(/['\\]/g, '$&$&')}':*`;
