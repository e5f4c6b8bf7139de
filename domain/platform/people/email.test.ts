import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldEmail } from './email.js';

describe('the fold of an e-mail', () => {
  it.each([
    ['Ana.Pop@Example.COM', 'ana.pop@example.com'],
    [' ana@example.com ', 'ana@example.com'],
    ['\u0130van@example.com', 'ivan@example.com'],
    ['I\u0307van@example.com', 'ivan@example.com'],
    ['i\u0307van@example.com', 'ivan@example.com'],
    ['ivan@EXAMPLE.\u0130NFO', 'ivan@example.info'],
    ['S\u0327tefan@example.com', '\u015ftefan@example.com'],
    ['\u212Aate@example.com', 'kate@example.com'],
    ['\uff21na\uff20example.com', 'ana@example.com'],
    // Another letter, and a mark of its own on a letter that has no dot.
    ['\u0131van@example.com', '\u0131van@example.com'],
    ['o\u0307@example.com', '\u022f@example.com'],
  ])('of %j is %j', (email, folded) => {
    expect(foldEmail(email)).toBe(folded);
  });

  it('of a fold is itself, and case never counts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const folded = foldEmail(text);
        expect(foldEmail(folded)).toBe(folded);
      }),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(fc.emailAddress(), (email) => {
        expect(foldEmail(email.toUpperCase())).toBe(foldEmail(email));
      }),
    );
  });
});
