import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { fixture } from '../fixtures/read.js';
import { parseJsonBody } from '../../../http/json.js';
import { jsonBytes } from '../lead-body.js';
import { readMapping } from '../recognition/mapping.js';
import { ADAPTER_NAMES } from '../../../../domain/leads/vocabulary/adapters.js';
import { adapters, type AdapterName } from './index.js';

const NOW = Date.parse('2026-11-20T10:00:05Z');
const SECRET = `whsec_${Buffer.alloc(24, 3).toString('base64')}`;

type Json = Record<string, unknown>;
const MAIL = { type: 'email', email: 'a@b.co', field: { ref: 'mail' } };

function recorded(name: string): Json {
  const parsed = parseJsonBody(fixture(name));
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.value as Json;
}

function leads(adapter: AdapterName, json: unknown, defaultCountry?: string) {
  const result = adapters[adapter].parse(json, { defaultCountry });
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  return result.leads;
}

function issues(adapter: AdapterName, json: unknown) {
  const result = adapters[adapter].parse(json, {});
  return result.ok ? [] : result.issues;
}

function standardHeaders(raw: Buffer, id = 'msg_7'): Record<string, string> {
  const at = new Date(NOW);
  const signature = new Webhook(SECRET).sign(id, at, raw.toString());
  return { 'webhook-id': id, 'webhook-timestamp': String(NOW / 1000), 'webhook-signature': signature };
}

describe('every adapter', () => {
  it.each(ADAPTER_NAMES)('%s goes by its name and refuses what is no object, and an unsigned request', (name) => {
    expect(adapters[name].name).toBe(name);
    for (const json of [null, [], 'x', 5, {}]) expect(issues(name, json)).not.toHaveLength(0);
    const verdict = adapters[name].verify({ headers: {}, raw: Buffer.from('{}'), secrets: [SECRET], nowMs: NOW });
    expect(verdict).toMatchObject({ ok: false, reason: 'MISSING_HEADER' });
  });

  it.each<[AdapterName, Json, Json]>([
    [
      'typeform',
      {
        form_response: {
          token: 't',
          answers: [MAIL, { type: 'text', text: 'great \ud83d', field: { ref: 'note_x' } }],
        },
      },
      { note_x: 'great \ufffd' },
    ],
    [
      'facebook-leadgen',
      {
        id: 1,
        field_data: [
          { name: 'email', values: ['a@b.co'] },
          { name: 'r\u0000f', values: ['a\u0000b'] },
        ],
      },
      { 'r\ufffdf': 'a\ufffdb' },
    ],
    ['gohighlevel', { contact_id: 'a', email: 'a@b.co', 'x\u0000': 'half \udc00' }, { 'x\ufffd': 'half \ufffd' }],
    ['standard', { email: 'a@b.co', attributes: { a: ['\u0000'] } }, { a: ['\ufffd'] }],
  ])('%s repairs what cannot be stored, and notes where', (name, json, attributes) => {
    const [lead] = leads(name, json);
    expect(lead).toMatchObject({ email: 'a@b.co', attributes });
    expect(lead?.intakeNotes.map(({ code }) => code)).toContain('REPAIRED');
  });

  it.each(ADAPTER_NAMES)('%s keeps what cannot become a lead, unless its sender can correct it', (name) => {
    const nobody: Record<AdapterName, Json> = {
      standard: { name: 'Ana' },
      typeform: { form_response: { token: 't', answers: [{ type: 'text', text: 'Ana', field: { ref: 'name' } }] } },
      'facebook-leadgen': { id: 1, field_data: [{ name: 'full_name', values: ['Ana'] }] },
      gohighlevel: { contact_id: 'a', full_name: 'Ana' },
    };
    const result = adapters[name].parse(nobody[name], {});
    const refused = result.ok ? 'taken' : result.refused;
    if (adapters[name].senderCorrects) expect(refused).toBeUndefined();
    else
      expect(refused).toMatchObject([
        { place: 0, part: nobody[name], draft: { name: 'Ana', email: null, phone: null } },
      ]);
  });
});

