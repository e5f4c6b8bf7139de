/**
 * What somebody looks for, as regular expressions over a lead's words (`words_of` of the database: folded, each behind a
 * space, a phone as E.164). Each must match.
 */

/** Words of a question beyond these are noise. */
const MOST_WORDS = 8;

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|-]/g, '\\$&');

/** What a number is typed with besides its digits. */
const NUMBER = /^[+(]?\d[\d\s().,/–-]*$/;

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
    .replace(/[^\x00-\x7f]/g, (letter) => LATIN.get(letter) ?? letter);

/** All that was typed, one after the other, anywhere. */
export const phrasePatterns = (typed: string): string[] => {
  const text = folded(typed).trim();
  return text === '' ? [] : [escaped(text)];
};

/** Each word that was typed begins a word. */
export function searchPatterns(typed: string): string[] {
  const text = folded(typed).trim();
  const digits = text.replace(/\D/g, '');
  // A number is one word, however it is grouped.
  if (NUMBER.test(text) && digits.length >= 3 && /\s/.test(text)) return [`(${phonePatterns(text, digits).join('|')})`];
  return text
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, MOST_WORDS)
    .map((word) => {
      const own = ` ${escaped(word)}`;
      const number = word.replace(/\D/g, '');
      return NUMBER.test(word) && number.length >= 3 ? `(${[own, ...phonePatterns(word, number)].join('|')})` : own;
    });
}

/** The part of a number that is enough to find it by, wherever it stands. */
const ENOUGH = 6;

/** With the country's code, without it, or as at home: behind a zero that stands for it. */
function phonePatterns(typed: string, digits: string): string[] {
  if (typed.startsWith('+')) return [` \\+${digits}`];
  if (/^00[1-9]/.test(digits)) return [` \\+${digits.slice(2)}`];
  const national = digits.replace(/^0/, '');
  // Italy keeps its zero.
  const atHome = ` \\+\\d{1,3}0?${national}`;
  if (digits.startsWith('0')) return [atHome];
  return [` \\+${digits}`, digits.length >= ENOUGH ? ` \\+\\d*${digits}` : atHome];
}
