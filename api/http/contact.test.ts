import fc from 'fast-check';
import validator from 'validator';
import { describe, expect, it } from 'vitest';
import { firstEmail, firstPhone, normaliseEmail, normalisePhone } from './contact.js';

describe('a phone number', () => {
  it.each([
    '\u202a+40 722 123 401\u202c',
    '\u202d+40722123401\u202c',
    '\u200e+40722123401',
    '+40722123401\u200f',
    '\u2066+40722123401\u2069',
    '\u200b+40722123401',
    '\ufeff+40722123401',
    '+40\ufe0d722123401',
    '+40\u00ad722\u00a0123\u202f401',
    '＋４０７２２１２３４０１',
    'tel:+40722123401',
    'tel://+40722123401',
    'Tel: +40722123401',
    'Tel. +40722123401',
    'TEL +40722123401',
    'p:+40722123401',
    'phone: +40722123401',
    'Telefon mobil: +40722123401',
    'Тел.: +40722123401',
    '(+40) 722 123 401',
    '(+40)722123401',
    '+(40) 722 123 401',
    '(0040) 722 123 401',
    '++40 722 123 401',
    '+ 40 722 123 401',
    '00 40 722 123 401',
    '+40 (0) 722 123 401',
    '+40.722.123.401.',
    '"+40722123401",',
    "'+40722123401",
    '=+40722123401',
    '="+40722123401"',
    '<+40722123401>',
    '+40722123401 (mobil)',
    '+40722123401 - Ana',
    '+40–722–123–401',
    '+40‑722‑123‑401',
    '+٤٠٧٢٢١٢٣٤٠١',
    '۰۰۴۰۷۲۲۱۲۳۴۰۱',
    '+४०७२२१२३४०१',
    '+40722123401#',
    'whatsapp:+40722123401',
    'sms:+40722123401',
    '+40\ufffd722\u0000123401\ufffd',
  ])('%j is read', (raw) => {
    expect(normalisePhone(raw)?.e164).toBe('+40722123401');
  });

  it.each(['', ' ', 'call me', '12', '0722 123 401', 'room 12', '2026-11-20', '+', 'tel:', '+40 722'])(
    '%j is none without a country',
    (raw) => {
      expect(normalisePhone(raw)).toBeNull();
    },
  );

  it('is read nationally where the country is known', () => {
    for (const raw of ['0722 123 401', '(0722) 123 401', 'tel:0722123401', '0722/123.401', '(0040) 722 123 401']) {
      expect(normalisePhone(raw, 'RO')?.e164).toBe('+40722123401');
    }
    expect(normalisePhone('(212) 555-0132', 'US')?.e164).toBe('+12125550132');
  });

  it('is the first of several in one field', () => {
    for (const raw of [
      '+40722123401, +40722123402',
      '+40722123401 / +40722123402',
      '+40722123401/+40722123402',
      '+40722123401 sau +40722123402',
      'no idea; +40722123401\n+40722123402',
      'mobil: +40722123401\nfix: +40212123402',
    ]) {
      expect(firstPhone(raw)).toMatchObject({ phone: { e164: '+40722123401' }, others: true });
    }
    expect(firstPhone('+40722123401 / +40722123401')?.others).toBe(false);
    expect(firstPhone('you reach me at +40 722 123 401 after six, thanks')?.phone.e164).toBe('+40722123401');
    expect(firstPhone('nobody / nothing')).toBeNull();
    expect(firstPhone('room 12, floor +3')).toBeNull();
  });
});

