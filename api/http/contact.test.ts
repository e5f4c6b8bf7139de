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
    expect(firstPhone('nobody / nothing')).toBeNull();
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
