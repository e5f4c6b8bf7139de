import fc from 'fast-check';
import { marked } from 'marked';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { describe, expect, it } from 'vitest';
import { inAddressName, inMail, inSubject } from './mail.js';
import { inMarkdown } from './markdown.js';
import { inOneLine } from './one-line.js';

interface Node {
  type: string;
  value?: string;
  children?: Node[];
}
/** As the Temporal UI reads Markdown. */
const remark = unified().use(remarkParse).use(remarkGfm);
const treeOf = (markdown: string): Node => remark.runSync(remark.parse(markdown));
const typesOf = (node: Node): string[] => [node.type, ...(node.children ?? []).flatMap(typesOf)];
const textOf = (node: Node): string => node.value ?? (node.children ?? []).map(textOf).join('');

const HOSTILE = [
  'https://example.com/x?a=1',
  'http://',
  'www.example.com',
  'ftp://x',
  'a@example.com',
  'mailto:a@b.ro',
  'evil.example',
  '_x_',
  '__x__',
  '*x*',
  '~~x~~',
  '~x~',
  '[a](http://b.ro)',
  '[a]: b',
  '![a](b)',
  '[^1]',
  '[ ]',
  '<b>',
  '<a href="x">',
  '<!-- x -->',
  '<https://x.ro>',
  '|',
  '| a | b |',
  '`',
  '``',
  '`a`',
  '\\',
  '#',
  '##',
  '-',
  '---',
  '+',
  '=',
  '===',
  ':-',
  '>',
  '1.',
  '2)',
  '&lt;',
  '&#58;',
  '$',
  '!',
  ':',
  '/',
  '.',
  '@',
  '\n',
  '\n\n',
  '\r',
  '\t',
  '    ',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u2028',
  '\0',
  'Ana',
  'Ștefan',
  'first_contact',
  '🙂',
  ' ',
];
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ maxLength: 3 })), { maxLength: 12 })
  .map((parts) => parts.join(''));

describe('text of others in Markdown', () => {
  it('shows what it says and nothing else: at the start of a line, within one, in a list', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = inMarkdown(text);
        const expected = inOneLine(text);
        // An item of a list says something.
        fc.pre(expected !== '');
        expect(shown).not.toMatch(/[\n\r]/);
        const [start, within, item] = [
          treeOf(shown),
          treeOf(`**Owner** ${shown} and`),
          treeOf(`**Next**\n- ${shown}\n- b`),
        ];
        expect(typesOf(start).filter((type) => !['root', 'paragraph', 'text', 'inlineCode'].includes(type))).toEqual(
          [],
        );
        expect(typesOf(within).filter((type) => !['root', 'paragraph', 'text', 'inlineCode'].includes(type))).toEqual([
          'strong',
        ]);
        expect(typesOf(item).filter((type) => !['root', 'paragraph', 'text', 'inlineCode'].includes(type))).toEqual([
          'strong',
          'list',
          'listItem',
          'listItem',
        ]);
        expect(textOf(start)).toBe(expected);
        expect(textOf(within)).toBe(`Owner ${expected} and`);
        expect(textOf(item)).toBe(`Next${expected}b`);
      }),
      { numRuns: 3000 },
    );
  });

  it('is the same to another renderer', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const html = marked.parse(`**Owner** ${inMarkdown(text)} and`, { async: false });
        expect(html.replace(/<\/?(?:p|strong|code)>/g, '')).not.toMatch(/<[a-z!/]/i);
      }),
      { numRuns: 1000 },
    );
  });

  it('stays readable as it is', () => {
    expect(inMarkdown('Ana Pop, since 2026-03-02T09:00:00.000Z: first_contact (+40)')).toBe(
      'Ana Pop, since 2026-03-02T09:00:00.000Z: first_contact (+40)',
    );
    expect(inMarkdown('from https://example.com/x now')).toBe('from `https://example.com/x` now');
  });
});

describe('text of others in a mail', () => {
  it('is one line, turns nothing around, and holds no address that a program makes a link of', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const line of [inMail(text), inSubject(text), inAddressName(text)]) {
          expect(line).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
        }
        expect(inMail(text)).not.toMatch(/:\/\/|\w\.[a-z]{2}/i);
        expect(inSubject(text).length).toBeLessThanOrEqual(151);
        expect(inAddressName(text)).not.toMatch(/[<>"@,;:]/);
      }),
    );
    expect(inMail('Pay at https://evil.example/x (web).\n\nRegards')).toBe(
      'Pay at https[:]//evil[.]example/x (web). Regards',
    );
    expect(inMail('Ana Pop (facebook): First contact is due 2026-03-02T09:15:00.000Z. Owner: Bob.')).toBe(
      'Ana Pop (facebook): First contact is due 2026-03-02T09:15:00.000Z. Owner: Bob.',
    );
  });
});

describe('a line', () => {
  it('is cut where it is too long, never within a character', () => {
    expect(inOneLine('🙂'.repeat(100), 80)).toBe(`${'🙂'.repeat(79)}…`);
    expect(inOneLine('Ana  Pop\n\n', 80)).toBe('Ana Pop');
    expect(inOneLine('a\u202eb\u2067c')).toBe('abc');
    expect(inOneLine('👨\u200d👩\u200d👧')).toBe('👨\u200d👩\u200d👧');
  });
});
