import { describe, expect, it } from 'vitest';
import { readMapping } from './mapping.js';
import { questionsOf, recognise, type Question } from './recognise.js';
import { meaningsOf } from './words.js';

const PHONE = '+40722555001';
const EMAIL = 'ana@example.com';

const asked = (fields: Record<string, unknown>, kind: Question['kind'] = 'text') => questionsOf(fields, kind);
const of = (fields: Record<string, unknown>, options: Parameters<typeof recognise>[1] = {}) => {
  const { email, phone, name, message, rest } = recognise(asked(fields), options);
  return { email, phone, name, message, rest: rest.map(({ key }) => key) };
};

describe('a question for a phone number', () => {
  it.each([
    ...[
      'Phone',
      'Phone number',
      'What’s your phone number?',
      'What is your phone number?',
      'Mobile number',
      'phoneNumber',
    ],
    ...['Telephone number', 'Cell phone', 'Contact number', 'Phone number (mobile)', 'Work phone', 'WhatsApp number'],
    ...['Best number to reach you', 'Phone No.', 'Your mobile, please', 'phone_number', 'Enter your phone number *'],
    ...[
      'Telefon',
      'Număr de telefon',
      'Numărul dvs. de telefon',
      'Nr. tel.',
      'Telefon mobil',
      'Telefonul dumneavoastră',
    ],
    ...['Телефон', 'Номер телефона', 'Ваш номер телефона', 'Мобильный телефон', 'Контактный телефон', 'Тел.'],
    ...[
      'Telefonnummer',
      'Handynummer',
      'Ihre Rufnummer',
      'Numéro de téléphone',
      'Votre téléphone',
      'Número de teléfono',
    ],
    ...['Celular', 'Numero di cellulare', 'Telefonszám', 'Phone or e-mail'],
  ])('«%s» is known', (title) => {
    expect(of({ 'Anything else?': 'no', [title]: PHONE })).toMatchObject({ phone: PHONE });
    expect(recognise(asked({ [title]: PHONE })).notes).toEqual([
      { field: 'phone', code: 'TAKEN_FROM', text: null, from: title },
    ]);
  });

  it.each([
    ['Landlord’s phone', PHONE],
    ['Fax', PHONE],
    ['Phone model', 'iPhone 15'],
    ['Do you prefer phone or e-mail?', 'phone'],
    ['How many phones?', '12'],
    ['Best time to call your phone', '18:00'],
    ['How many rooms?', '3'],
    ['Budget', '120000000'],
    ['Order number', '1234567890'],
    ['When do you move?', '2027-02-01'],
    ['Between?', '2026-11-20 2026-12-20'],
  ])('«%s» with %s is none', (title, answer) => {
    expect(of({ [title]: answer })).toMatchObject({ phone: null, rest: [title] });
  });
});

describe('a question for an e-mail address', () => {
  it.each([
    ...[
      'Email address',
      'What’s your email?',
      'What is your email address?',
      'Work email',
      'E-mail',
      'emailAddress',
      'Mail',
    ],
    ...[
      'Adresa de e-mail',
      'Emailul dvs.',
      'Adresă email',
      'Электронная почта',
      'Адрес электронной почты',
      'Е-мейл',
      'Почта',
    ],
    ...['E-Mail-Adresse', 'Adresse e-mail', 'Courriel', 'Correo electrónico', 'Posta elettronica', 'E-mail cím'],
  ])('«%s» is known', (title) => {
    expect(of({ [title]: EMAIL })).toMatchObject({ email: EMAIL, rest: [] });
    expect(of({ [title]: 'none' })).toMatchObject({ email: 'none' });
  });
});

describe('names and messages', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['English', { 'First name': 'Ana', 'Last name': 'Pop' }, 'Ana Pop'],
    ['a whole name', { 'What is your full name?': 'Ana Pop' }, 'Ana Pop'],
    ['camel case', { firstName: 'Ana', lastName: 'Pop' }, 'Ana Pop'],
    ['Romanian', { Prenume: 'Ana', 'Nume de familie': 'Pop' }, 'Ana Pop'],
    ['Romanian, whole', { 'Nume și prenume': 'Pop Ana' }, 'Pop Ana'],
    ['Russian', { Имя: 'Анна', Фамилия: 'Попова' }, 'Анна Попова'],
    ['Russian, whole', { 'Как вас зовут?': 'Анна' }, 'Анна'],
    ['German', { Vorname: 'Anna', Nachname: 'Popp' }, 'Anna Popp'],
  ])('are known in %s', (_language, fields, name) => {
    expect(of(fields)).toMatchObject({ name, rest: [] });
  });

  it('do not mistake a company for a person', () => {
    expect(of({ 'Company name': 'Pop SRL', 'How did you hear of us?': 'a friend' }).name).toBeNull();
  });

  it.each(['Message', 'Mesajul dvs.', 'Ваше сообщение', 'How can we help you?', 'Nachricht'])(
    '«%s» is one',
    (title) => {
      expect(of({ [title]: 'Roof leaks' })).toMatchObject({ message: 'Roof leaks', rest: [] });
    },
  );
});

