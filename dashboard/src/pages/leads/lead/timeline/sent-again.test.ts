import i18next from 'i18next';
import { expect, it } from 'vitest';
import en from '../../../../i18n/en.json';
import ro from '../../../../i18n/ro.json';
import ru from '../../../../i18n/ru.json';
import { sentAgainLines, sentAgainTitle } from './sent-again';

const wordsOf = (lng: string) =>
  i18next.createInstance(
    {
      lng,
      initAsync: false,
      interpolation: { escapeValue: false },
      resources: { en: { translation: en }, ro: { translation: ro }, ru: { translation: ru } },
    },
    () => undefined,
  ).t;

it.each<[string, string[], string[], string]>([
  ['en', [], ['phone'], 'Sent again with another phone'],
  ['en', ['message', 'tags'], [], 'Sent again, adding a message, tags'],
  ['en', ['name'], ['phone', 'email'], 'Sent again with another phone, another e-mail, adding a name'],
  ['ro', [], ['phone'], 'Trimis din nou cu alt telefon'],
  ['ru', [], ['phone'], 'Прислан повторно, отличается: другой телефон'],
])('in %s, filled %j and differing %j: %s', (language, filled, differing, title) => {
  expect(sentAgainTitle({ filled, differing }, wordsOf(language))).toBe(title);
});

it('tells what was said, a line each', () => {
  const said = {
    email: 'pop@work.example',
    emailRaw: 'Pop@Work.example',
    phone: '+40213121234',
    phoneExtension: '204',
    message: 'call me after six',
    tags: ['vip', 'fair'],
    attributes: { budget: 2, city: 'Cluj' },
    consents: { sms: true, email: false },
  };
  expect(sentAgainLines({ said }, wordsOf('en'))).toEqual([
    'pop@work.example',
    '+40213121234 ext. 204',
    'call me after six',
    'vip, fair',
    'budget: 2',
    'city: Cluj',
    'Consent: sms: yes',
    'Consent: email: no',
  ]);
  expect(sentAgainLines({}, wordsOf('en'))).toEqual([]);
});
