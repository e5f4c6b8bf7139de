import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonBody } from './json.js';

const parse = (text: string) => parseJsonBody(Buffer.from(text));

describe('parseJsonBody', () => {
  it('reads every JSON value as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        if (!text.includes('"__proto__"'))
          expect(parse(text)).toEqual({ ok: true, value: JSON.parse(text) as unknown });
      }),
    );
  });

  it.each([
    ['an empty body', '', 'empty'],
    ['a body of spaces', ' \n', 'empty'],
    ['cut JSON', '{"a":', 'not valid JSON'],
    ['a __proto__ key', '{"a":{"__proto__":{"admin":true}}}', '__proto__'],
    ['an escaped __proto__ key', '{"\\u005f_proto__":1}', '__proto__'],
    ['a number beyond a double', '{"a":[1e400]}', 'a.0'],
  ])('refuses %s', (_what, text, message) => {
    expect(parse(text)).toMatchObject({ ok: false, message: expect.stringContaining(message) as string });
  });

  it('refuses bytes that are not UTF-8', () => {
    for (const bytes of [[0xff], [0x22, 0xc3, 0x28, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22], [0x22, 0xc0, 0x80, 0x22]]) {
      expect(parseJsonBody(Buffer.from(bytes))).toEqual({ ok: false, message: 'The body is not valid UTF-8.' });
    }
  });

  it('reads 64 levels and no more, however deep', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(parse(nested(64))).toMatchObject({ ok: true });
    expect(parse(nested(65))).toMatchObject({ ok: false });
    expect(parse(nested(100_000))).toMatchObject({ ok: false });
    expect(parse('{"a":'.repeat(65) + '1' + '}'.repeat(65))).toMatchObject({ ok: false });
  });

  it('does not repeat the body in its message', () => {
    expect(JSON.stringify(parse('{"password":"hunter2" x}'))).not.toContain('hunter2');
  });
});
