import fc from 'fast-check';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import NoteText from './note-text';

const shown = (text: string): string => renderToStaticMarkup(createElement(NoteText, { text }));

/** What Markdown makes, and nothing that its author could write as HTML. */
const TAG =
  /^<\/?(?:div|p|h[1-6]|strong|em|ul|ol|li|blockquote|pre|code|br|hr|a)(?: (?:class|href|target|rel|start)="[^"<>]*")*\/?>$/;
const LINK = /^(?:https?|mailto|tel):/i;

describe('a note', () => {
  it('shows Markdown', () => {
    expect(shown('# Roof\n\n- **40** m²\n- [site](https://example.com)')).toBe(
      '<div class="note-text"><h1>Roof</h1>\n<ul>\n<li><strong>40</strong> m²</li>\n' +
        '<li><a href="https://example.com" target="_blank" rel="noopener noreferrer nofollow">site</a></li>\n</ul></div>',
    );
  });

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](&#106;avascript:alert(1))',
    '[x](data:text/html,<script>alert(1)</script>)',
    '[x](vbscript:x) <javascript:alert(1)>',
    '![x](https://example.com/spy.png)',
    '[x][y]\n\n[y]: javascript:alert(1)',
    '<svg/onload=alert(1)>',
    '<a href="https://example.com" onclick="alert(1)">x</a>',
    '[x](//example.com) [y](/settings)',
  ])('makes nothing of %s', (text) => {
    expect(shown(text)).not.toMatch(/<(?:script|img|svg|a )/i);
  });

  it('makes only what Markdown has, and links that lead to pages, mails and phones', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '<script>',
        '</p>',
        '<img src=x onerror=y>',
        '[a](',
        'javascript:',
        'https://x.ro',
        ')',
        '![b](',
        '`',
        '**',
        '\n\n',
        '- ',
        '# ',
      ),
      fc.constantFrom('&lt;', '&#x3c;', '"', "'", '\\', '<', '>', 'data:', '[r]: ', '1. ', '> ', '\u0000', ' onload='),
      fc.string({ maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const html = shown(pieces.join(''));
        for (const [tag] of html.matchAll(/<[^>]*>/g)) expect(tag).toMatch(TAG);
        for (const [, href] of html.matchAll(/href="([^"]*)"/g)) expect(href).toMatch(LINK);
      }),
      { numRuns: 500 },
    );
  });
});
