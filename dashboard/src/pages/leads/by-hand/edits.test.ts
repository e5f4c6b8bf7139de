import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conflictsOf, editsOf, fieldsOfLead, patchOf } from './edits';
import type { valuesOf} from './values';
import { attributesOf, faultsOf, newLeadOf, noValues, attributeOf, newAttribute } from './values';

type Lead = Parameters<typeof valuesOf>[0];

const lead = (given: Partial<Lead> = {}): Lead =>
  ({
    name: 'Ana Pop',
    email: 'ana@example.com',
    emailRaw: 'Ana@Example.com',
    phone: '+40722123456',
    phoneExtension: null,
    phoneRaw: '0722 123 456',
    message: null,
    source: 'web',
    language: null,
    country: 'RO',
    tags: ['vip'],
    attributes: {},
    consents: {},
    ...given,
  }) as Lead;

describe('attributes in a form', () => {
  it('come out as they went in, whatever their shape', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (attributes) => {
        const rows = Object.entries(attributes).map(([key, value]) => attributeOf(key, value));
        expect(faultsOf(rows).size).toBe(0);
        expect(attributesOf(rows)).toEqual(attributes);
      }),
    );
  });

  it('read a number as people write it', () => {
    const typed = (text: string) =>
      attributesOf([{ ...newAttribute(), key: 'budget', kind: 'NUMBER', text }])['budget'];
    expect([typed('12000'), typed('12 000'), typed('1,5'), typed('-2.25')]).toEqual([12000, 12000, 1.5, -2.25]);
    const row = { ...newAttribute(), key: 'budget', kind: 'NUMBER' as const, text: '12k' };
    expect(faultsOf([row]).get(row.id)).toBe('NO_NUMBER');
  });

  it('want a name, and each its own', () => {
    const [none, one, again] = [
      newAttribute(),
      { ...newAttribute(), key: 'city' },
      { ...newAttribute(), key: ' city ' },
    ];
    expect([...faultsOf([none, one, again]).values()]).toEqual(['EMPTY', 'TWICE']);
  });
});

describe('a new lead', () => {
  it('says what was filled in, and nothing else', () => {
    expect(newLeadOf({ ...noValues(), name: ' Ana ', phone: '+40 722 123 456', country: 'RO' })).toEqual({
      name: 'Ana',
      phone: '+40 722 123 456',
      country: 'RO',
    });
  });
});

describe('a lead that two change at once', () => {
  const base = lead({ attributes: { city: 'Cluj', budget: 5 } });
  const from = fieldsOfLead(base);

  it('keeps what the other one changed elsewhere', () => {
    const edits = editsOf(from, fieldsOfLead(lead({ attributes: { city: 'Turda', budget: 5 } })));
    const latest = lead({ phone: '+40722999888', attributes: { city: 'Cluj', budget: 7, roof: { m2: 40 } } });
    expect(conflictsOf(edits, from, fieldsOfLead(latest))).toEqual([]);
    expect(patchOf(edits, latest)).toEqual({ attributes: { city: 'Turda', budget: 7, roof: { m2: 40 } } });
  });

  it('asks where both changed the same', () => {
    const edits = editsOf(from, fieldsOfLead(lead({ name: 'Ana-Maria', attributes: { city: 'Turda' } })));
    const latest = lead({ name: 'A. Pop', attributes: { city: 'Turda', budget: 5 } });
    expect(conflictsOf(edits, from, fieldsOfLead(latest))).toEqual(['name']);
    expect(patchOf(edits, latest)).toEqual({ name: 'Ana-Maria', attributes: { city: 'Turda' } });
  });

  it('changes nothing where nothing was typed', () => {
    expect(editsOf(from, fieldsOfLead(structuredClone(base))).size).toBe(0);
  });
});
