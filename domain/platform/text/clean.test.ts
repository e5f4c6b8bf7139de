import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneLine, oneWord, plain, repaired } from './clean.js';

describe('repaired', () => {
  it.each([
    ['roof\u0000south', 'roof\ufffdsouth'],
    ['great \ud83d', 'great \ufffd'],
    ['\udc00 great', '\ufffd great'],
    ['family 👨‍👩‍👧 می‌خواهم', 'family 👨‍👩‍👧 می‌خواهم'],
    ['two\nlines', 'two\nlines'],
  ])('%j is %j', (text, want) => {
    expect(repaired(text)).toBe(want);
  });

  it('makes any text well-formed, and changes nothing that was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(repaired(text)).not.toMatch(/[\u0000\p{Surrogate}]/u);
        if (!/[\u0000\p{Surrogate}]/u.test(text)) expect(repaired(text)).toBe(text);
      }),
    );
    const units = fc.array(fc.integer({ min: 0, max: 0xffff })).map((codes) => String.fromCharCode(...codes));
    fc.assert(
      fc.property(units, (text) => {
        expect(repaired(text)).not.toMatch(/\p{Surrogate}/u);
      }),
    );
  });
});

describe('oneLine', () => {
  it.each([
    ['  Ana   Pop ', 'Ana Pop'],
    ['Ana\r\nPop', 'Ana Pop'],
    ['Ana\u2028Pop', 'Ana Pop'],
    ['Ana\u0085Pop', 'Ana Pop'],
    ['Ana\u00a0Pop', 'Ana Pop'],
    ['\u202eAna\u202c Pop\u2066\u2069', 'Ana Pop'],
    ['\ufeffAna\u200b Po\u00adp\u200e', 'Ana Pop'],
    ['میلاد می‌خواهم', 'میلاد می‌خواهم'],
    ['Ana 👨‍👩‍👧 ❤️', 'Ana 👨‍👩‍👧 ❤️'],
    ['Ștefan Ёжиков', 'Ștefan Ёжиков'],
    ['مريم', 'مريم'],
  ])('%j is %j', (text, want) => {
    expect(oneLine(text)).toBe(want);
  });

  it('lets no line break and no override through, whatever comes, and finds nothing to do the second time', () => {
    const mean = fc.constantFrom(...'\n\r\t\v\u0085\u2028\u2029\u202a\u202e\u2066\u2069\u200b\u200f\u00ad\u0000a  ș');
    const text = fc.array(fc.oneof(mean, fc.string({ unit: 'grapheme', maxLength: 2 }))).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (one) => {
        for (const clean of [oneLine, oneWord]) {
          expect(clean(one)).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
          expect(clean(clean(one))).toBe(clean(one));
        }
      }),
    );
  });

  it('leaves the spaces within an id alone', () => {
    expect(oneWord(' a  b\n')).toBe('a  b');
    expect(oneWord('a\u00a0\u202eb')).toBe('a\u00a0b');
  });
});

describe('plain', () => {
  it.each([
    ['\u202a+40 722 123 401\u202c', '+40 722 123 401'],
    ['+40\ufe0d722', '+40722'],
    ['＋４０７２２', '+40722'],
    ['ａｎａ＠example．com', 'ana@example.com'],
    ['ana\u00ad@exa\u200cmple.com', 'ana@example.com'],
    ['\u00a0ana \t pop\u3000', 'ana pop'],
    ['an\u0000a', 'an\ufffda'],
    ['plain  text ', 'plain text'],
  ])('%j is %j', (text, want) => {
    expect(plain(text)).toBe(want);
  });
});