describe('standard', () => {
  it('verifies, and has webhook-id as its replay key', () => {
    const raw = Buffer.from('{"email":"ana@example.com"}');
    const ctx = { headers: standardHeaders(raw), raw, secrets: [SECRET], nowMs: NOW };
    expect(adapters.standard.verify(ctx)).toEqual({ ok: true, replayKey: 'msg_7', timestampMs: NOW });
    expect(leads('standard', { email: 'ana@example.com' })).toMatchObject([{ email: 'ana@example.com' }]);
  });

  it.each<[string, Json, Json, unknown[]]>([
    ['a blank phone', { email: 'a@b.co', phone: '' }, { email: 'a@b.co', phone: null }, [['phone', 'BLANK', null]]],
    ['a blank e-mail', { phone: '+40722987601', email: '' }, { phone: '+40722987601' }, [['email', 'BLANK', null]]],
    [
      'nulls',
      { email: 'a@b.co', name: null, attributes: null, phone: null },
      { name: null, attributes: {} },
      [
        ['attributes', 'BLANK', null],
        ['phone', 'BLANK', null],
        ['name', 'BLANK', null],
      ],
    ],
    ['a blank tag', { email: 'a@b.co', tags: ['', 'vip'] }, { tags: ['vip'] }, []],
    [
      'an instant that is none',
      { email: 'a@b.co', occurredAt: 'soon' },
      { occurredAt: null },
      [['occurredAt', 'NOT_USABLE', 'soon']],
    ],
    [
      'consents of another kind',
      { email: 'a@b.co', consents: { sms: 'yes', email: true } },
      { consents: { email: true } },
      [['consents.sms', 'NOT_USABLE', 'yes']],
    ],
    ['a number for a name', { email: 'a@b.co', name: 5 }, { name: '5' }, []],
    [
      'an e-mail that is none',
      { phone: '+40722987603', email: 'ana@' },
      { email: null, emailRaw: 'ana@' },
      [['email', 'NOT_USABLE', 'ana@']],
    ],
    [
      'two e-mails',
      { email: 'ana@b.co, dan@b.co' },
      { email: 'ana@b.co', emailRaw: 'ana@b.co, dan@b.co' },
      [['email', 'SEVERAL', 'ana@b.co, dan@b.co']],
    ],
    [
      'two phones beside an e-mail',
      { email: 'a@b.co', phone: '+40722987603 / +40722987604' },
      { phone: '+40722987603' },
      [['phone', 'SEVERAL', '+40722987603 / +40722987604']],
    ],
    ['a long name', { email: 'a@b.co', name: 'n'.repeat(201) }, { name: 'n'.repeat(200) }, [['name', 'CUT', null]]],
  ])('takes a lead with %s, and notes it', (_what, body, want, notes) => {
    const [lead] = leads('standard', body);
    expect(lead).toMatchObject(want);
    expect(lead?.intakeNotes.map(({ field, code, text }) => [field, code, text])).toEqual(notes);
  });

  it('tells its programmer of a field that is not known, and of a lead without a usable contact', () => {
    expect(issues('standard', { email: 'a@b.co', city: 'Cluj' })).toMatchObject([{ path: 'city' }]);
    expect(issues('standard', { name: 'Ana', attributes: { city: 'Cluj' } })).toMatchObject([{ path: 'email' }]);
    expect(issues('standard', { phone: 'call me', email: '', name: null })).toMatchObject([{ path: 'phone' }]);
  });

  it('finds a contact among the attributes when it is called so, and by the mapping', () => {
    const [called] = leads('standard', { name: 'Ana', attributes: { telefon: '+40722987603', city: 'Cluj' } });
    expect(called).toMatchObject({ phone: '+40722987603', attributes: { city: 'Cluj' } });
    expect(called?.intakeNotes).toEqual([{ field: 'phone', code: 'TAKEN_FROM', text: null, from: 'telefon' }]);
    const beside = { email: 'a@b.co', phone: '', attributes: { telefon: '+40722987603' } };
    expect(leads('standard', beside)).toMatchObject([{ phone: null, attributes: beside.attributes }]);
    const mapping = readMapping({ sun: 'phone' });
    const result = adapters.standard.parse({ email: 'a@b.co', attributes: { sun: '+40722987605' } }, { mapping });
    expect(result).toMatchObject({ leads: [{ email: 'a@b.co', phone: '+40722987605', attributes: {} }] });
  });
});

