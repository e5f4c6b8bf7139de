import { v7 as newId } from 'uuid';
import { expect, it } from 'vitest';
import { anotherDemo } from './another.js';
import { carpat } from './carpat.js';

const idsIn = (value: unknown): Set<string> =>
  new Set(JSON.stringify(value).match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g));

it('shares no id and no e-mail with the demo that it is made of, and names its own parts', () => {
  const orgId = newId();
  const copy = anotherDemo(carpat, orgId, 'Demo', 'demo-1');
  expect(copy.id).toBe(orgId);
  expect([...idsIn(copy)].filter((id) => idsIn(carpat).has(id))).toEqual([]);
  expect(idsIn(copy).size).toBe(idsIn(carpat).size);
  expect(copy.people.every(({ email }) => email.endsWith('@demo-1.example'))).toBe(true);
  expect(copy.people.map(({ id }) => id)).toEqual(
    expect.arrayContaining(copy.teams.flatMap(({ memberIds }) => memberIds)),
  );
  // Made again for another organisation nothing is the same either.
  const [others, own] = [idsIn(anotherDemo(carpat, newId(), 'Demo', 'demo-2')), idsIn(copy)];
  expect([...others].filter((id) => own.has(id))).toEqual([]);
});