describe('by the look of it', () => {
  it('the only answer that is a contact is one', () => {
    expect(of({ 'How do we get back to you?': EMAIL, Rooms: '3' })).toMatchObject({ email: EMAIL, rest: ['Rooms'] });
    expect(of({ 'How do we get back to you?': '0722 555 001' })).toMatchObject({ phone: '0722 555 001' });
    expect(of({ 'And you?': '(415) 555-0132' })).toMatchObject({ phone: '(415) 555-0132' });
    expect(of({ q1: '0040 722 555 001', q2: EMAIL })).toMatchObject({ phone: '0040 722 555 001', email: EMAIL });
  });

  it('is not tried where two could be meant, nor with what nobody was asked', () => {
    expect(of({ q1: PHONE, q2: '+40722555002' })).toMatchObject({ phone: null });
    expect(recognise(asked({ gclid: PHONE, from: EMAIL }, 'hidden'))).toMatchObject({ phone: null, email: null });
    expect(recognise(asked({ phone: PHONE, email: EMAIL }, 'hidden'))).toMatchObject({ phone: PHONE, email: EMAIL });
  });

  it('comes after what is called so, but before what cannot be used', () => {
    expect(of({ q1: 'dan@example.com', Email: EMAIL })).toMatchObject({ email: EMAIL, rest: ['q1'] });
    const { email, rest, notes } = recognise(asked({ Email: 'none', 'Or else?': EMAIL }));
    expect({ email, rest: rest.map(({ key }) => key) }).toEqual({ email: EMAIL, rest: ['Email'] });
    expect(notes).toEqual([
      { field: 'email', code: 'NOT_USABLE', text: 'none', from: 'Email' },
      { field: 'email', code: 'TAKEN_FROM', text: null, from: 'Or else?' },
    ]);
  });
});

describe('a mapping', () => {
  it('wins over the guess, by any name of the question and however it is written', () => {
    const fields = { 'Phone number': PHONE, 'Whom do we call?': '+40722555002' };
    for (const name of ['Whom do we call?', 'whom_do_we_call', ' WHOM do we call ']) {
      const mapping = readMapping({ [name]: 'phone' });
      expect(of(fields, { mapping })).toMatchObject({ phone: '+40722555002', rest: ['Phone number'] });
    }
    const question: Question = { key: 'q', label: 'Q', names: ['fId1', 'ref-9', 'Q'], kind: 'other', value: PHONE };
    for (const name of ['fId1', 'ref-9']) {
      expect(recognise([question], { mapping: readMapping({ [name]: 'phone' }) }).phone).toBe(PHONE);
    }
  });

  it('can say that a question is none of ours', () => {
    expect(of({ Phone: PHONE }, { mapping: readMapping({ Phone: 'ignore' }) })).toMatchObject({
      phone: null,
      rest: ['Phone'],
    });
  });

  it('gives way where its question was not answered', () => {
    const mapping = readMapping({ Call: 'phone' });
    expect(of({ Phone: PHONE, Call: ' ' }, { mapping })).toMatchObject({ phone: PHONE });
  });

  it('knows country and language, which nothing else guesses', () => {
    const mapping = readMapping({ Land: 'country', Sprache: 'language' });
    expect(recognise(asked({ Land: 'DE', Sprache: 'de' }), { mapping })).toMatchObject({
      country: 'DE',
      language: 'de',
    });
    expect(recognise(asked({ Land: 'DE' }))).toMatchObject({ country: null });
  });
});

it('the person’s own phone goes before a landlord’s, also where the form says that both are phones', () => {
  const phone = (label: string, value: string): Question => ({ ...asked({ [label]: value })[0]!, certain: 'phone' });
  const landlords = phone('Your landlord’s phone', '+40722555002');
  expect(recognise([landlords, phone('Your phone', PHONE)])).toMatchObject({ phone: PHONE, rest: [landlords] });
});

it('long texts are read in a moment, whatever is in them', () => {
  const long = [
    `1${','.repeat(60_000)}a`,
    `${'+4 '.repeat(40_000)}x`,
    `${'a@'.repeat(50_000)}`,
    `<${'"'.repeat(60_000)}@`,
  ];
  const fields = Object.fromEntries(long.map((text, index) => [`Phone or e-mail ${index}`, text]));
  const start = performance.now();
  expect(recognise(asked({ ...fields, 'Phone or e-mail': PHONE })).phone).toBe(PHONE);
  expect(performance.now() - start).toBeLessThan(2_000);
});

it('a question that leaves the choice is for both', () => {
  expect(meaningsOf('Phone or e-mail').map(({ asked, sure }) => [asked, sure])).toEqual([
    ['email', false],
    ['phone', false],
  ]);
});