describe('typeform', () => {
  const raw = fixture('typeform-form-response');
  const signed = (bytes: Buffer) => ({
    headers: { 'typeform-signature': `sha256=${createHmac('sha256', SECRET).update(bytes).digest('base64')}` },
    raw: bytes,
    secrets: [SECRET],
    nowMs: NOW,
  });

  it('has the event id as its replay key, else a hash of the body', () => {
    expect(adapters.typeform.verify(signed(raw))).toEqual({
      ok: true,
      replayKey: '01HZX4QK7V9W3M2B8D6N5T1RFA',
      timestampMs: null,
    });
    for (const text of ['{}', 'no json', '{"event_id":"a b"}', `{"event_id":"${'a'.repeat(300)}"}`]) {
      expect(adapters.typeform.verify(signed(Buffer.from(text)))).toMatchObject({
        replayKey: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
      });
    }
  });

  it('maps a recorded response', () => {
    expect(leads('typeform', recorded('typeform-form-response'))).toEqual([
      {
        externalId: 'r4t8w2q6z1x5c9v3b7n0mkl8h2j6g4fd',
        name: 'Ilinca Văduva',
        email: 'ilinca.vaduva@example.com',
        emailRaw: 'Ilinca.Vaduva@Example.com',
        phone: '+40722123456',
        phoneExtension: null,
        phoneRaw: '+40722123456',
        message: 'Please call after five.',
        source: null,
        tags: [],
        attributes: {
          budget: 12000,
          how_many_rooms: 'Three',
          extras: ['Parking', 'Balcony', 'Cellar'],
          terms: true,
          move_in: '2027-02-01',
          utm_source: 'newsletter',
          language: 'ro',
          country: 'RO',
          typeform: {
            title: 'Ask for an offer',
            form_id: 'kX7pQ2Lm',
            landed_at: '2026-11-20T09:57:12Z',
            calculated: { score: 9 },
            variables: [{ key: 'score', type: 'number', number: 9 }],
            ending: { id: 'endId1', ref: 'thanks' },
          },
        },
        consents: {},
        occurredAt: '2026-11-20T10:00:03.000Z',
        language: 'ro',
        country: 'RO',
        intakeNotes: [
          { field: 'phone', code: 'TAKEN_FROM', text: null, from: 'Phone number' },
          { field: 'firstName', code: 'TAKEN_FROM', text: null, from: 'First name' },
          { field: 'lastName', code: 'TAKEN_FROM', text: null, from: 'Last name' },
          { field: 'message', code: 'TAKEN_FROM', text: null, from: 'Anything else?' },
        ],
      },
    ]);
  });

  it('keeps what it cannot read, and two answers of one key', () => {
    const answer = (ref: string, type: string, value: unknown) => ({ type, [type]: value, field: { id: ref, ref } });
    const answers = [
      answer('mail', 'email', 'ana@nowhere'),
      answer('tel', 'phone_number', '12'),
      answer('size', 'text', 'L'),
      answer('size', 'text', 'XL'),
      answer('__proto__', 'text', 'x'),
    ];
    const [lead] = leads('typeform', { form_response: { token: 't', answers, submitted_at: 'yesterday' } });
    expect(lead).toMatchObject({ email: null, emailRaw: 'ana@nowhere', phone: null, phoneRaw: '12', occurredAt: null });
    expect(lead?.attributes).toEqual({ size: 'L', size_2: 'XL', proto: 'x', typeform: { submitted_at: 'yesterday' } });
  });

  it('refuses other events and a response without contact', () => {
    expect(issues('typeform', { event_type: 'form_response_partial', form_response: {} })).toMatchObject([
      { path: 'event_type' },
    ]);
    expect(issues('typeform', { event_type: 'form_response' })).toMatchObject([{ path: 'form_response' }]);
    expect(issues('typeform', { form_response: { answers: [] } })).toMatchObject([{ path: 'form_response.answers' }]);
  });
});

