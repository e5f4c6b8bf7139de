import { aligned, isObject, keysOf, own, same, type Json, type JsonObject } from '../changes/json';

export type Side = 'MINE' | 'THEIRS';

/** A place that both changed, each otherwise. `undefined`: it is not there. */
export interface Conflict {
  /** Members and indexes, clocks and steps by their keys. */
  path: readonly string[];
  base: Json | undefined;
  mine: Json | undefined;
  theirs: Json | undefined;
}

export interface Merged {
  draft: JsonObject;
  /** What somebody has to decide. Until they do, it is mine. */
  conflicts: Conflict[];
}

export const conflictKey = ({ path }: Pick<Conflict, 'path'>): string => JSON.stringify(path);

/**
 * Brings together what two made of the same draft. What one changed and the other did not is taken from who changed it, at any
 * depth; what both changed, each otherwise, is a conflict.
 * @param base what both began with
 * @param chosen of conflicts, by `conflictKey`: whose it shall be
 */
export function merge(
  base: JsonObject,
  mine: JsonObject,
  theirs: JsonObject,
  chosen: ReadonlyMap<string, Side> = new Map(),
): Merged {
  const conflicts: Conflict[] = [];
  return { draft: objects(base, mine, theirs, []), conflicts };

  type Three = [base: Json | undefined, mine: Json | undefined, theirs: Json | undefined];

  function decide<Value extends Json | undefined>(
    path: readonly string[],
    was: Value,
    own1: Value,
    other: Value,
  ): Value {
    const conflict = { path, base: was, mine: own1, theirs: other };
    conflicts.push(conflict);
    return chosen.get(conflictKey(conflict)) === 'THEIRS' ? other : own1;
  }

  function value(path: readonly string[], ...[was, ours, other]: Three): Json | undefined {
    if (same(ours, other) || same(was, other)) return ours;
    if (same(was, ours)) return other;
    if (isObject(ours) && isObject(other)) return objects(isObject(was) ? was : {}, ours, other, path);
    if (Array.isArray(ours) && Array.isArray(other))
      return lists(Array.isArray(was) ? (was as Json[]) : [], ours as Json[], other as Json[], path);
    return decide(path, was, ours, other);
  }

  function objects(was: JsonObject, ours: JsonObject, other: JsonObject, path: readonly string[]): JsonObject {
    const members = new Set([...Object.keys(ours), ...Object.keys(other)]);
    const entries = [...members].flatMap((member): [string, Json][] => {
      const one = value([...path, member], own(was, member), own(ours, member), own(other, member));
      return one === undefined ? [] : [[member, one]];
    });
    return Object.fromEntries(entries);
  }

  function lists(was: Json[], ours: Json[], other: Json[], path: readonly string[]): Json[] {
    const keys = [keysOf(was), keysOf(ours), keysOf(other)] as const;
    return keys[0] && keys[1] && keys[2]
      ? byKey(was, ours, other, [keys[0], keys[1], keys[2]], path)
      : byPlace(was, ours, other, path);
  }

  function byKey(
    was: Json[],
    ours: Json[],
    other: Json[],
    [wasKeys, ourKeys, otherKeys]: [string[], string[], string[]],
    path: readonly string[],
  ): Json[] {
    const of = (items: Json[], keys: string[]) => new Map(keys.map((key, index) => [key, items[index]!]));
    const [before, here, there] = [of(was, wasKeys), of(ours, ourKeys), of(other, otherKeys)];
    const order = orderOf(wasKeys, ourKeys, otherKeys, path);
    return order.flatMap((key) => {
      const one = value([...path, key], before.get(key), here.get(key), there.get(key));
      return one === undefined ? [] : [one];
    });
  }

  /** Who moved something says in which order they stand; what the other added comes after what it stood behind. */
  function orderOf(was: string[], ours: string[], other: string[], path: readonly string[]): string[] {
    const kept = was.filter((key) => ours.includes(key) && other.includes(key));
    const ordered = (keys: string[]) => keys.filter((key) => kept.includes(key));
    const [mineKept, theirsKept] = [ordered(ours), ordered(other)];
    let isTheirs = same(kept, mineKept);
    if (!isTheirs && !same(kept, theirsKept) && !same(mineKept, theirsKept))
      isTheirs = decide([...path, '#order'], kept as Json, mineKept, theirsKept) === theirsKept;
    const [spine, added] = isTheirs ? [[...other], ours] : [[...ours], other];
    added.forEach((key, index) => {
      if (spine.includes(key)) return;
      const behind = added.slice(0, index).findLast((one) => spine.includes(one));
      spine.splice(behind === undefined ? 0 : spine.indexOf(behind) + 1, 0, key);
    });
    return spine;
  }

  function byPlace(was: Json[], ours: Json[], other: Json[], path: readonly string[]): Json[] {
    const [toOurs, toOther] = [aligned(was, ours), aligned(was, other)];
    const result: Json[] = [];
    let [b, m, t] = [0, 0, 0];
    for (let at = 0; at <= was.length; at += 1) {
      const [nextOurs, nextOther] = [toOurs[at], toOther[at]];
      const isEnd = at === was.length;
      // An item that both still have is firm ground: what lies before it is looked at by itself.
      if (!isEnd && (typeof nextOurs !== 'number' || typeof nextOther !== 'number')) continue;
      const [endOurs, endOther] = isEnd ? [ours.length, other.length] : [nextOurs as number, nextOther as number];
      result.push(...between(was.slice(b, at), ours.slice(m, endOurs), other.slice(t, endOther), path, b));
      if (isEnd) break;
      const one = value([...path, String(at)], was[at], ours[endOurs], other[endOther]);
      if (one !== undefined) result.push(one);
      [b, m, t] = [at + 1, endOurs + 1, endOther + 1];
    }
    return result;
  }

  function between(was: Json[], ours: Json[], other: Json[], path: readonly string[], from: number): Json[] {
    if (same(ours, other) || same(was, other)) return ours;
    if (same(was, ours)) return other;
    // Both put something of their own in the same place: each has it.
    if (was.length === 0) return [...ours, ...other];
    if (was.length === ours.length && was.length === other.length)
      return was.flatMap((one, index) => {
        const item = value([...path, String(from + index)], one, ours[index], other[index]);
        return item === undefined ? [] : [item];
      });
    const place = [...path, was.length > 1 ? `${from}–${from + was.length - 1}` : String(from)];
    return decide(place, was as Json, ours as Json, other as Json) as Json[];
  }
}
