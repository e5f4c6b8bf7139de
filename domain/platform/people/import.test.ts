import { describe, expect, it } from 'vitest';
import { delimiterOf, headerKey, readHeader, readRow } from './import.js';

const header = (...titles: string[]) => readHeader(titles);

describe('the header of an import', () => {
  it.each([
    [
      ['E-mail', 'Name', 'Role'],
      ['email', 'name', 'role'],
    ],
    [
      ['Adresă de e-mail', 'Nume', 'Echipă', 'Competențe', 'Țări'],
      ['email', 'name', 'teams', 'skills', 'territories'],
    ],
    [
      ['Эл. почта', 'Имя', 'Роль', 'Команды', 'Ёмкость'],
      ['email', 'name', 'role', 'teams', 'capacity'],
    ],
  ])('knows %j', (titles, columns) => {
    const { at, unknown, issues } = readHeader(titles);
    expect([...at].sort((a, b) => a[1] - b[1]).map(([column]) => column)).toEqual(columns);
    expect({ unknown, issues }).toEqual({ unknown: [], issues: [] });
  });

  it('says what it does not know, what is missing and what is there twice', () => {
    expect(header('Name', 'Shoe size')).toMatchObject({
      unknown: ['Shoe size'],
      issues: [{ line: 1, column: 'email' }],
    });
    expect(header('email', 'E-Mail').issues).toMatchObject([
      { column: 'email', message: expect.stringContaining('Two columns') as string },
    ]);
  });

  it('takes what was chosen instead of what it would guess', () => {
    const { at, unknown } = readHeader(['email', 'Login'], { email: 'login' });
    expect(at.get('email')).toBe(1);
    expect(unknown).toEqual(['email']);
    expect(readHeader(['email'], { name: 'Nobody' }).issues).toMatchObject([{ column: 'name' }]);
  });

  it('compares without case, accents and signs', () => {
    expect(headerKey(' E-Mail ')).toBe('email');
    expect(headerKey('Țări')).toBe('tari');
  });
});

describe('what separates cells', () => {
  it.each([
    ['email,name', ','],
    ['\ufeffemail;name;teams', ';'],
    ['email\tname', '\t'],
    ['"a,b,c,d";name;x', ';'],
    ['email', ','],
  ] as const)('%j: %j', (text, delimiter) => expect(delimiterOf(text)).toBe(delimiter));
});

describe('a line of an import', () => {
  const known = header('email', 'name', 'role', 'teams', 'skills', 'languages', 'territories', 'capacity', 'calendar');
  it('reads lists, levels and roles as people write them', () => {
    const cells = [
      'ana@example.com',
      'Ana',
      'Reprezentant',
      'Inbound; Outbound',
      'solar:3, ro (5) | heat',
      'ro,en',
      'RO',
      '15',
      'Office',
    ];
    expect(readRow(cells, 2, known)).toEqual({
      line: 2,
      email: 'ana@example.com',
      name: 'Ana',
      role: 'REP',
      teams: ['Inbound', 'Outbound'],
      skills: [{ skill: 'solar', level: 3 }, { skill: 'ro', level: 5 }, 'heat'],
      languages: ['ro', 'en'],
      territories: ['RO'],
      capacity: 15,
      calendar: 'Office',
    });
  });

  it('takes an empty or missing cell for nothing said', () => {
    expect(readRow(['ana@example.com', ' '], 7, known)).toEqual({ line: 7, email: 'ana@example.com' });
  });

  it('keeps what cannot be for who judges it', () => {
    expect(readRow(['x', '', 'Boss', '', '', '', '', 'many'], 3, known)).toEqual({
      line: 3,
      email: 'x',
      role: 'Boss',
      capacity: Number.NaN,
    });
  });
});
