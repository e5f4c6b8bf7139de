import { expect, it } from 'vitest';
import { callLink } from './phone';

it('dials a number with its extension behind a pause', () => {
  expect(callLink({ phone: '+40213121234', phoneExtension: '204' })).toBe('tel:+40213121234,204');
  expect(callLink({ phone: '+40722123456', phoneExtension: null })).toBe('tel:+40722123456');
});