describe('facebook-leadgen', () => {
  const verify = (raw: Buffer) =>
    adapters['facebook-leadgen'].verify({
      headers: { 'x-hub-signature-256': `sha256=${createHmac('sha256', 'app-secret').update(raw).digest('hex')}` },
      raw,
      secrets: ['app-secret'],
      nowMs: NOW,
    });

  it('has the lead id as its replay key, a batch a hash', () => {
    expect(verify(fixture('meta-notification'))).toMatchObject({ ok: true, replayKey: '998877665544332' });
    expect(verify(fixture('meta-graph-lead'))).toMatchObject({ ok: true, replayKey: '998877665544334' });
    expect(verify(fixture('meta-batch'))).toMatchObject({
      replayKey: expect.stringMatching(/^sha256:/) as string,
    });
  });

  it('refuses a notification without field_data, saying what to do', () => {
    expect(issues('facebook-leadgen', recorded('meta-notification'))).toEqual([
      {
        path: 'entry.0.changes.0.value.field_data',
        message: expect.stringContaining('Graph API') as string,
      },
    ]);
  });

  it('maps a batch, each for itself', () => {
    const batch = recorded('meta-batch');
    const [ioana, radu] = leads('facebook-leadgen', batch, 'RO');
    expect(ioana).toMatchObject({
      externalId: '998877665544332',
      name: 'Ioana Mureș',
      email: 'ioana@example.com',
      phone: '+40744111222',
      occurredAt: '2026-11-21T10:00:03.000Z',
      attributes: {
        city: 'Cluj',
        'which_services?': ['roof', 'windows'],
        facebook: { form_id: '1079123455555555', page_id: '153125381133', leadgen_id: '998877665544332' },
      },
    });
    expect(radu).toMatchObject({ name: 'Radu Stan', phone: '+40744333444', email: null });
    const entries = batch.entry as { changes: { value: Json }[] }[];
    delete entries[0]?.changes[0]?.value.field_data;
    expect(adapters['facebook-leadgen'].parse(batch, {})).toMatchObject({
      leads: [{ name: 'Radu Stan' }],
      refused: [{ place: 0, issues: [{ path: 'entry.0.changes.0.value.field_data' }], draft: { email: null } }],
    });
  });

  it('keeps a national number without a known country as text', () => {
    const [, radu] = leads('facebook-leadgen', recorded('meta-batch'));
    expect(radu).toMatchObject({ phone: null, phoneRaw: '0744 333 444' });
  });

  it("maps the Graph API's lead", () => {
    const [petra] = leads('facebook-leadgen', recorded('meta-graph-lead'));
    expect(petra).toMatchObject({
      externalId: '998877665544334',
      name: 'Petra Albu',
      email: 'petra@example.org',
      country: 'RO',
      occurredAt: '2026-11-20T10:00:03.000Z',
      attributes: { facebook: { ad_name: 'Autumn roofs', platform: 'ig', is_organic: false } },
    });
  });

  it('refuses a delivery without a lead and a lead without contact', () => {
    expect(issues('facebook-leadgen', { object: 'page', entry: [] })).toMatchObject([{ path: 'entry' }]);
    expect(issues('facebook-leadgen', { field_data: [{ values: ['a'] }] })).toMatchObject([{ path: 'field_data' }]);
    const nameOnly = { id: '1', field_data: [{ name: 'full_name', values: ['A'] }] };
    expect(issues('facebook-leadgen', nameOnly)).toMatchObject([{ path: 'field_data' }]);
  });

  it('keeps an answer without a name', () => {
    const field_data = [{ values: ['a'] }, { name: '', values: ['ana@example.com'] }];
    expect(leads('facebook-leadgen', { field_data })).toMatchObject([
      { email: 'ana@example.com', attributes: { answer_1: 'a' } },
    ]);
  });

  it('does not take an id that JSON rounded', () => {
    const field_data = [{ name: 'email', values: ['a@example.com'] }];
    expect(leads('facebook-leadgen', { id: 2 ** 60, field_data })[0]?.externalId).toBeNull();
    expect(leads('facebook-leadgen', { id: 4412, field_data })[0]?.externalId).toBe('4412');
  });
});

