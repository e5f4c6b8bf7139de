import fc from 'fast-check';
import { expect, it } from 'vitest';
import { newCandidate, newLead, RECEIVED } from '../../../test/support/lead-engine.js';
import type { FlowDefinition } from '../../../domain/leads/flow/definition.js';
import type { FlowContext } from '../../../domain/leads/flow/validate.js';
import { isRead, type Part, type ReadFlow } from '../../../domain/leads/trial/read-flow.js';
import { Trial } from '../../../domain/leads/trial/trial.js';
import { readDraft } from '../flow-drafts.js';
import { readParts } from './read-draft-parts.js';

const TEAM = '0192aaaa-0000-7000-8000-000000000001';
const context: FlowContext = {
  users: new Set(),
  teams: new Map([[TEAM, { memberCount: 1, hasCalendar: false, archived: false }]]),
  calendars: new Map(),
};
const whole = (): FlowDefinition => ({
  priority: 5,
  match: { all: [{ field: 'source', op: 'eq', value: 'web' }] },
  duplicates: { window: 'P1D', action: 'LINK' },
  scoring: { threshold: 0, rules: [{ when: { all: [] }, points: 5, reason: 'every lead' }] },
  routing: {
    rules: [
      { when: { field: 'score', op: 'gt', value: 3 }, teamId: TEAM, strategy: 'BALANCED', skills: ['solar'] },
      { when: { all: [] }, teamId: TEAM, strategy: 'WEIGHTED', mode: 'OFFER', weights: { waiting: 1 } },
    ],
    fallback: [{ teamId: TEAM, strategy: 'ROUND_ROBIN' }],
    maxReassignments: 1,
    leadWeights: [{ when: { all: [] }, weight: 2 }],
  },
  clocks: [
    {
      key: 'contact',
      name: 'Contact',
      starts: 'RECEIVED',
      target: { duration: 'PT15M', time: 'ELAPSED' },
      targets: [{ when: { field: 'score', op: 'gt', value: 3 }, duration: 'PT5M' }],
      atRisk: 0.5,
      proofs: ['CALL_LOGGED'],
      ladder: [{ key: 'remind', at: { share: 0.5 }, action: 'REMINDER', repeat: { every: 'PT1M', times: 2 } }],
    },
  ],
});

const partsOf = (draft: Record<string, unknown>): ReadFlow => readParts(draft, readDraft(draft, context).issues);

function trialOf(draft: Record<string, unknown>) {
  const candidates = [newCandidate('ana', { teamIds: [TEAM] }), newCandidate('bob', { teamIds: [TEAM] })];
  const surroundings = (nowMs: number) => ({
    nowMs,
    newId: () => '',
    activeFlows: [],
    calendars: new Map(),
    people: { users: new Map(), teamCalendarIds: new Map() },
    candidates: structuredClone(candidates),
    samePerson: new Map(),
    nameOf: String,
  });
  const trial = new Trial({
    flow: { id: 'f', key: 'f', version: 1 },
    draft: partsOf(draft),
    lead: newLead(),
    context: surroundings(RECEIVED),
    names: new Map(),
  });
  for (let next = trial.next(); next !== null; next = trial.next()) trial.pass(surroundings(next.atMs));
  return trial;
}

/** Every place of a value, by its path. */
function placesOf(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Object.entries(value).flatMap(([name, one]) =>
    placesOf(one, [...path, Array.isArray(value) ? Number(name) : name]),
  );
  return [path, ...below].filter((one) => one.length > 0);
}
const PLACES = placesOf(whole());

function withAt(value: unknown, [member, ...rest]: (string | number)[], next: unknown): unknown {
  if (member === undefined) return next;
  const copy = structuredClone(value) as Record<string | number, unknown>;
  copy[member] = withAt(copy[member], rest, next);
  return copy;
}

it('reads a definition that is all in order as it stands', () => {
  const parts = partsOf({ ...whole() });
  const { priority, match, calendarId, duplicates, scoring, rules, fallback, leadWeights, maxReassignments, clocks } =
    parts;
  const all: Part<unknown>[] = [
    priority,
    match,
    calendarId,
    duplicates,
    scoring,
    fallback,
    maxReassignments,
    ...rules,
    ...leadWeights,
  ];
  expect([...all, ...clocks.map(({ clock }) => clock)].every((part) => isRead(part))).toBe(true);
  expect(trialOf({ ...whole() }).result.untold).toEqual([]);
});

it('can be tried whatever stands at one of its places: that part is named, the others are told', () => {
  fc.assert(
    fc.property(fc.constantFrom(...PLACES), fc.oneof(fc.jsonValue(), fc.constant(undefined)), (path, value) => {
      const draft = withAt(whole(), path, value) as Record<string, unknown>;
      const { result } = trialOf(draft);
      const [top] = path;
      const parts = partsOf(draft);
      if (top !== 'match' && top !== 'priority') expect(result.match).not.toBeNull();
      if (top !== 'scoring') expect(isRead(parts.scoring)).toBe(true);
      if (top !== 'clocks') expect(result.clocks.map(({ key }) => key)).toEqual(['contact']);
      for (const { issues } of result.untold) expect(issues.length).toBeGreaterThan(0);
      if (top === 'clocks' || top === 'match' || top === 'priority') expect(result.routing).not.toBeNull();
    }),
    { numRuns: 400 },
  );
});

it('can be tried whatever it is', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...Object.keys(whole()), 'more'), fc.jsonValue()), (draft) => {
      expect(() => trialOf(draft)).not.toThrow();
    }),
  );
});
