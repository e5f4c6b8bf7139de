import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalLocale, readNumber } from './number.js';

const LOCALES = ['en', 'en-US', 'ro', 'ru', 'de', 'de-CH', 'fr', 'es', 'en-IN', 'pl'];
const valueOf = (text: string, locale: string): number | string => {
  const reading = readNumber(text, locale);
  return reading.kind === 'NUMBER' ? reading.value : reading.kind;
};

describe('a number that somebody typed', () => {
  it.each([
    '12000',
    '12.000',
    '12.000,00',
    '12,000.00',
    '12,000',
    '12 000',
    '12\u00a0000',
    '12\u202f000',
    "12'000",
    '12’000',
    '€12000',
    '€ 12.000',
    '12000 lei',
    '12.000 de lei',
    '12.000 Lei',
    '12000,00',
    '12000.00',
    'RON 12000',
    '12,000 EUR',
    'US$12,000',
    '12 000 руб.',
    '12000 ₽',
    '12.000,-',
    '12000.',
    '+12000',
    '１２０００',
    '١٢٠٠٠',
    '12k',
    '12 k €',
    '12 mii lei',
    '12 mii de lei',
    '12 тыс. руб',
    '12e3',
    '\u200e12000 ',
  ])('%j is twelve thousand in every language', (text) => {
    for (const locale of LOCALES) expect(valueOf(text, locale), locale).toBe(12_000);
  });

  it.each<[string, string, number | string]>([
    ['12.500', 'ro', 12_500],
    ['12.500', 'de', 12_500],
    ['12.500', 'es', 12_500],
    ['12.500', 'en', 'AMBIGUOUS'],
    ['12.500', 'en-US', 'AMBIGUOUS'],
    ['12.500', 'de-CH', 'AMBIGUOUS'],
    ['12.500', 'fr', 'AMBIGUOUS'],
    ['12,500', 'en', 12_500],
    ['12,500', 'en-IN', 12_500],
    ['12,500', 'ro', 'AMBIGUOUS'],
    ['12,500', 'ru', 'AMBIGUOUS'],
    ['€12,500.50', 'ro', 12_500.5],
    ['12.500,50 €', 'en', 12_500.5],
    ['1.234.567', 'en', 1_234_567],
    ['1,234,567.8', 'ro', 1_234_567.8],
    ['1 234 567,89', 'en', 1_234_567.89],
    ['12,00,000', 'en-IN', 1_200_000],
    ['0.125', 'ro', 0.125],
    ['0,125', 'en', 0.125],
    ['.5', 'ro', 0.5],
    ['1.5', 'ro', 1.5],
    ['1,5', 'en', 1.5],
    ['1234.567', 'ro', 1234.567],
    ['12 000.500', 'en', 12_000.5],
    ['12 000,500', 'ro', 12_000.5],
    ['١٢٫٥٠٠', 'en', 12.5],
    ['-12.500', 'ro', -12_500],
    ['−5', 'en', -5],
    ['-€5', 'en', -5],
    ['€-5', 'en', -5],
    ['15%', 'en', 15],
    ['2.5k', 'en', 2500],
    ['007', 'en', 7],
  ])('%j in %s is %s', (text, locale, expected) => {
    expect(valueOf(text, locale)).toBe(expected);
  });

  it.each([
    '',
    ' ',
    'a lot',
    'about 12000',
    '10000-15000',
    '10 000 – 15 000',
    '1.2.3',
    '12.11.2026',
    '2026-11-20',
    '192.168.0.1',
    '12:30',
    '0722 123 456',
    '0722.123.456',
    '12 00',
    '1,23,4',
    '12..5',
    '12,,000',
    "1'2.3,4",
    '12 apartments',
    '12 kg',
    'Infinity',
    'NaN',
    '0x10',
    '1e400',
    '--5',
    '€',
    '5 6',
  ])('%j is none', (text) => {
    for (const locale of LOCALES) expect(valueOf(text, locale), locale).toBe('NONE');
  });

  it('names both meanings of an ambiguous one', () => {
    expect(readNumber('12.500', 'en')).toEqual({ kind: 'AMBIGUOUS', readings: [12.5, 12_500] });
    expect(readNumber('-12.500', 'en')).toEqual({ kind: 'AMBIGUOUS', readings: [-12_500, -12.5] });
  });

  it('tells what a program would have read, too', () => {
    expect(readNumber('12000')).toMatchObject({ asWritten: true });
    expect(readNumber(' 12.5 ')).toMatchObject({ asWritten: true });
    expect(readNumber('12,000')).toMatchObject({ asWritten: false });
  });

  it('is read as its language writes it, or said to be ambiguous; never as another number', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...LOCALES),
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.integer({ min: 0, max: 3 }),
        (locale, whole, decimals) => {
          const number = whole / 10 ** decimals;
          const text = new Intl.NumberFormat(locale, {
            minimumFractionDigits: decimals,
            maximumFractionDigits: 3,
          }).format(number);
          const read = readNumber(text, locale);
          if (read.kind === 'AMBIGUOUS') expect(read.readings).toContain(number);
          // Three zeros after the mark: nobody writes thousandths of nothing.
          else if (!/^\D*[1-9]\d{0,2}[.,]000$/.test(text))
            expect(read).toMatchObject({ kind: 'NUMBER', value: number });
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is read as money in its language', () => {
    for (const locale of LOCALES)
      for (const currency of ['EUR', 'USD', 'RON', 'RUB', 'CHF', 'INR'])
        for (const currencyDisplay of ['symbol', 'code'] as const)
          for (const number of [12_000, 1234.5, 99.99, 1_234_567]) {
            const text = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay }).format(number);
            expect(valueOf(text, locale), `${locale} ${text}`).toBe(number);
          }
  });

  it('takes any text, in no time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...LOCALES), (text, locale) => {
        expect(['NUMBER', 'AMBIGUOUS', 'NONE']).toContain(readNumber(text, locale).kind);
      }),
    );
    const long = [
      '1'.repeat(50_000),
      '1,'.repeat(50_000),
      ' '.repeat(50_000),
      `${'1 '.repeat(50_000)}x`,
      '€'.repeat(50_000),
    ];
    const startedMs = performance.now();
    for (const text of long) readNumber(text, 'en');
    expect(performance.now() - startedMs).toBeLessThan(1000);
  });
});

describe('a locale', () => {
  it.each([
    ['EN-us', 'en-US'],
    ['ro', 'ro'],
    ['ro-MD', 'ro-MD'],
    ['xx-nowhere', null],
    ['en_US', null],
    ['', null],
  ])('%j is %j', (tag, canonical) => {
    expect(canonicalLocale(tag)).toBe(canonical);
  });
});