describe('gohighlevel', () => {
  const ed = generateKeyPairSync('ed25519');
  const pem = ed.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const raw = fixture('gohighlevel-contact-create');
  const byHighLevel = { 'x-ghl-signature': sign(null, raw, ed.privateKey).toString('base64') };
  const verify = (headers: Record<string, string>, secrets: string[]) =>
    adapters.gohighlevel.verify({ headers, raw, secrets, nowMs: NOW });

  it("verifies HighLevel's signature and, with a whsec_ secret, Standard Webhooks; each by its own secrets only", () => {
    const webhookId = 'dfffb990-4b0a-4411-8ba4-995e3f0f3aaa';
    expect(verify(byHighLevel, [pem])).toEqual({ ok: true, replayKey: webhookId, timestampMs: null });
    expect(verify(standardHeaders(raw), [SECRET])).toEqual({ ok: true, replayKey: 'msg_7', timestampMs: NOW });
    expect(verify(byHighLevel, [SECRET, pem])).toMatchObject({ ok: true });
    expect(verify(standardHeaders(raw), [SECRET, pem])).toMatchObject({ ok: true });
    expect(verify(byHighLevel, [SECRET])).toMatchObject({ reason: 'MISSING_HEADER' });
    expect(verify(standardHeaders(raw), [pem])).toMatchObject({ reason: 'MISSING_HEADER' });
  });

  it('maps a recorded ContactCreate', () => {
    const [lead] = leads('gohighlevel', recorded('gohighlevel-contact-create'));
    expect(lead).toMatchObject({
      externalId: 'nmFmQEsNgz6AVpgLVUJ0',
      name: 'Mihai Dobre',
      email: 'mihai.dobre@example.net',
      phone: '+40721000111',
      source: 'facebook form',
      tags: ['roof', 'vip'],
      consents: { sms: false },
      occurredAt: '2026-11-20T10:00:03.538Z',
      country: 'RO',
      attributes: {
        city: 'Brașov',
        companyName: 'Dobre Roofs',
        locationId: 'vLoc9EPM428h8vShlRW1',
        customFields: { BcdmQEsNgz6AVpgLVUJ0: '12000' },
      },
    });
    expect(lead?.attributes).not.toHaveProperty('email');
  });

  it('maps the same event in its data envelope, with the same ids', () => {
    const { type, webhookId, timestamp, ...data } = recorded('gohighlevel-contact-create');
    const flat = adapters.gohighlevel.parse({ type, webhookId, timestamp, ...data }, {});
    expect(adapters.gohighlevel.parse({ type, webhookId, timestamp, data }, {})).toEqual(flat);
    expect(flat).toMatchObject({ ok: true, eventId: webhookId });
  });

  it("maps a workflow's webhook to the same lead", () => {
    const [lead] = leads('gohighlevel', recorded('gohighlevel-workflow'));
    expect(lead).toMatchObject({
      externalId: 'nmFmQEsNgz6AVpgLVUJ0',
      name: 'Mihai Dobre',
      phone: '+40721000111',
      phoneRaw: '0721 000 111',
      message: 'Roof leaks',
      source: 'facebook form',
      tags: ['roof', 'vip'],
      attributes: { 'What is your budget?': '12000', workflow: { name: 'New lead' } },
    });
    expect(lead?.attributes).not.toHaveProperty('state');
  });

  it('makes no lead of another event', () => {
    const event = { ...recorded('gohighlevel-contact-create'), type: 'ContactDelete' };
    expect(issues('gohighlevel', event)).toMatchObject([{ path: 'type' }]);
  });

  it("takes a workflow's own payload, which names no contact", () => {
    const [lead] = leads('gohighlevel', {
      email: 'ana@example.com',
      firstName: 'Ana',
      'Telefon mobil': '+40721000111',
    });
    expect(lead).toMatchObject({ externalId: null, name: 'Ana', email: 'ana@example.com', phone: '+40721000111' });
    expect(issues('gohighlevel', { user: { email: 'rep@example.com' } })).toMatchObject([{ path: 'email' }]);
  });

  it('takes every consent away from a contact that is not to be disturbed', () => {
    const event = { ...recorded('gohighlevel-contact-create'), dnd: true };
    expect(leads('gohighlevel', event)[0]?.consents).toEqual({ email: false, sms: false, whatsapp: false });
  });
});

describe("a provider's excess", () => {
  it('is cut or dropped with a flag, never refused', () => {
    const base = { contact_id: 'c1', email: 'a@example.com' };
    const long = { ...base, full_name: `${'n'.repeat(199)}😀`, tags: 't'.repeat(65), customData: { message: 'm' } };
    const [cut] = leads('gohighlevel', long);
    expect(cut).toMatchObject({ name: 'n'.repeat(199), tags: [] });
    expect(cut?.attributes.uncut).toEqual({ name: long.full_name, tags: [long.tags] });

    const big = { ...base, city: 'Cluj', blob: 'x'.repeat(40_000), zip: '400', ['ü'.repeat(100)]: 'y'.repeat(30_000) };
    const [lead] = leads('gohighlevel', { ...big, notes: 'z'.repeat(20_000) });
    expect(lead?.attributes).toMatchObject({ city: 'Cluj', zip: '400' });
    expect(lead?.attributes.dropped).toMatchObject({ count: 2, names: ['blob', 'notes'] });
    expect(jsonBytes(lead?.attributes)).toBeLessThanOrEqual(32 * 1024);

    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`${'é'.repeat(60)}${i}`, 'value']));
    expect(jsonBytes(leads('gohighlevel', { ...base, ...many })[0]?.attributes)).toBeLessThanOrEqual(32 * 1024);
  });
});
