import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMachineJson } from '../../../http/json.js';
import { ADAPTER_NAMES } from '../../../../domain/leads/vocabulary/adapters.js';
import { adapters, type AdapterName } from './index.js';

/** Marks that people and programs leave in a text without seeing them. */
const invisible = fc.constantFrom(
  '\u200b',
  '\u200e',
  '\u202a',
  '\u202c',
  '\u2066',
  '\u2069',
  '\ufeff',
  '\u00ad',
  '\ufe0d',
);
const around = (text: string, before: fc.Arbitrary<string>, after: fc.Arbitrary<string>) =>
  fc.tuple(before, after).map(([left, right]) => `${left}${text}${right}`);

/** A text with marks strewn into it. */
const strewn = (text: string): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(fc.nat({ max: text.length }), invisible), { maxLength: 3 })
    .map((marks) => marks.reduce((mangled, [at, mark]) => `${mangled.slice(0, at)}${mark}${mangled.slice(at)}`, text));
const fullWidth = (text: string): string =>
  text.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0));

const email = fc
  .integer({ min: 1, max: 99_999 })
  .map((n) => `ana${n}@example.com`)
  .chain((plain) =>
    fc
      .oneof(strewn(plain), fc.constant(fullWidth(plain)), fc.constant(`Ana <${plain}>`))
      .chain((text) =>
        around(
          text,
          fc.constantFrom('', ' ', 'mailto:', '\u200b', '<'),
          fc.constantFrom('', ' ', '.', ',', '\u200f', '>'),
        ).map((sent) => ({ plain, sent })),
      ),
  );
const phone = fc.integer({ min: 722_000_000, max: 722_999_999 }).chain((n) => {
  const digits = String(n);
  const plain = `+40${digits}`;
  const grouped = `${digits.slice(0, 3)} ${digits.slice(3, 6)} ${digits.slice(6)}`;
  const texts = [plain, `+40 ${grouped}`, `(+40) ${grouped}`, `0040 ${grouped}`, `+40-${grouped.replaceAll(' ', '-')}`];
  return fc
    .constantFrom(...texts, fullWidth(plain))
    .chain(strewn)
    .chain((text) =>
      around(
        text,
        fc.constantFrom('', ' ', 'tel:', 'p:', 'Tel: ', '\u202a'),
        fc.constantFrom('', ' ', '.', '\u202c', '\u0000'),
      ),
    )
    .map((sent) => ({ plain, sent }));
});
const contact = fc.oneof(
  email.map((one) => ({ field: 'email' as const, ...one })),
  phone.map((one) => ({ field: 'phone' as const, ...one })),
);

/** What stands in other fields: nothing, nonsense, cut emoji, the wrong type. */
const junk = fc.oneof(
  fc.constantFrom<unknown>(
    '',
    ' ',
    null,
    [],
    {},
    '-',
    'n/a',
    0,
    true,
    '\u0000',
    'great \ud83d',
    '\u202eevil\n\nhttps://x',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ maxLength: 300 }),
);

type Case = { payload: unknown; field: 'email' | 'phone'; plain: string };

