import { expect, it } from 'vitest';
import { addressInLog, addressProblem } from './address.js';

it('takes addresses of HTTPS, and of HTTP in development', () => {
  expect(addressProblem('https://crm.example.com/hooks?of=pinggo', false)).toBeNull();
  expect(addressProblem('http://127.0.0.1:4000/hooks', false)).toBe('NOT_HTTPS');
  expect(addressProblem('http://127.0.0.1:4000/hooks', true)).toBeNull();
});

it.each(['', 'crm.example.com', 'ftp://crm.example.com', 'file:///etc/passwd', 'https://', 'javascript:alert(1)'])(
  '“%s” is no address',
  (address) => {
    expect(addressProblem(address, true)).toBe('NO_ADDRESS');
  },
);

it('takes none with a password in it, which would stand in lists and logs', () => {
  expect(addressProblem('https://ana:secret@crm.example.com/', false)).toBe('HAS_PASSWORD');
});

it('is told of without its path, which may be a secret', () => {
  expect(addressInLog('https://hooks.example.com/T01/B02/XyZ?key=1')).toBe('https://hooks.example.com/…');
  expect(addressInLog('https://crm.example.com')).toBe('https://crm.example.com');
  expect(addressInLog('nowhere')).toBe('…');
});
