import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mailHref, telHref, whatsAppHref } from './reach';

describe('a link to a mail', () => {
  it('leads to that address and says nothing more, whatever the address is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.domain(), (local, domain) => {
        const link = new URL(mailHref(`${local}@${domain}`));
        expect(link.search + link.hash).toBe('');
        expect(decodeURIComponent(link.pathname)).toBe(`${local}@${domain}`);
      }),
    );
    expect(mailHref('victim?bcc=evil@example.com')).toBe('mailto:victim%3Fbcc%3Devil@example.com');
    expect(mailHref('ana.pop@example.com')).toBe('mailto:ana.pop@example.com');
  });
});

describe('a link to a telephone', () => {
  it.each([
    ['+40722123456', 'tel:+40722123456'],
    ['+40212345678;ext=12', 'tel:+40212345678'],
    ['+40212345678 ext. 12', 'tel:+40212345678'],
    ['+40 722;phone-context=evil', 'tel:+40722'],
  ])('%s is %s', (phone, href) => expect(telHref(phone)).toBe(href));

  it('holds a number only', () => {
    fc.assert(
      fc.property(fc.string(), (phone) => {
        expect(telHref(phone)).toMatch(/^tel:[+\d]*$/);
        expect(whatsAppHref(phone)).toMatch(/^https:\/\/wa\.me\/\d*$/);
      }),
    );
    expect(whatsAppHref('+40212345678;ext=12')).toBe('https://wa.me/40212345678');
  });
});
