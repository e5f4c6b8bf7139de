import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeIn, scan } from './scan';
import { inOrder, membersAt, valuesAt } from './schema';

/** Every value of a JSON by its path, as its text reads. */
function valuesOf(value: unknown, path: string[] = [], found = new Map<string, unknown>()): Map<string, unknown> {
  found.set(path.join('.'), value);
  if (typeof value === 'object' && value !== null)
    for (const [member, one] of Object.entries(value)) valuesOf(one, [...path, member], found);
  return found;
}

const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'medium' },
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(null, true, '{"a":[', '\\"'),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b_1', 'c-d', 'é'), tie('json'), { maxKeys: 3 }),
  ),
}));

describe('a text', () => {
  it('has every value at its place', () => {
    fc.assert(
      fc.property(json, fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const scanned = scan(text);
        for (const [path, one] of valuesOf(JSON.parse(text))) {
          const { from, to } = placeIn(scanned, path);
          expect(JSON.parse(text.slice(from, to))).toEqual(one);
        }
      }),
    );
  });

  it('of any kind is read without a fault', () => {
    fc.assert(fc.property(fc.string(), (text) => void scan(text)));
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '"', '1')),
        (all) => void scan(all.join('')),
      ),
    );
  });

  it.each<[string, string[], 'KEY' | 'VALUE', string[]]>([
    ['{', [], 'KEY', []],
    ['{ "priority": ', ['priority'], 'VALUE', ['priority']],
    ['{ "priority": 3, ', [], 'KEY', ['priority']],
    ['{ "clocks": [ { "key": "a" }, { "name": "x", ', ['clocks', '1'], 'KEY', ['name']],
    ['{ "clocks": [ { "starts": ', ['clocks', '0', 'starts'], 'VALUE', ['starts']],
    ['{ "clocks": [ { "proofs": [ "CALL_LOGGED", ', ['clocks', '0', 'proofs', '1'], 'VALUE', []],
  ])('says what would come next (%#)', (text, path, expects, keys) =>
    expect(scan(text).open).toEqual({ path, expects, keys }),
  );

  it('names the innermost that there is of what is missing', () => {
    const text = '{"routing":{"rules":[]}}';
    expect(placeIn(scan(text), 'routing.rules.0.teamId')).toEqual({ from: 20, to: 22 });
    expect(placeIn(scan(text), 'clocks.0')).toEqual({ from: 0, to: text.length });
    expect(placeIn(scan(''), 'x')).toEqual({ from: 0, to: 0 });
  });
});

describe('the schema', () => {
  const names = (path: string[]) => membersAt(path).map(({ text }) => text);
  it('knows the members and the words of every place, also in conditions and alternatives', () => {
    expect(names([])).toEqual(expect.arrayContaining(['priority', 'match', 'routing', 'clocks']));
    expect(names(['match', 'all', '0'])).toEqual(expect.arrayContaining(['all', 'any', 'not', 'field', 'op', 'value']));
    expect(names(['routing', 'fallback', '0'])).toContain('teamId');
    expect(names(['clocks', '0', 'ladder', '0', 'at'])).toEqual(expect.arrayContaining(['share', 'offset']));
    expect(valuesAt(['clocks', '0', 'starts'])).toContain('"RECEIVED"');
    expect(valuesAt(['clocks', '0', 'recurring'])).toEqual(['true', 'false']);
    expect(valuesAt(['match', 'op'])).toContain('"between"');
    expect([names(['nothing', '__proto__']), valuesAt(['priority'])]).toEqual([[], []]);
  });

  it('orders members as people read them, and changes nothing else', () => {
    const value = {
      later: 1,
      clocks: [{ ladder: [], key: 'a' }],
      match: { value: 1, op: 'eq', field: 'x' },
      priority: 1,
    };
    expect(JSON.stringify(inOrder(value))).toBe(
      '{"priority":1,"match":{"field":"x","op":"eq","value":1},"clocks":[{"key":"a","ladder":[]}],"later":1}',
    );
    fc.assert(fc.property(json, (one) => expect(inOrder(one)).toEqual(one)));
  });
});
