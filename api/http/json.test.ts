import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonBody, parseMachineJson } from './json.js';
import { storable } from './storable.js';

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
    ['a number below every double', '{"a":1e-400}', 'a: '],
    ['an integer that would be rounded', '{"id":12345678901234567890}', 'id: '],
    ['one beyond 2^53', '[9007199254740993]', '0: '],
    ['more decimals than a double has', '{"a":{"b":[0,0.12345678901234567891]}}', 'a.b.1: '],
  ])('refuses %s', (_what, text, message) => {
    expect(parse(text)).toMatchObject({ ok: false, message: expect.stringContaining(message) as string });
  });

  it.each([
    '1.0',
    '-0',
    '0e5',
    '1e2',
    '1E+2',
    '0.1',
    '1e21',
    '1.7976931348623157e308',
    '5e-324',
    '100000000000000000000',
  ])('takes %s: it is that number', (text) =>
    expect(parse(`[${text}]`)).toEqual({ ok: true, value: [JSON.parse(text)] }),
  );

  it('keeps what a provider sends as its digits, and changes nothing beside it', () => {
    const body =
      '{"id":12345678901234567890,"n":[1e400,-0.12345678901234567891,7],"s":"12345678901234567890","id2":1,"id2":2}';
    expect(parseJsonBody(Buffer.from(body), 'AS_TEXT')).toEqual({
      ok: true,
      value: {
        id: '12345678901234567890',
        n: ['1e400', '-0.12345678901234567891', 7],
        s: '12345678901234567890',
        id2: 2,
      },
    });
  });

  it('never changes a number silently: it comes out as it went in, or is refused', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 24 });
    fc.assert(
      fc.property(digits, digits, fc.integer({ min: -30, max: 30 }), (whole, decimals, exponent) => {
        const text = `${whole.replace(/^0+(?=.)/, '')}.${decimals}e${exponent}`;
        const result = parse(`[${text}]`);
        if (!result.ok) return;
        // By whole numbers of any size, apart from the parser.
        const exact = (number: string): [bigint, number] => {
          const [, a = '', b = '', e = '0'] = /^(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(number)!;
          return [BigInt(a + b), Number(e) - b.length];
        };
        const [[m1, e1], [m2, e2]] = [exact(text), exact(JSON.stringify((result.value as number[])[0]))];
        const least = Math.min(e1, e2);
        expect(m1 * 10n ** BigInt(e1 - least)).toBe(m2 * 10n ** BigInt(e2 - least));
      }),
    );
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

describe('parseMachineJson', () => {
  const read = (text: string | Buffer) => parseMachineJson(Buffer.from(text as string));

  it.each<[string, string | Buffer, unknown]>([
    ['half of an emoji', '{"a":"great \\ud83d"}', { a: 'great \ufffd' }],
    ['NUL, escaped', '{"a\\u0000":"x\\u0000y"}', { 'a\ufffd': 'x\ufffdy' }],
    ['NUL, as it is', '{"a":"x\u0000y"}', { a: 'x\ufffdy' }],
    ['a line break within a text', '{"a":"x\r\ny", "b": 1}', { a: 'x\r\ny', b: 1 }],
    ['bytes of Latin-1', Buffer.from('{"a":"Bra\xbaov"}', 'latin1'), { a: 'Bra\ufffdov' }],
    ['a byte order mark', '\ufeff{"a":1}', { a: 1 }],
    ['a __proto__ key', '{"a":{"__proto__":{"x":1}}}', { a: { proto: { x: 1 } } }],
    ['a number beyond a double', '{"a":1e400,"b":2}', { a: '1e400', b: 2 }],
  ])('reads %s', (_what, text, want) => {
    const parsed = read(text);
    expect(storable(parsed.ok ? parsed.value : 'not read').value).toEqual(want);
  });

  it('refuses what is no JSON', () => {
    const open = '"\\"'.repeat(60_000);
    for (const text of ['', '{"a":', 'email=ana@example.com&name=Ana', '<lead/>', `{${open}`, '"a\\']) {
      expect(read(text)).toMatchObject({ ok: false });
    }
  });
});

describe('storable', () => {
  it('gives back what is storable as it is, and cuts what is too deep', () => {
    const value = { a: [1, 'x', null, { b: '👨‍👩‍👧' }] };
    expect(storable(value).value).toBe(value);
    const deep = JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`) as unknown;
    expect(JSON.stringify(storable(deep).value)).toBe(`${'['.repeat(64)}null${']'.repeat(64)}`);
  });
});
