import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DraftDocument, valueAt, withAt } from './document';

const draft = () => ({ a: { list: [{ n: 1 }, { n: 2 }, { n: 3 }], other: { kept: true } }, more: 'x' });

it('changes one place, and shares all else with what it was', () => {
  const before = draft();
  const document = new DraftDocument(before);
  document.set(['a', 'list', 1, 'n'], 20);
  expect(document.value).toEqual({ ...draft(), a: { ...draft().a, list: [{ n: 1 }, { n: 20 }, { n: 3 }] } });
  expect(before).toEqual(draft());
  expect(document.get(['a', 'other'])).toBe(before.a.other);
  expect(document.get(['a', 'list', 0])).toBe(before.a.list[0]);
});

it('makes the way to a place, takes members and items out, moves and inserts', () => {
  const document = new DraftDocument(draft());
  document.set(['routing', 'rules', 0, 'teamId'], 't');
  expect(document.get(['routing'])).toEqual({ rules: [{ teamId: 't' }] });
  document.remove(['routing', 'rules', 0, 'teamId']);
  document.remove(['a', 'list', 0]);
  document.insert(['a', 'list'], 2, { n: 4 });
  document.move(['a', 'list'], 2, 0);
  expect(document.value).toEqual({
    ...draft(),
    routing: { rules: [{}] },
    a: { ...draft().a, list: [{ n: 4 }, { n: 2 }, { n: 3 }] },
  });
});

it('tells of a change, and of none where nothing changed', () => {
  const document = new DraftDocument(draft());
  const told: unknown[] = [];
  const stop = document.subscribe((value) => told.push(value));
  document.set(['more'], 'x');
  document.set(['more'], 'y');
  stop();
  document.set(['more'], 'z');
  expect(told).toEqual([{ ...draft(), more: 'y' }]);
});

it('keeps whatever it is given: one place is changed, and nothing else', () => {
  fc.assert(
    fc.property(
      fc.jsonValue(),
      fc.array(fc.oneof(fc.string(), fc.nat(3)), { minLength: 1, maxLength: 4 }),
      fc.jsonValue(),
      (value, path, next) => {
        let after: unknown;
        try {
          after = withAt(value, path, next);
        } catch (error) {
          expect(error).toBeInstanceOf(TypeError);
          return;
        }
        if (typeof path[0] === 'string' && typeof value === 'object' && value !== null && !Array.isArray(value)) {
          const [first] = path as [string];
          const { [first]: _, ...others } = value as Record<string, unknown>;
          const { [first]: __, ...left } = after as Record<string, unknown>;
          expect(left).toEqual(others);
        }
        if (next !== undefined && path.every((part) => typeof part === 'string'))
          expect(valueAt(after, path)).toEqual(next);
      },
    ),
  );
});
