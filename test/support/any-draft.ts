import fc from 'fast-check';
import { anyCondition } from './any-condition.js';
import { flowDefinition } from './world.js';

type Json = Record<string, unknown>;
export type PathOfDraft = (string | number)[];

/** A definition in which much is given. */
export const richDefinition = (teamId: string, calendarId: string): Json => {
  const base = flowDefinition(teamId);
  return {
    ...base,
    calendarId,
    match: {
      all: [
        { field: 'source', op: 'in', value: ['web', 'ads'] },
        { not: { field: 'tags', op: 'contains', value: 'test' } },
      ],
    },
    duplicates: { window: 'P30D', action: 'ATTACH' },
    scoring: {
      threshold: 10,
      rules: [
        { when: { field: 'attributes.budget', op: 'between', value: [5000, 20000] }, points: 40, reason: 'budget' },
        {
          when: {
            any: [
              { field: 'email', op: 'exists' },
              { field: 'phone', op: 'exists' },
            ],
          },
          points: 20,
          reason: 'can be reached',
        },
      ],
    },
    routing: { ...base.routing, leadWeights: [{ when: { field: 'score', op: 'gte', value: 50 }, weight: 2 }] },
  };
};

/** Every place of a JSON value, from the whole down. */
export function placesIn(value: unknown, path: PathOfDraft = []): PathOfDraft[] {
  if (typeof value !== 'object' || value === null) return [path];
  const members: [string | number, unknown][] = Array.isArray(value)
    ? (value as unknown[]).map((one, index) => [index, one])
    : Object.entries(value);
  return [path, ...members.flatMap(([member, one]) => placesIn(one, [...path, member]))];
}

function put(value: unknown, [member, ...rest]: PathOfDraft, next: unknown): unknown {
  if (member === undefined) return next;
  if (typeof value !== 'object' || value === null) return value;
  const copy: Json = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Json;
  if (rest.length === 0 && next === undefined) delete copy[member];
  else copy[member] = put(copy[member], rest, next);
  return Array.isArray(value) ? (copy as unknown as unknown[]).filter(() => true) : copy;
}

const strange = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(null, 0, '', [], {}, -1, 1.5, true, 'P1Y', '00000000-0000-4000-8000-00000000dead'),
  },
  { weight: 1, arbitrary: anyCondition },
  { weight: 1, arbitrary: fc.constant(undefined) },
);

/** A draft that somebody, or a newer version, left: a definition of which some places are anything at all, and with members more. */
export const anyDraft = (definition: Json): fc.Arbitrary<Json> =>
  fc
    .array(
      fc.tuple(
        fc.nat(),
        fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
        strange,
      ),
      {
        minLength: 1,
        maxLength: 4,
      },
    )
    .map((changes) =>
      changes.reduce<Json>((draft, [pick, isMore, value]) => {
        const places = placesIn(draft).slice(1);
        const place = places[pick % Math.max(1, places.length)];
        if (place === undefined) return draft;
        const at = isMore && typeof place.at(-1) === 'string' ? [...place.slice(0, -1), 'newer'] : place;
        return JSON.parse(JSON.stringify(put(draft, at, value))) as Json;
      }, definition),
    );
