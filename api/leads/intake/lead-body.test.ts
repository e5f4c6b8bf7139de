import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseStandardLead, standardLeadBody } from './lead-body.js';

const documented = {
  externalId: 'crm-991',
  name: 'Ana Pop',
  email: 'Ana@Example.com',
  phone: '+40 722 123 456',
  message: 'Hello',
  source: 'facebook',
  tags: ['vip', ' vip ', 'new'],
  attributes: { budget: 12000, city: 'Cluj' },
  consents: { email: true, sms: false, whatsapp: true },
  occurredAt: '2026-11-20T12:00:00+02:00',
};

function issues(body: unknown, defaultCountry?: string): { path: string; message: string }[] {
  const result = parseStandardLead(body, { defaultCountry });
  return result.ok ? [] : result.issues;
}

function lead(body: unknown, defaultCountry?: string) {
  const result = parseStandardLead(body, { defaultCountry });
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  return result.lead;
}

describe('the standard intake body', () => {
  it('is normalised', () => {
    expect(lead(documented)).toEqual({
      externalId: 'crm-991',
      name: 'Ana Pop',
      email: 'ana@example.com',
      emailRaw: 'Ana@Example.com',
      phone: '+40722123456',
      phoneExtension: null,
      phoneRaw: '+40 722 123 456',
      message: 'Hello',
      source: 'facebook',
      tags: ['vip', 'new'],
      attributes: { budget: 12000, city: 'Cluj' },
      consents: { email: true, sms: false, whatsapp: true },
      occurredAt: '2026-11-20T10:00:00.000Z',
      language: null,
      country: 'RO',
      intakeNotes: [],
    });
  });

  it('keeps each field in its line, and free text as it was written', () => {
    const mean = 'Ana\r\n\u202ePop\u202c \u200b ';
    const body = {
      email: 'ana@example.com',
      name: mean,
      source: mean,
      tags: [mean],
      externalId: ` a  b${mean}`,
      message: 'a\n\nb',
    };
    expect(lead(body)).toMatchObject({
      name: 'Ana Pop',
      source: 'Ana Pop',
      tags: ['Ana Pop'],
      externalId: 'a  bAna Pop',
      message: 'a\n\nb',
    });
  });

  it('needs an e-mail address or a phone', () => {
    expect(issues({ name: 'Ana' })).toEqual([{ path: 'email', message: 'Give at least one of email and phone.' }]);
    expect(lead({ email: 'ana@example.com' }).phone).toBeNull();
    expect(lead({ phone: '+40722123456' }).email).toBeNull();
  });

  it.each<[string, unknown, string]>([
    ['an unknown field', { ...documented, city: 'Cluj' }, 'city'],
    ['an unknown consent', { ...documented, consents: { fax: true } }, 'consents.fax'],
    ['an e-mail address that is none', { ...documented, email: 'ana@' }, 'email'],
    ['an empty e-mail address', { ...documented, email: '' }, 'email'],
    ['a null', { ...documented, name: null }, 'name'],
    ['a tag that is no text', { ...documented, tags: ['a', 5] }, 'tags.1'],
    ['a long tag', { ...documented, tags: ['a'.repeat(65)] }, 'tags.0'],
    ['too many tags', { ...documented, tags: Array.from({ length: 51 }, (_, i) => `t${i}`) }, 'tags'],
    ['a long name', { ...documented, name: 'a'.repeat(201) }, 'name'],
    ['a long message', { ...documented, message: 'a'.repeat(10_001) }, 'message'],
    ['a long externalId', { ...documented, externalId: 'a'.repeat(201) }, 'externalId'],
    ['attributes over 32 KiB', { ...documented, attributes: { a: 'é'.repeat(16_384) } }, 'attributes'],
    ['attributes that are a list', { ...documented, attributes: [1] }, 'attributes'],
    ['NUL in a text', { ...documented, name: 'A\u0000na' }, 'name'],
    ['NUL in an attribute', { ...documented, attributes: { a: { b: ['x', '\u0000'] } } }, 'attributes.a.b.1'],
    ['NUL in a key', { ...documented, attributes: { 'a\u0000': 1 } }, 'attributes.a\\u0000'],
    ['half of a surrogate pair', { ...documented, attributes: { a: '\ud800' } }, 'attributes.a'],
    ['a list', [], ''],
    ['nothing', null, ''],
  ])('refuses %s with its path', (_what, body, path) => {
    expect(issues(body).map((issue) => issue.path)).toEqual([path]);
  });

  it.each([
    '2026-11-20',
    '2026-11-20T10:00Z',
    '2026-11-20T10:00:00',
    '2026-02-30T10:00:00Z',
    '2026-11-20T24:00:00Z',
    'now',
  ])('refuses %s as occurredAt', (occurredAt) => {
    expect(issues({ ...documented, occurredAt })).toMatchObject([{ path: 'occurredAt' }]);
  });

  it('takes a leap day, a fraction and an offset as occurredAt', () => {
    expect(lead({ ...documented, occurredAt: '2024-02-29t10:00:00.123456z' }).occurredAt).toBe(
      '2024-02-29T10:00:00.123Z',
    );
    expect(lead({ ...documented, occurredAt: '2026-01-01T00:30:00+01:00' }).occurredAt).toBe(
      '2025-12-31T23:30:00.000Z',
    );
  });

  it('refuses a phone that cannot be read when it is the only contact, else keeps it as it came', () => {
    expect(issues({ phone: 'call me' })).toMatchObject([{ path: 'phone' }]);
    expect(lead({ phone: 'call me', email: 'ana@example.com' })).toMatchObject({ phone: null, phoneRaw: 'call me' });
  });

  it('reads a national number only where the country is known', () => {
    expect(issues({ phone: '0722 123 456' })).toMatchObject([{ path: 'phone' }]);
    expect(lead({ phone: '0722 123 456' }, 'ro').phone).toBe('+40722123456');
    expect(lead({ phone: '+44 20 7946 0958' }, 'RO')).toMatchObject({ phone: '+442079460958', country: 'GB' });
    expect(lead({ phone: '0040 722 123 456' }).phone).toBe('+40722123456');
    expect(issues({ phone: '0722 123 456' }, 'Atlantis')).toMatchObject([{ path: 'phone' }]);
  });

  it('counts attributes of exactly 32 KiB as small enough', () => {
    expect(issues({ ...documented, attributes: { a: 'x'.repeat(32 * 1024 - 8) } })).toEqual([]);
    expect(issues({ ...documented, attributes: { a: 'x'.repeat(32 * 1024 - 7) } })).toHaveLength(1);
  });

  it('has a JSON schema for the OpenAPI document', () => {
    const schema = z.toJSONSchema(standardLeadBody, { io: 'input' }).$defs?.IntakeLead;
    expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
    expect(schema?.properties?.occurredAt).toMatchObject({ type: 'string', format: 'date-time' });
  });
});