describe('an e-mail address', () => {
  it.each([
    'ana@example.com',
    ' Ana@Example.com ',
    'ana@example.com.',
    'ana@example.com,',
    '"ana@example.com"',
    '<ana@example.com>',
    'Ana Pop <ana@example.com>',
    'Ana Pop < ana@example.com >;',
    'mailto:ana@example.com',
    'MAILTO:ana@example.com?subject=Hello&bcc=x@example.org',
    'E-mail: ana@example.com',
    'email:ana@example.com',
    'ana @ example.com',
    'ana\u200b@example.com\u200f',
    '\u202aana@example.com\u202c',
    'ana@exam\u00adple.com',
    'ａｎａ＠example．com',
    'ana@example.com\u00a0',
    'ana@example.com\r\n',
    '\ufffdana@example.com\u0000',
  ])('%j is read', (raw) => {
    expect(normaliseEmail(raw)).toBe('ana@example.com');
  });

  it.each(['', 'ana', 'ana@', '@example.com', 'ana@nowhere', 'ana pop@example.com', 'a@b.co, c@d.co'])(
    '%j is none',
    (raw) => {
      expect(normaliseEmail(raw)).toBeNull();
    },
  );

  it('is the first usable of several in one field', () => {
    for (const raw of [
      'ana@example.com, dan@example.com',
      'ana@example.com;dan@example.com',
      'Ana <ana@example.com>, Dan <dan@example.com>',
      'ana@ or ana@example.com / dan@example.com',
    ]) {
      expect(firstEmail(raw)).toEqual({ email: 'ana@example.com', others: true });
    }
    expect(firstEmail('please write to ana@example.com!')).toEqual({ email: 'ana@example.com', others: false });
    expect(firstEmail('none')).toBeNull();
  });
});

describe('a phone number with its extension', () => {
  it.each<[string, string, string | null]>([
    ['+1 212-555-0147 ext. 12', '+12125550147', '12'],
    ['+1 646-555-0147x13', '+16465550147', '13'],
    ['+1-212-555-0147;ext=12', '+12125550147', '12'],
    ['+1 212-555-0147, extension 5', '+12125550147', '5'],
    ['+40 21 312 1234 int. 204', '+40213121234', '204'],
    ['+40 21 312 1234 interior 204', '+40213121234', '204'],
    ['+40 21 312 1234 #310', '+40213121234', '310'],
    ['+40 21 312 1234 poz. 3', '+40213121234', '3'],
    ['+40 21 312 1234 (204)', '+40213121234', '204'],
    ['+40 21 312 1234 / 204', '+40213121234', '204'],
    ['+7 495 123-45-67 доб. 12', '+74951234567', '12'],
    ['+7 495 123-45-67 (доб. 12)', '+74951234567', '12'],
    ['+48 22 123 45 67 w. 3', '+48221234567', '3'],
    ['+48 22 123 45 67 wew. 3', '+48221234567', '3'],
    ['+49 30 123456 Durchwahl 12', '+4930123456', '12'],
    ['+33 1 23 45 67 89 poste 12', '+33123456789', '12'],
    ['+34 91 123 45 67 anexo 5', '+34911234567', '5'],
    ['0040 21 312 1234 int 9', '+40213121234', '9'],
    ['+40 722 123 456', '+40722123456', null],
  ])('%s', (text, e164, extension) => {
    expect(normalisePhone(text)).toMatchObject({ e164, extension });
  });

  it.each(['int. 204', 'call me at 5', 'x12', 'w. 3', '+40 int. 5', '(204)'])('%s is none', (text) => {
    expect(normalisePhone(text)).toBeNull();
  });
});

it('takes for an address at first sight only what is one at second sight', () => {
  const text = (characters: string) => fc.string({ unit: fc.constantFrom(...characters), maxLength: 70 });
  fc.assert(
    fc.property(
      text('az09.-_+'),
      text('az09.-'),
      fc.constantFrom('ro', 'museum', 'c', 'c0m', 'xn--p1ai'),
      (a, b, c) => {
        const address = `${a}@${b}.${c}`;
        expect(normaliseEmail(address) === null || validator.isEmail(normaliseEmail(address)!)).toBe(true);
      },
    ),
  );
  expect(normaliseEmail(`${'a'.repeat(65)}@example.com`)).toBeNull();
  expect(normaliseEmail(`a@${'b.'.repeat(126)}example.com`)).toBeNull();
});
