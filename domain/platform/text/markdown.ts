import { inOneLine } from './one-line.js';

/**
 * What renderers make links of by themselves: addresses with a scheme, hosts, e-mail addresses. They look for them in the
 * text after it was unescaped, so a backslash does not help; in code they do not look.
 */
const ADDRESS = /\S*(?::\/\/|www\.|@|[\p{L}\p{N}-]\.\p{L}{2})\S*/iu;

/** Their meaning does not depend on where they stand. */
const MARKS = /[\\`*~[\]<>|&]/g;
/** Between letters it is part of a word: `first_contact`. */
const UNDERSCORE = /(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;
/** Headings, lists, rules, tables' and headings' underlines. */
const AT_LINE_START = /^(?:[#+=:-]|\d{1,9}(?=[.)]))/;

/**
 * Text of others as one line of Markdown that shows what it says and nothing else: no link, image, tag, table, list,
 * emphasis. A source that a sender names, a rep's name, or a clock's is only ever words.
 */
export const inMarkdown = (text: string): string =>
  inOneLine(text)
    .split(' ')
    .map((word, index) => (ADDRESS.test(word) ? asCode(word) : escaped(word, index === 0)))
    .join(' ');

const escaped = (word: string, isFirst: boolean): string => {
  const plain = word.replace(MARKS, '\\$&').replace(UNDERSCORE, '\\_');
  return isFirst ? plain.replace(AT_LINE_START, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`)) : plain;
};

/** Between more backticks than it has itself; what ends a part of a sentence stands behind. */
function asCode(text: string): string {
  const word = text.replace(/[.,;:]+$/, '');
  const longest = Math.max(0, ...(word.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  const room = word.startsWith('`') || word.endsWith('`') ? ' ' : '';
  return `${fence}${room}${word}${room}${fence}${text.slice(word.length)}`;
}
