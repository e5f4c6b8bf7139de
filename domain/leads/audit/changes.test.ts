import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flowDefinition } from '../../../test/support/world.js';
import { changesOf as changes, type AuditChange } from '../../platform/audit/changes.js';
import { flowParts } from './flow-parts.js';

const names = new Map([
  ['u1', 'Ana'],
  ['u2', 'Dan'],
]);
const brief = (changes: AuditChange[]) => changes.map(({ path, before, after }) => ({ path, before, after }));

const changesOf = (before: unknown, after: unknown, known?: ReadonlyMap<string, string>) =>
  changes(before, after, known, flowParts);

describe('changesOf', () => {
  it('names what differs, with names for ids', () => {
    const before = { ownerId: 'u1', attributes: { budget: 10, city: 'Cluj' }, tags: ['vip'] };
    const after = { ownerId: 'u2', attributes: { budget: 20, city: 'Cluj', rooms: 2 }, tags: ['vip'] };
    expect(changesOf(before, after, names)).toEqual([
      {
        path: 'ownerId',
        before: 'u1',
        after: 'u2',
        text: 'ownerId: Ana → Dan',
        what: 'owner',
        from: 'Ana',
        to: 'Dan',
      },
      {
        path: 'attributes.budget',
        before: 10,
        after: 20,
        text: 'attributes.budget: 10 → 20',
        what: 'attributes.budget',
        from: '10',
        to: '20',
      },
      {
        path: 'attributes.rooms',
        before: null,
        after: 2,
        text: 'attributes.rooms: nothing → 2',
        what: 'attributes.rooms',
        from: null,
        to: '2',
      },
    ]);
  });

  it('takes no fact of an event for a change', () => {
    expect(brief(changesOf({ ownerId: 'u1' }, { ownerId: 'u2', mode: 'DIRECT', sequence: 2 }))).toEqual([
      { path: 'ownerId', before: 'u1', after: 'u2' },
    ]);
    expect(changesOf({ status: 'ASSIGNED' }, { outcome: 'WON', reason: null })).toEqual([]);
  });

  it('tells what one side alone has', () => {
    expect(brief(changesOf(null, { name: 'Sales', managerId: null }))).toEqual([
      { path: 'name', before: null, after: 'Sales' },
    ]);
    expect(brief(changesOf({ userId: 'u1' }, null))).toEqual([{ path: 'userId', before: 'u1', after: null }]);
    expect(changesOf(null, null)).toEqual([]);
    expect(changesOf('text', 3)).toEqual([]);
  });

  it("reads a flow's definition as its history does", () => {
    const before = flowDefinition('t1');
    const [clock] = before.clocks;
    const after = { ...before, clocks: [{ ...clock!, target: { ...clock!.target, duration: 'PT10M' } }] };
    expect(changesOf({ definition: before }, { definition: after })).toEqual([
      {
        path: 'definition.clocks.first_contact.target.duration',
        before: 'PT15M',
        after: 'PT10M',
        text: 'Clock “First contact”: target PT15M → PT10M',
        what: 'Clock “First contact”: target',
        from: 'PT15M',
        to: 'PT10M',
      },
    ]);
    expect(changesOf({ definition: before }, { definition: { ...before, clocks: [] } })).toMatchObject([
      { what: 'Clock “First contact” is gone', text: 'Clock “First contact” is gone', from: null, to: null },
    ]);
  });

  it.each([
    ['managerId', 'manager'],
    ['teamIds', 'teams'],
    ['busyUntil', 'busy until'],
    ['id', 'id'],
  ])('calls the member %s %s', (member, what) => {
    expect(changesOf({ [member]: 1 }, { [member]: 2 })).toMatchObject([{ what, from: '1', to: '2' }]);
  });

  it('clips long words, not values', () => {
    const [change] = changesOf({ message: '' }, { message: 'x'.repeat(5000) });
    expect(change!.text.length).toBeLessThan(260);
    expect((change!.after as string).length).toBe(5000);
  });

  const member = fc.constantFrom('a', 'b', 'c');
  const scalar = fc.oneof(fc.integer(), fc.boolean(), fc.constantFrom('', 'x', 'u1'));
  const { value: json } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof({ maxDepth: 3 }, scalar, fc.array(scalar, { maxLength: 3 }), fc.dictionary(member, tie('value'))),
  }));
  const pair = fc.uniqueArray(fc.constantFrom('p', 'q', 'definition'), { minLength: 1 }).chain((members) => {
    const side = fc.record(Object.fromEntries(members.map((name) => [name, json])));
    return fc.tuple(side, side);
  });

  it('leads from before to after, and says nothing where they are the same', () => {
    fc.assert(
      fc.property(pair, ([before, after]) => {
        expect(changesOf(before, before)).toEqual([]);
        expect(applied(before, changesOf(before, after))).toEqual(after);
      }),
    );
  });
});

/** `before` with the changes made; the values generated hold no null, so null says that a member goes. */
function applied(before: Record<string, unknown>, changes: AuditChange[]): unknown {
  const copy = structuredClone(before);
  for (const { path, after } of changes) {
    const members = path.split('.');
    let inside = copy;
    for (const name of members.slice(0, -1)) inside = inside[name] as Record<string, unknown>;
    if (after === null) delete inside[members.at(-1)!];
    else inside[members.at(-1)!] = after;
  }
  return copy;
}
