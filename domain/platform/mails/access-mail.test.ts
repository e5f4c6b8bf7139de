import { describe, expect, it } from 'vitest';
import { ACCESS_MAIL_KINDS } from '../access/links.js';
import { READ_LANGUAGES, readLanguageOf } from '../text/read-languages.js';
import { accessMailText, type AccessMail } from './access-mail.js';

const LINK = 'https://pinggo.example/invitation#abc';
const mail = (change: Partial<AccessMail> = {}) =>
  accessMailText({
    kind: 'INVITATION',
    language: 'en',
    name: 'Ana Pop',
    ways: [{ org: 'Carpat Solar', link: LINK }],
    asker: 'Mara Manager',
    untilMs: Date.parse('2026-12-07T08:14:00Z'),
    timeZone: 'Europe/Bucharest',
    ...change,
  });

describe('a mail about getting in', () => {
  it('says who asked, what the link does, until when, and what to do who did not expect it', () => {
    const { subject, text } = mail();
    expect(subject).toBe('Your invitation to Carpat Solar');
    expect(text.split('\n\n')).toEqual([
      'Hello Ana Pop,',
      'Mara Manager invites you to work with the leads of Carpat Solar in Pinggo.',
      `Take up the invitation:\n${LINK}`,
      expect.stringMatching(
        /^The link works until Monday,? 7 December 2026 at 10:14 \(Europe\/Bucharest\)\. It works once\.$/,
      ),
      expect.stringMatching(/^You did not expect this\? Then do nothing: .+\n$/),
    ]);
  });

  it.each(READ_LANGUAGES.flatMap((language) => ACCESS_MAIL_KINDS.map((kind) => ({ language, kind }))))(
    'is whole in $language: $kind',
    ({ language, kind }) => {
      for (const asker of ['Mara Manager', null]) {
        const { subject, text, html } = mail({ language, kind, asker });
        expect(subject).not.toBe('');
        expect(text).toContain(`\n${LINK}\n`);
        expect(text).toContain('Carpat Solar');
        expect(text).not.toMatch(/undefined|null/);
        expect(html).toContain(`<html lang="${language}">`);
        expect(html.match(/<a href="https:\/\/pinggo\.example\/invitation#abc">/g)).toHaveLength(1);
      }
    },
  );

  it('has a link for each organisation, named', () => {
    const { text } = mail({
      kind: 'MAGIC_LINK',
      ways: [
        { org: 'Carpat Solar', link: `${LINK}1` },
        { org: 'Hudson Movers', link: `${LINK}2` },
      ],
    });
    expect(text).toContain(`Sign in: Carpat Solar:\n${LINK}1`);
    expect(text).toContain(`Sign in: Hudson Movers:\n${LINK}2`);
  });

  it('makes no link of what others wrote, and no markup', () => {
    const { subject, text, html } = mail({
      name: '<b>Ana</b> https://evil.example',
      asker: 'Mara\r\nBcc: all@example.com <script>',
      ways: [{ org: 'Pay at https://evil.example/x "now"', link: LINK }],
    });
    for (const part of [subject, text, html]) expect(part).not.toContain('evil.example');
    expect(subject).not.toMatch(/[\r\n]/);
    expect(text).not.toMatch(/^Bcc/m);
    expect(html).not.toMatch(/<(?:b|script)>/);
    expect(html).not.toMatch(/https:\/\/(?!pinggo)/);
  });

  it('tells the time in UTC where the zone is none', () => {
    expect(mail({ timeZone: 'Mars/Olympus' }).text).toContain('at 08:14 (UTC)');
  });
});

it.each([
  [['ro-RO', 'en'], 'ro'],
  [[null, 'ru'], 'ru'],
  [['de', 'ru'], 'ru'],
  [['de', 'hu'], 'en'],
  [[null, null], 'en'],
] as const)('of %j it is read in %s', (tags, language) => {
  expect(readLanguageOf(...tags)).toBe(language);
});
