import { expect, it } from 'vitest';
import { initialStatus } from './delivery.js';

it('in the app a notice is delivered at once; elsewhere it waits for a sender, or is logged where there is none', () => {
  expect(initialStatus('in_app', [])).toBe('SENT');
  expect(initialStatus('email', ['email'])).toBe('PENDING');
  expect(initialStatus('email', [])).toBe('LOGGED');
});
