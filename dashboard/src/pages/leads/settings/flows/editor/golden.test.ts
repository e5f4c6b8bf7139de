import { describe, expect, it } from 'vitest';
import { goldenCases } from '../../../../../../../test/golden/document.js';
import { policyOf } from '../../../../../../../test/golden/policy.js';
import { fileOf, readFlowFile, type Named } from '../file';
import { DraftDocument, valueAt, type Path } from './document';
import { changesBetween } from './changes/changes';
import type { JsonObject } from './changes/json';
import { merge } from './saving/merge';

const named: Named = {
  teams: new Map([['0195f3a2-7c1e-7b60-9a55-0c5f0a6f1d11', { name: 'Sales', archived: false }]]),
  calendars: new Map([['0195f3a2-7c1e-7b60-9a55-0c5f0a6f1d12', 'Hours']]),
  people: new Map([['0195f3a2-7c1e-7b60-9a55-0c5f0a6f1d13', 'Ana']]),
};
const [teamId, calendarId, userId] = [named.teams, named.calendars, named.people].map((one) => [...one.keys()][0]!);

/** The ways to every value that is not made of others. */
function leavesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inside = Array.isArray(value)
    ? value.map((one: unknown, index): [number, unknown] => [index, one])
    : Object.entries(value);
  return inside.flatMap(([member, one]) => leavesOf(one, [...path, member]));
}

const cases = goldenCases().map((one) => ({
  title: one.title,
  draft: JSON.parse(
    JSON.stringify(policyOf(one).flow({ teamId: teamId!, calendarId: calendarId!, userId: () => userId! })),
  ) as JsonObject,
}));

it('has all golden cases', () => expect(cases.length).toBeGreaterThanOrEqual(14));

describe.each(cases)('the flow of “$title”', ({ draft }) => {
  it('comes through the editor as it went in, whatever is touched and taken back', () => {
    for (const path of leavesOf(draft)) {
      const document = new DraftDocument(draft);
      document.set(path, valueAt(draft, path));
      expect(document.value).toBe(draft);
      document.set(path, 'something else');
      document.set(path, valueAt(draft, path));
      expect(JSON.stringify(document.value)).toBe(JSON.stringify(draft));
    }
  });

  it('comes through a file, and through a merge with any one change of somebody else', () => {
    const read = readFlowFile(fileOf({ key: 'a', name: 'A', draft }, named), named);
    expect(read).toMatchObject({ draft, foreign: [] });
    const mine = { ...draft, later: { kept: true } } as JsonObject;
    for (const path of leavesOf(draft)) {
      const theirs = new DraftDocument(draft);
      theirs.set(path, 'something else');
      const { draft: merged, conflicts } = merge(draft, mine, theirs.value as JsonObject);
      expect(conflicts).toEqual([]);
      expect(merged).toEqual({ ...(theirs.value as JsonObject), later: { kept: true } });
      expect(changesBetween(draft, theirs.value as JsonObject)).not.toEqual([]);
    }
  });
});
