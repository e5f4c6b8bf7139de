import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldKind } from '../vocabulary/condition-fields.js';
import { leadFields, type LeadSample } from './lead-fields.js';

const lead = (change: Partial<LeadSample> = {}): LeadSample => ({
  name: 'Ana Pop',
  email: 'ana.pop@example.com',
  phone: '+40722123456',
  source: 'web',
  language: null,
  country: null,
  tags: [],
  attributes: {},
  consents: {},
  ...change,
});
const samplesOf = (attributes: Record<string, unknown>): Record<string, unknown[]> =>
  Object.fromEntries(leadFields([lead({ attributes })]).map(({ field, samples }) => [field, samples]));

describe('the fields that leads have', () => {
  it('are counted, the most frequent first, with what they had', () => {
    const leads = [
      lead({ attributes: { budget: 5000, utm: { campaign: 'spring' } }, tags: ['vip', 'solar'], country: 'RO' }),
      lead({ attributes: { budget: '12k', wishes: ['pool', 'garden'] }, consents: { whatsapp: true } }),
      lead({ attributes: { budget: 5000 }, source: 'ads' }),
    ];
    expect(leadFields(leads)).toEqual([
      { field: 'attributes.budget', leads: 3, samples: [5000, '12k'] },
      { field: 'source', leads: 3, samples: ['web', 'ads'] },
      { field: 'attributes.utm.campaign', leads: 1, samples: ['spring'] },
      { field: 'attributes.wishes', leads: 1, samples: ['garden', 'pool'] },
      { field: 'consents.whatsapp', leads: 1, samples: [true] },
      { field: 'country', leads: 1, samples: ['RO'] },
      { field: 'tags', leads: 1, samples: ['solar', 'vip'] },
    ]);
  });

  it.each([
    ['a phone', { line: '0722 999 888' }],
    ['a long number', { account: 12345678 }],
    ['an e-mail', { second: 'x@example.org' }],
    ['the name of the lead', { who: 'Mr. Pop' }],
    ['what is called a name', { first_name: 'Ion' }],
    ['the same in another way', { firstName: 'Ion' }],
    ['the same below', { contact: { name: 'Ion' } }],
    ['the same in Romanian', { 'Nume și prenume': 'Ion' }],
    ['the same in Russian', { Фамилия: 'Иванов' }],
    ['an address', { 'street address': 'High St 4' }],
    ['what is long', { note: 'I would like to hear from you about a pool, please' }],
  ])('never show %s', (_, attributes) => {
    expect(Object.values(samplesOf(attributes)).flat()).toEqual(['web']);
  });

  it('leave out what no condition can ask', () => {
    expect(samplesOf({ 'a.b': 1, '': 1, ' ': 1, deep: { a: { b: { c: { d: 1 } } } }, list: [{ a: 1 }] })).toEqual({
      source: ['web'],
    });
  });

  it('are bounded, and each can be asked, whatever leads are made of', () => {
    fc.assert(
      fc.property(
        fc.array(fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 6 }), { maxKeys: 400 }), {
          maxLength: 3,
        }),
        (all) => {
          const fields = leadFields(all.map((attributes) => lead({ attributes: attributes })));
          expect(fields.length).toBeLessThanOrEqual(200);
          for (const { field, samples } of fields) {
            expect(fieldKind(field)).not.toBeNull();
            expect(samples.length).toBeLessThanOrEqual(8);
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});
