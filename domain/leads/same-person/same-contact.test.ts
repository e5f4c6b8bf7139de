import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areOtherNames, ofSamePerson, type PersonContacts } from './same-contact.js';

const NUMBER = '+40213121234';
const lead = (change: Partial<PersonContacts> = {}): PersonContacts => ({
  name: null,
  email: null,
  phone: null,
  phoneExtension: null,
  ...change,
});
const ann = lead({ name: 'Ann Lee', email: 'ann@corp.example', phone: NUMBER });
const bob = lead({ name: 'Bob Ray', email: 'bob@corp.example', phone: NUMBER });
const isSame = (one: PersonContacts, other: PersonContacts) => ofSamePerson(one, [other]).length > 0;

describe('two leads are the same person’s', () => {
  it.each<[string, PersonContacts, PersonContacts, boolean]>([
    ['with the same e-mail', ann, lead({ email: 'ann@corp.example' }), true],
    ['with the same e-mail and other phones', ann, { ...ann, phone: '+40722123456' }, true],
    ['with the same phone', ann, lead({ phone: NUMBER }), true],
    ['with the same phone and name, by another address', ann, { ...ann, email: 'lee@home.example' }, true],
    ['with the same phone and address, by another name', ann, { ...ann, name: 'Mrs Ray' }, true],
    ['not with the same phone, another address and another name', ann, bob, false],
    ['with the same extension', { ...ann, phoneExtension: '12' }, lead({ phone: NUMBER, phoneExtension: '12' }), true],
    ['not with another extension', { ...ann, phoneExtension: '12' }, { ...bob, phoneExtension: '77' }, false],
    ['not with another extension, even by one name', { ...ann, phoneExtension: '1', email: null }, ann, false],
    ['not with a placeholder for an address', lead({ email: 'none@x.ro' }), lead({ email: 'none@x.ro' }), false],
    ['not with a placeholder for a number', lead({ phone: '+40700000000' }), lead({ phone: '+40700000000' }), false],
    ['where the other address is a placeholder, and contradicts nothing', ann, { ...bob, email: 'no@no.ro' }, true],
    ['not without anything in common', ann, lead({ name: 'Ann Lee' }), false],
  ])('%s', (_, one, other, same) => {
    expect([isSame(one, other), isSame(other, one)]).toEqual([same, same]);
  });

  it('not by a number at which several persons stood, whoever asks from there', () => {
    const stranger = lead({ phone: NUMBER });
    const again = lead({ name: 'Ann Lee', phone: NUMBER });
    expect(ofSamePerson(stranger, [ann, bob])).toEqual([]);
    expect(ofSamePerson(again, [ann, bob])).toEqual([]);
    expect(ofSamePerson({ ...again, email: 'ann@corp.example' }, [ann, bob])).toEqual([ann]);
    expect(ofSamePerson(stranger, [ann])).toEqual([ann]);
  });

  it('never by contact data that contradict, whoever else was there', () => {
    const text = (...words: string[]) => fc.option(fc.constantFrom(...words));
    const anybody = fc.record({
      name: text('Ann Lee', 'Bob Ray', 'Lee'),
      email: text('ann@corp.example', 'bob@corp.example', 'none@none.com'),
      phone: text(NUMBER, '+40700000000'),
      phoneExtension: text('12', '77'),
    });
    fc.assert(
      fc.property(anybody, fc.array(anybody, { maxLength: 6 }), (one, others) => {
        for (const other of ofSamePerson(one, others)) {
          if (one.email !== null && one.email !== 'none@none.com' && one.email === other.email) continue;
          expect(other).toMatchObject({ phone: NUMBER, phoneExtension: one.phoneExtension });
          expect(one.phone).toBe(NUMBER);
        }
      }),
    );
  });
});

it.each<[string | null, string | null, boolean]>([
  ['Ann Lee', 'Bob Ray', true],
  ['Ana Pop', 'pop ANA', false],
  ['Ana Pop', 'Ana-Maria Pop', false],
  ['Ștefan Țăran', 'Stefan Taran', false],
  ['A. Pop', 'Ana Pop', false],
  ['Ana', 'Ana Pop', false],
  ['Ana Pop', 'Dan Pop', true],
  ['Ana Ana', 'Ana Pop', true],
  ['Ana', null, false],
  ['?', 'Ana', false],
])('%s and %s are other names: %s', (one, other, are) => {
  expect([areOtherNames(one, other), areOtherNames(other, one)]).toEqual([are, are]);
});
