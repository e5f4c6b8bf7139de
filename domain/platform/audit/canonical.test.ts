import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalEntry, canonicalJson, type EntryToSeal } from './canonical.js';

const entry: EntryToSeal = {
  orgId: '0195f3a2-7c1e-7b60-9a55-0c5f0a6f1d11',
  id: 1077,
  atMs: Date.parse('2026-11-20T10:00:00.120Z'),
  actorType: 'user',
  actorId: '0195f3a2-7c1e-7b60-9a55-0c5f0a6f1d13',
  action: 'flow.published',
  entityType: 'flow',
  entityId: '0195f3a2-7c1e-7b60-9a55-0c5f0a6f1d12',
  leadId: null,
  before: '{"version": 2}',
  after: '{"name": "Șoim „1”", "version": 3, "target": 1.50, "rules": [{"b": 1e2, "a": -0.0}]}',
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
};

describe('an entry of the audit log, canonically', () => {
  // Seals that were made hold digests of this form: who changes it breaks every chain there is.
  it('is this, and never anything else', () => {
    expect(canonicalEntry(entry)).toBe(
      '{"action":"flow.published","actorId":"0195f3a2-7c1e-7b60-9a55-0c5f0a6f1d13","actorType":"user",' +
        '"after":{"name":"Șoim „1”","rules":[{"a":0,"b":100}],"target":1.5,"version":3},"at":"2026-11-20T10:00:00.120Z",' +
        '"before":{"version":2},"entityId":"0195f3a2-7c1e-7b60-9a55-0c5f0a6f1d12","entityType":"flow","id":1077,"leadId":null,' +
        '"orgId":"0195f3a2-7c1e-7b60-9a55-0c5f0a6f1d11","traceId":"4bf92f3577b34da6a3ce929d0e0e4736"}',
    );
    expect(createHash('sha256').update(canonicalEntry(entry)).digest('hex')).toBe(
      'cbcbb927f92c4d271319b900cac03f0f8ab0ddd3d0454b1fb6f1539630cbed8b',
    );
  });

  it('takes a null of SQL and one of JSON for the same', () => {
    expect(canonicalEntry({ ...entry, before: null })).toBe(canonicalEntry({ ...entry, before: ' null ' }));
  });

  it.each(Object.keys(entry) as (keyof EntryToSeal)[])('is another one by another %s', (member) => {
    const others: EntryToSeal = { ...entry, before: '{}', after: '[]', leadId: entry.orgId, id: 1, atMs: 1 };
    const other = { ...entry, [member]: others[member] === entry[member] ? 'other' : others[member] };
    expect(canonicalEntry(other)).not.toBe(canonicalEntry(entry));
  });
});

describe('JSON, canonically', () => {
  it.each([
    ['{"b":1,"a":{"d":[],"c":{}}}', '{"a":{"c":{},"d":[]},"b":1}'],
    [' [ 1 , "a" , true , false , null ] ', '[1,"a",true,false,null]'],
    ['"\\u00e9\\/\\ud83d\\ude00\\n\\""', '"é/😀\\n\\""'],
    // By UTF-16: the surrogates of an emoji come before ﬁ.
    ['{"\\ufb01":1,"😀":2}', '{"😀":2,"ﬁ":1}'],
    ['{"10":1,"9":2,"__proto__":3}', '{"10":1,"9":2,"__proto__":3}'],
    ['1.0', '1'],
    ['1e2', '100'],
    ['-0', '0'],
    ['0.10', '0.1'],
    ['0.000001', '0.000001'],
    ['1e-7', '1e-7'],
    ['0.0000001', '1e-7'],
    ['1000000000000000000000', '1e+21'],
    // More than 64 bits hold: none of it is lost, or two different numbers would have one digest.
    ['9007199254740993', '9007199254740993e0'],
    ['12345678901234567890123450', '1234567890123456789012345e1'],
    ['0.1000000000000000000001', '1000000000000000000001e-22'],
    ['1e400', '1e400'],
  ])('%s is %s', (text, canonical) => {
    expect(canonicalJson(text)).toBe(canonical);
  });

  it.each(['', '{', '[1', '{"a"}', '{"a":}', '[1 2]', '{1:2}', '1 2', 'nothing', ']', ',', '{"a":1]'])(
    'refuses %s',
    (text) => {
      expect(() => canonicalJson(text)).toThrow(SyntaxError);
    },
  );

  it('is the same however a database wrote it, and means the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const canonical = canonicalJson(JSON.stringify(value));
        expect(JSON.parse(canonical)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.stringify(value, null, 2))).toBe(canonical);
        expect(canonicalJson(canonical)).toBe(canonical);
      }),
    );
  });
});
