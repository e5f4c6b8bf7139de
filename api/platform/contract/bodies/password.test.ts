import { describe, expect, it } from 'vitest';
import { chosenPassword, judgedPassword } from './password.js';

const KNOWN = ['Ana Pop', 'ana.pop@carpat.example', 'Carpat Solar'];
const faultOf = async (password: string) => (await judgedPassword(password, KNOWN)).weak?.fault ?? null;

describe('a password that somebody chooses', () => {
  it.each([
    ['correct horse battery staple', null],
    ['a password for tests', null],
    ['twelve chars', null],
    ['x7Kq9vLm2PzR', null],
    ['floarea cântă pe deal', null],
    ['пароль надежный и длинный', null],
    ['🦊 sare peste gardul vecinului', null],
    ['elevenchars', 'TOO_SHORT'],
    ['🦊'.repeat(11), 'TOO_SHORT'],
    ['x7Kq9vLm2PzR'.repeat(11), 'TOO_LONG'],
    ['password1234', 'COMMON'],
    ['iloveyou12345', 'COMMON'],
    ['Parolamea2026', 'COMMON'],
    ['Парольпароль', 'COMMON'],
    ['passwordpassword', 'REPEATED'],
    ['aaaaaaaaaaaa', 'REPEATED'],
    ['a'.repeat(128), 'REPEATED'],
    ['aB3$'.repeat(32), 'REPEATED'],
    ['qwertyuiop[]', 'KEYS'],
    ['abcdefghijklm', 'SEQUENCE'],
    ['AnaPop2026!!', 'OWN'],
    ['ană.pop.2026', 'OWN'],
    ['ana.pop@carpat.example', 'OWN'],
    ['CarpatSolar!1', 'OWN'],
    ['Carpat Solar 2026', 'OWN'],
    ['pinggopinggo', 'OWN'],
    ['carpat: nobody expects a zebra here', null],
  ])('%j: %s', async (password, fault) => {
    expect(await faultOf(password)).toBe(fault);
  });

  it('is judged by the same form of Unicode however it was typed', async () => {
    const composed = 'ștrengar și cățel';
    expect(await judgedPassword(composed.normalize('NFD'), KNOWN)).toEqual(await judgedPassword(composed, KNOWN));
    // Full-width letters are the plain ones.
    expect(await faultOf('ｐａｓｓｗｏｒｄ１２３４')).toBe('COMMON');
  });

  it('says which part is weak', async () => {
    expect((await judgedPassword('password1234', KNOWN)).weak).toEqual({ fault: 'COMMON', part: 'password' });
    expect((await judgedPassword('AnaPop2026!!', KNOWN)).weak).toEqual({ fault: 'OWN', part: 'anapop' });
  });

  it('has the length by its characters, in the words of the form', () => {
    const said = (password: string) => chosenPassword.safeParse(password).error?.issues.map(({ message }) => message);
    expect(said('elevenchars')).toEqual(['Use at least 12 characters.']);
    expect(said('a'.repeat(129))).toEqual(['Use at most 128 characters.']);
    expect(said('🦊'.repeat(128))).toBeUndefined();
  });
});
