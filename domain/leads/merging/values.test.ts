import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { same } from '../../platform/text/same.js';
import { differencesOf, givenBackOf, mergedValues, valuesBefore, type LeadValues } from './values.js';

const values = (given: Partial<LeadValues> = {}): LeadValues => ({
  name: 'Ana Pop',
  email: 'ana@example.com',
  emailRaw: 'Ana@example.com',
  phone: null,
  phoneExtension: null,
  phoneRaw: null,
  message: null,
  language: null,
  country: null,
  tags: [],
  attributes: {},
  consents: {},
  ...given,
});

const text = fc.constantFrom('a', 'b', 'c');
const maybe = fc.option(text, { nil: null });
const anyValues: fc.Arbitrary<LeadValues> = fc.record({
  name: maybe,
  email: text,
  emailRaw: text,
  phone: maybe,
  phoneExtension: fc.constant(null),
  phoneRaw: maybe,
  message: maybe,
  language: maybe,
  country: maybe,
  tags: fc.uniqueArray(text),
  attributes: fc.dictionary(fc.constantFrom('x', 'y', 'constructor'), fc.jsonValue({ maxDepth: 1 })),
  consents: fc.dictionary(fc.constantFrom('email', 'sms'), fc.boolean()),
});

/** @throws where the merge cannot be */
function changeOf(...given: Parameters<typeof mergedValues>): Partial<LeadValues> {
  const merged = mergedValues(...given);
  if (!merged.ok) throw new Error(merged.message);
  return merged.change;
}

describe('two leads of one person', () => {
  it('give what only one of them knows; of two values that of the one that stays', () => {
    const kept = values({ attributes: { city: 'Cluj' }, tags: ['vip'] });
    const other = values({
      name: 'A. Pop',
      phone: '+40722123456',
      phoneRaw: '0722 123 456',
      attributes: { city: 'Turda', roof: { m2: 40 } },
      tags: ['fair', 'vip'],
    });
    expect(changeOf(kept, other, {})).toEqual({
      phone: '+40722123456',
      phoneExtension: null,
      phoneRaw: '0722 123 456',
      attributes: { city: 'Cluj', roof: { m2: 40 } },
      tags: ['vip', 'fair'],
    });
    expect(changeOf(kept, other, { name: 'MERGED', phone: 'KEPT', 'attributes.city': 'MERGED' })).toEqual({
      name: 'A. Pop',
      attributes: { city: 'Turda', roof: { m2: 40 } },
      tags: ['vip', 'fair'],
    });
  });

  it('count a consent that either withdrew as withdrawn', () => {
    const [yes, no] = [values({ consents: { sms: true } }), values({ consents: { sms: false } })];
    expect(changeOf(yes, no, {})).toEqual({ consents: { sms: false } });
    expect(changeOf(no, yes, {})).toEqual({});
  });

  it('tell another extension of the same number as another number', () => {
    const [plain, inner] = [values({ phone: '+4021' }), values({ phone: '+4021', phoneExtension: '204' })];
    expect(differencesOf(plain, inner)).toMatchObject([{ field: 'phone', merged: '+4021 #204', byDefault: 'KEPT' }]);
  });

  it('refuse a field that neither has, and to be left without a way to the person', () => {
    expect(mergedValues(values(), values(), { 'attributes.toString': 'MERGED' })).toMatchObject({
      ok: false,
      field: 'attributes.toString',
    });
    const unreachable = values({ email: null, phone: null });
    expect(mergedValues(unreachable, unreachable, {})).toMatchObject({ ok: false, field: 'email' });
  });

  it('are as they were once that is undone, where nobody changed anything since', () => {
    fc.assert(
      fc.property(anyValues, anyValues, (kept, other) => {
        const change = changeOf(kept, other, {});
        const before = valuesBefore(kept, change);
        const back = givenBackOf({ ...kept, ...change }, before, change);
        expect(back.changedSince).toEqual([]);
        expect(same({ ...kept, ...change, ...back.change }, kept)).toBe(true);
      }),
    );
  });

  it('keep what somebody changed since', () => {
    const kept = values();
    const change = changeOf(kept, values({ message: 'Call me', attributes: { a: 1, b: 2 }, tags: ['x'] }), {});
    const now = { ...kept, ...change, message: 'Called', attributes: { a: 1, b: 3, c: 4 }, tags: ['x', 'y'] };
    expect(givenBackOf(now, valuesBefore(kept, change), change)).toEqual({
      change: { attributes: { b: 3, c: 4 }, tags: ['y'] },
      givenBack: ['attributes.a', 'tags'],
      changedSince: ['message', 'attributes.b'],
    });
  });

  it('keep the number that was taken over where it is the only way left', () => {
    const kept = values();
    const change = changeOf(kept, values({ phone: '+40722123456' }), {});
    const now = { ...kept, ...change, email: null, emailRaw: null };
    expect(givenBackOf(now, valuesBefore(kept, change), change)).toMatchObject({ change: {}, changedSince: ['phone'] });
  });
});