const PAYLOADS: Record<AdapterName, fc.Arbitrary<Case>> = {
  standard: fc
    .record({
      contact,
      others: fc.record(
        {
          name: junk,
          message: junk,
          source: junk,
          externalId: junk,
          tags: fc.oneof(junk, fc.array(junk, { maxLength: 3 })),
          attributes: fc.oneof(junk, fc.dictionary(fc.string({ maxLength: 5 }), junk)),
          consents: fc.oneof(junk, fc.dictionary(fc.constantFrom('email', 'sms', 'fax'), junk)),
          occurredAt: junk,
        },
        { requiredKeys: [] },
      ),
      other: fc.option(fc.constantFrom('', ' ', null, 'none', 'ana@example.com.,', 5), { nil: undefined }),
      with: fc.boolean(),
    })
    .map(({ contact: { field, plain, sent }, others, other, with: both }) => ({
      payload: {
        ...others,
        ...(both ? { [field === 'email' ? 'phone' : 'email']: other ?? null } : {}),
        [field]: sent,
      },
      field,
      plain,
    })),
  typeform: fc
    .record({ contact, titled: fc.boolean(), others: fc.array(junk, { maxLength: 4 }), token: fc.uuid() })
    .map(({ contact: { field, plain, sent }, titled, others, token }) => {
      const type = field === 'email' ? 'email' : 'phone_number';
      const title = field === 'email' ? 'What’s your e-mail?' : 'Număr de telefon';
      const answer = titled
        ? {
            type: 'text',
            text: sent,
            field: { id: 'c', ref: 'a1b2c3d4-1111-4222-8333-444455556666', type: 'short_text' },
          }
        : { type, [type]: sent, field: { id: 'c', type } };
      const rest = others.map((value, index) => ({ type: 'boolean', boolean: value, field: { id: `o${index}` } }));
      const definition = { fields: [{ id: 'c', title, type: 'short_text' }] };
      return { payload: { form_response: { token, definition, answers: [...rest, answer] } }, field, plain };
    }),
  'facebook-leadgen': fc
    .record({
      contact,
      asked: fc.boolean(),
      others: fc.dictionary(fc.string({ maxLength: 8 }), junk),
      id: fc.bigInt(1n, 10n ** 15n),
    })
    .map(({ contact: { field, plain, sent }, asked, others, id }) => {
      const names = field === 'email' ? ['email', 'what_is_your_email?'] : ['phone_number', 'номер_телефона'];
      const rest = Object.entries(others)
        .filter(([name]) => !/mail|phone|tel/i.test(name))
        .map(([name, value]) => ({ name, values: [value] }));
      const field_data = [...rest, { name: names[asked ? 1 : 0], values: [sent] }, 5, null, { values: [] }];
      const change = { field: 'leadgen', value: { leadgen_id: String(id), field_data } };
      const nobody = { field: 'leadgen', value: { leadgen_id: '1' } };
      return { payload: { object: 'page', entry: [{ changes: [nobody, change, null] }] }, field, plain };
    }),
  gohighlevel: fc
    .record({ contact, workflow: fc.boolean(), custom: junk, tags: junk, name: junk, id: fc.uuid() })
    .map(({ contact: { field, plain, sent }, workflow, custom, tags, name, id }) => ({
      payload: workflow
        ? { contact_id: id, full_name: name, tags, 'What else?': custom, customData: custom, [field]: sent }
        : {
            type: 'ContactCreate',
            id,
            firstName: name,
            tags,
            customFields: [{ id: 'x', value: custom }],
            [field]: sent,
          },
      field,
      plain,
    })),
};

/** What could not be stored, or would not stay in its line. */
const BAD = /[\u0000\p{Surrogate}]/u;
const NOT_ONE_LINE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

describe.each(ADAPTER_NAMES)('%s, with mangled but honest payloads', (name) => {
  it('loses no lead that has one usable contact', () => {
    fc.assert(
      fc.property(PAYLOADS[name], ({ payload, field, plain }) => {
        // Over the wire, as a provider sends it.
        const json = parseMachineJson(Buffer.from(JSON.stringify(payload)));
        const result = adapters[name].parse(json.ok ? json.value : null, {});
        expect(result).toMatchObject({ ok: true });
        if (!result.ok) return;
        const [lead] = result.leads;
        expect(lead?.[field]).toBe(plain);
        expect(JSON.stringify(lead)).not.toMatch(/\\u0000|\\ud[89a-f]/i);
        for (const line of [lead?.name, lead?.source, lead?.externalId, ...(lead?.tags ?? [])]) {
          if (typeof line === 'string') expect(line).not.toMatch(NOT_ONE_LINE);
          if (typeof line === 'string') expect(line).not.toMatch(BAD);
        }
        // The same bytes again are the same lead.
        expect(adapters[name].parse(json.ok ? json.value : null, {})).toEqual(result);
      }),
      { numRuns: 150 },
    );
  });
});
