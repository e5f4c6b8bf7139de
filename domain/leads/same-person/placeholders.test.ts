import { expect, it } from 'vitest';
import { isPlaceholderEmail, isPlaceholderPhone } from './placeholders.js';

it.each([
  'none@none.com',
  'none@example.com',
  'no@no.ro',
  'no-email@firma.ro',
  'noemail@gmail.com',
  'n.a@x.ro',
  'test@test.com',
  'test1@gmail.com',
  'test+7@gmail.com',
  'asdf@asdf.com',
  'aaaa@gmail.com',
  'email@email.com',
  'nu_are@yahoo.com',
  'нет@mail.ru',
  'ana@noemail.com',
  '123456@gmail.com',
])('%s stands for no address', (email) => {
  expect(isPlaceholderEmail(email)).toBe(true);
});

it.each([
  'ana@example.com',
  'ana.pop@gmail.com',
  'ana123@gmail.com',
  'tester.ionescu@firma.ro',
  'nora@gmail.com',
  'norbert@firma.ro',
  'office@firma.ro',
  'mail@firma.de',
  'a@b.ro',
  'ana@test.com',
  'contestatie@firma.ro',
  '40722123456@sms.example',
])('%s is an address', (email) => {
  expect(isPlaceholderEmail(email)).toBe(false);
});

it.each([
  '+40700000000',
  '+40000000000',
  '+401111111',
  '+40123456789',
  '+11234567890',
  '+19876543210',
  '+373111111',
  '+37312345678',
  '+79999999999',
])('%s stands for no number', (phone) => {
  expect(isPlaceholderPhone(phone)).toBe(true);
});

it.each(['+40722123456', '+40712345678', '+40722777001', '+12125550100', '+442079460958', '+40213121111'])(
  '%s is a number',
  (phone) => {
    expect(isPlaceholderPhone(phone)).toBe(false);
  },
);
