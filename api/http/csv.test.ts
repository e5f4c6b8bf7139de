import fc from 'fast-check';
import papa from 'papaparse';
import parsePhoneNumber from 'libphonenumber-js';
import { describe, expect, it } from 'vitest';
import { defused, phoneCell } from './csv-cells.js';
import { csvLines } from './csv.js';

const COLUMNS = ['first', 'second'];

/** By a parser that is no relative of what wrote it. */
function read(text: string, delimiter = ','): string[][] {
  const { data, errors } = papa.parse<string[]>(text, { delimiter, skipEmptyLines: true });
  if (delimiter === ',') expect(errors).toEqual([]);
  return data;
}

/** What a spreadsheet would calculate; our phone numbers begin with a plus and are none. */
const isFormula = (cell: string): boolean =>
  /^[\s"]*[=+\-@＝＋－＠]/u.test(cell) && !/^\+\d{1,3} [\d-]+$/.test(cell) && !/^-?\d+$/.test(cell);

const nasty = fc
  .array(
    fc.constantFrom('=', '+', '-', '@', '＝', '\t', '\r', '\n', '\r\n', '"', "'", ',', ';', '|', ' ', 'a', 'ș', '1'),
    {
      maxLength: 12,
    },
  )
  .map((parts) => parts.join(''));

describe('a CSV cell', () => {
  it('comes back from another parser as it was written, and no line of it is a formula', () => {
    fc.assert(
      fc.property(nasty, nasty, (first, second) => {
        const text = csvLines([{ first, second }], COLUMNS, true);
        const [head, row, ...others] = read(text);
        expect(head).toEqual(COLUMNS);
        expect(others).toEqual([]);
        expect(row ?? ['', '']).toEqual([defused(first), defused(second)]);
        for (const line of [first, second].map(defused).flatMap((cell) => cell.split(/[\r\n\t;|]/)))
          expect(isFormula(line)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('is no formula either where a program splits at semicolons', () => {
    const text = csvLines([{ first: 'Ana;=HYPERLINK("http://192.0.2.1","x")', second: 'b' }], COLUMNS, true);
    expect(read(text, ';').flat().filter(isFormula)).toEqual([]);
  });

  it.each([
    'Ana\n=1+1',
    'Ana\r=1+1',
    'Ana\r\n+1',
    '=1+1',
    ' =1+1',
    '＝1+1',
    '\t=1',
    '@SUM(1)',
    '-1+1|cmd',
    '+40722123456',
  ])('holds %j as text', (text) => {
    expect(isFormula(defused(text))).toBe(false);
    expect(defused(text).replaceAll("'", '')).toBe(text);
  });

  it('leaves what is no formula, and numbers', () => {
    for (const text of ['Ana Pop', 'Smith-Jones', 'a=b', 'x@example.com', "O'Neil", '1+1'])
      expect(defused(text)).toBe(text);
    expect(csvLines([{ first: -5, second: null }], COLUMNS, false)).toBe('-5,\r\n');
  });
});

describe('the file', () => {
  it('begins with a byte order mark, once', () => {
    const bytes = Buffer.from(csvLines([], COLUMNS, true));
    expect(bytes.subarray(0, 3).toString('hex')).toBe('efbbbf');
    expect(csvLines([{ first: 'Ștefan', second: '' }], COLUMNS, false)).not.toContain('\ufeff');
  });
});

describe('a phone number', () => {
  it.each([
    ['+40722123456', '+40 722-123-456'],
    ['+12125550100', '+1 212-555-0100'],
    ['+99912345678', '+999 123-45678'],
    ['+40212345678;ext=12', '+40 21-234-5678 ext. 12'],
    ['12', '12'],
    [null, null],
  ])('%s is written %s', (e164, cell) => {
    expect(phoneCell(e164)).toBe(cell);
  });

  it('is text for a spreadsheet, and the same number for who pastes it', () => {
    for (const e164 of ['+40722123456', '+12125550100', '+373690123456', '+3905123456', '+4930123456']) {
      const cell = phoneCell(e164)!;
      expect(defused(cell)).toBe(cell);
      expect(cell).toMatch(/^\+\d+ /);
      expect(`+${cell.replace(/\D/g, '')}`).toBe(e164);
      expect(parsePhoneNumber(cell)?.number).toBe(e164);
    }
  });
});
