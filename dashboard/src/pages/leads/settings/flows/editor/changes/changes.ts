import { aligned, isObject, keysOf, own, same, type Json, type JsonObject } from './json';

/** One thing that differs between two drafts, as the API's difference tells of versions. */
export interface Change {
  /** Clocks and steps by their key, rules by their place. */
  path: readonly string[];
  kind: 'ADDED' | 'REMOVED' | 'CHANGED';
  before: Json | undefined;
  after: Json | undefined;
}

/** Objects that say one thing: they are told as a whole. */
const ONE_VALUE = new Set(['match', 'when', 'stopWhen', 'at', 'starts', 'repeat', 'within', 'weights', 'approval']);

/** What is different between two drafts, part by part, of any shape. Without a change there is none, and only then. */
export function changesBetween(before: JsonObject, after: JsonObject): Change[] {
  const changes: Change[] = [];
  objects(before, after, []);
  return changes;

  function value(was: Json | undefined, is: Json | undefined, path: readonly string[]): void {
    if (same(was, is)) return;
    const isWhole = ONE_VALUE.has(path.at(-1)!);
    if (!isWhole && isObject(was) && isObject(is)) return objects(was, is, path);
    const [items, others] = [was, is].map((one) => (Array.isArray(one) ? (one as Json[]) : undefined));
    if (!isWhole && items && others && [...items, ...others].every(isObject)) return lists(items, others, path);
    const kind = was === undefined ? 'ADDED' : is === undefined ? 'REMOVED' : 'CHANGED';
    changes.push({ path, kind, before: was, after: is });
  }

  function objects(was: JsonObject, is: JsonObject, path: readonly string[]): void {
    for (const member of new Set([...Object.keys(was), ...Object.keys(is)]))
      value(own(was, member), own(is, member), [...path, member]);
  }

  function lists(was: Json[], is: Json[], path: readonly string[]): void {
    const [keys, newKeys] = [keysOf(was), keysOf(is)];
    if (keys && newKeys) {
      for (const key of new Set([...keys, ...newKeys]))
        value(was[keys.indexOf(key)], is[newKeys.indexOf(key)], [...path, key]);
      const [order, newOrder] = [
        keys.filter((key) => newKeys.includes(key)),
        newKeys.filter((key) => keys.includes(key)),
      ];
      if (!same(order, newOrder))
        changes.push({ path: [...path, '#order'], kind: 'CHANGED', before: order, after: newOrder });
      return;
    }
    const places = aligned(was, is);
    const kept = new Set(places);
    places.forEach((place, index) =>
      value(was[index], place === null ? undefined : is[place], [...path, String(place ?? index)]),
    );
    is.forEach((item, index) => {
      if (!kept.has(index)) value(undefined, item, [...path, String(index)]);
    });
  }
}
