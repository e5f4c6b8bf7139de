import { describe, expect, it } from 'vitest';
import { judgePassword, ownWords, passwordWords, PASSWORD_FAULTS, type Estimate } from './password.js';

const OWN = ownWords(['Ana-Maria Pop', 'ana.pop@carpat.example', 'Carpat Solar SRL']);

describe('own words', () => {
  it('are names, parts of them and of the address, and what everybody here knows; nothing that says nothing', () => {
    expect(OWN).toEqual(
      expect.arrayContaining(['anamariapop', 'ana', 'maria', 'pop', 'carpat', 'solar', 'carpatsolarsrl', 'pinggo']),
    );
    expect(OWN).not.toContain('srl');
    expect(ownWords(['Li', 'x@y.com'])).toEqual(['pinggo', 'xycom']);
  });

  it('are the same with and without marks, in any case', () => {
    expect(ownWords(['ȘTEFAN Ionesco'])).toEqual(ownWords(['stefan ionesco']));
  });
});

describe('a password', () => {
  const scored = (score: number): Estimate => ({ score, parts: [{ text: 'word', by: 'list' }] });

  it('is guessed in stretches, as guessing costs more than in proportion: none is longer than 32', () => {
    const asked: string[] = [];
    judgePassword('x1'.repeat(64), OWN, (stretch) => (asked.push(stretch), scored(1)));
    expect(asked.map((one) => one.length)).toEqual([32, 32, 32, 32]);
  });

  it('is as strong as its strongest stretch', () => {
    const strongAtLast = `${'a'.repeat(32)}${'b'.repeat(32)}strong`;
    const judged = judgePassword(strongAtLast, OWN, (stretch) => scored(stretch === 'strong' ? 4 : 0));
    expect(judged).toEqual({ score: 4, weak: null });
  });

  it.each([
    [0, true],
    [2, true],
    [3, false],
    [4, false],
  ])('of score %i is refused: %s', (score, refused) => {
    expect(judgePassword('whatever it is', OWN, () => scored(score)).weak !== null).toBe(refused);
  });

  it('of one’s own words is refused, however strong it looks, unless there is enough beside', () => {
    const judged = (password: string) => judgePassword(password, OWN, () => scored(4)).weak?.fault ?? null;
    expect(judged('Maria+Pop+2026+!')).toBe('OWN');
    expect(judged('Mária Pop Carpát')).toBe('OWN');
    expect(judged('Maria has zebras')).toBeNull();
  });

  it('of the wrong length is never strong, and a far too long one is not looked at', () => {
    expect(judgePassword('short', OWN, () => scored(4))).toEqual({
      score: 2,
      weak: { fault: 'TOO_SHORT', part: '12' },
    });
    const judged = judgePassword('x'.repeat(1_000), OWN, () => expect.unreachable());
    expect(judged.weak?.fault).toBe('TOO_LONG');
  });

  it.each(PASSWORD_FAULTS)('that is refused is told why, and what to do: %s', (fault) => {
    expect(passwordWords({ fault, part: 'part' })).toMatch(/^.{20,}\.$/);
  });
});
