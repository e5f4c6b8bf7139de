import { describe, expect, it } from 'vitest';
import { withoutContacts } from './without-contacts.js';

describe('an error without contacts', () => {
  it.each([
    ['550 5.1.1 <ana.pop@example.com>: no such user', '550 5.1.1 <‹e-mail›>: no such user'],
    ['neither ana@example.com nor +40 721 123 456 is good', 'neither ‹e-mail› nor ‹number› is good'],
    ['Ünal@Ümlaut.example, 0721-123-456', '‹e-mail›, ‹number›'],
  ])('%s', (error, said) => {
    expect(withoutContacts(error)).toBe(said);
  });

  it('keeps what is no contact', () => {
    for (const error of [
      'permission denied (7)',
      'Mail command failed: 421 4.3.2 try again',
      'lead 0195f3a2-7c1e-7b60-9a55-0c5f0a6f1d11 at 2026-11-30T11:50:18.123Z',
      'connect ECONNREFUSED 127.0.0.1:1025',
    ])
      expect(withoutContacts(error)).toBe(error);
  });
});
