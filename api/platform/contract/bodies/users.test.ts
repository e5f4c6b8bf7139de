import { describe, expect, it } from 'vitest';
import { countryCode } from '../../../http/contact.js';
import { isCountry, newUser } from './users.js';

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

describe('what a person may be', () => {
  it('knows the countries that phones know, without their library: forms load it', () => {
    const codes = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));
    expect(codes.filter((code) => isCountry(code) !== (countryCode(code) !== null))).toEqual([]);
    expect(isCountry('ro')).toBe(false);
  });

  it('says in words what is wrong, each at its field', () => {
    const parsed = newUser.safeParse({
      email: 'no address',
      name: ' ',
      role: 'REP',
      capacity: 1.5,
      languages: ['klingon!'],
      territories: ['XX'],
      skills: ['solar', { skill: 'solar', level: 9 }],
    });
    expect(parsed.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual([
      'email: Give an e-mail address.',
      'name: Give a name.',
      'skills.1.level: Levels go from 1 to 5.',
      'skills: Name each skill once.',
      'languages.0: Give a language as BCP 47 writes it, such as ro or de-AT.',
      'territories.0: Give a country as ISO 3166-1 writes it, such as RO.',
      'capacity: Give a whole number.',
    ]);
  });
});
