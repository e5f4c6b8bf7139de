import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { folded, phrasePatterns, searchPatterns } from './patterns.js';

const WORDS =
  ' stefan pop-ionescu stefan.pop@firma.example firma.example +40722123456 crm-991 ' +
  ' stefan pop ionescu stefan pop firma example firma example +40722123456 crm 991 ';
const finds = (text: string, words = WORDS): boolean =>
  searchPatterns(text).every((one) => new RegExp(one).test(words));

describe('what somebody types', () => {
  it.each([
    'stefan',
    'stef',
    'pop stefan',
    'ionescu stef',
    'pop-ion',
    'stefan.pop@firma.example',
    'stefan.pop',
    'firma.ex',
    'firma',
    'crm-991',
    '991',
    '0722 123 456',
    '0722123456',
    '0722.123.456',
    '(0722) 123-456',
    '+40 722 123 456',
    '0040 722 123 456',
    '40722',
    '722 123 456',
    '722123456',
    '123456',
    '0722',
    'pop 0722',
    'stefan 123456',
  ])('%j finds them', (text) => expect(finds(text)).toBe(true));

  it.each([
    'tefan',
    'onescu',
    'maria',
    'stefan maria',
    '0723',
    '+40 723',
    '0040 723',
    '23456',
    '991 crm-992',
    '.',
    '%',
    '.*',
  ])('%j does not', (text) => expect(finds(text)).toBe(false));

  it('is a phrase, too', () => {
    const anywhere = (text: string) => phrasePatterns(text).every((one) => new RegExp(one).test(WORDS));
    expect(['tefan', 'fan pop', 'irma.ex', '2212', 'ȘTEF'].filter((text) => !anywhere(text))).toEqual([]);
    expect(['maria', 'firma stefan', '%', '.*'].filter(anywhere)).toEqual([]);
    expect(phrasePatterns(' ')).toEqual([]);
  });

  it.each([
    ['Ștefan', 'stefan'],
    ['MÜLLER', 'muller'],
    ['Łukasz', 'lukasz'],
    ['Straße', 'strasse'],
    ['Kjær', 'kjaer'],
    ['Ёлка Й', 'elka i'],
    ['Петров', 'petrov'],
    ['Ольга', 'olga'],
    ['Γιώργος', 'giorgos'],
    ['İstanbul ı', 'istanbul i'],
    ['Ａｎａ', 'ana'],
  ])('%s is looked for as %s', (text, expected) => expect(folded(text)).toBe(expected));

  it('is never a pattern itself', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const words = folded(text).split(/\s+/).filter(Boolean).slice(0, 8);
        expect(finds(text, ` ${words.join('  ')} +${folded(text).replace(/\D/g, '')}`)).toBe(true);
      }),
    );
  });
});
