export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [member: string]: Json;
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A member of its own: nothing that every object has. */
export const own = (object: JsonObject, member: string): Json | undefined =>
  Object.hasOwn(object, member) ? object[member] : undefined;

/** Whether two values are the same as JSON, whatever the order of members; `undefined`: not there. */
export function same(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    const [left, right] = [a as readonly Json[], b as readonly Json[]];
    return left.length === right.length && left.every((one, index) => same(one, right[index]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const members = Object.keys(a);
  return (
    members.length === Object.keys(b).length &&
    members.every((member) => Object.hasOwn(b, member) && same(a[member], b[member]))
  );
}

/** The keys of the items of a list in which each has one of its own, as clocks and steps have; null: some have none. */
export function keysOf(items: readonly Json[]): string[] | null {
  const keys = items.map((item) => (isObject(item) ? own(item, 'key') : undefined));
  const known = keys.every((key) => typeof key === 'string') ? keys : null;
  return known && new Set(known).size === known.length ? known : null;
}

/** From how much on two items are one that was changed. */
const ALIKE = 0.5;

/** How much two items have in common: 1 all, 0 nothing. */
function likeness(a: Json, b: Json): number {
  if (same(a, b)) return 1;
  if (!isObject(a) || !isObject(b)) return 0;
  const members = new Set([...Object.keys(a), ...Object.keys(b)]);
  const shared = [...members].filter((member) => same(own(a, member), own(b, member)));
  const share = shared.length / members.size;
  return share >= ALIKE ? share : 0;
}

/**
 * Which items of a list are which of another, in their order: changed ones, too, as long as most of them is the same.
 * @returns for each item of `from` the index in `to`, or null where it is gone
 */
export function aligned(from: readonly Json[], to: readonly Json[]): (number | null)[] {
  const [rows, columns] = [from.length, to.length];
  const likely = from.map((one) => to.map((other) => likeness(one, other)));
  // best[i][j]: of what is left from i and j on.
  const best = Array.from({ length: rows + 1 }, () => new Float64Array(columns + 1));
  for (let i = rows - 1; i >= 0; i -= 1)
    for (let j = columns - 1; j >= 0; j -= 1) {
      const both = likely[i]![j]! > 0 ? likely[i]![j]! + best[i + 1]![j + 1]! : 0;
      best[i]![j] = Math.max(both, best[i + 1]![j]!, best[i]![j + 1]!);
    }
  const found: (number | null)[] = [];
  for (let i = 0, j = 0; i < rows;) {
    const here = best[i]![j]!;
    const isPair = j < columns && likely[i]![j]! > 0 && here === likely[i]![j]! + best[i + 1]![j + 1]!;
    if (isPair) {
      found.push(j);
      i += 1;
      j += 1;
    } else if (j < columns && here === best[i]![j + 1]!) j += 1;
    else {
      found.push(null);
      i += 1;
    }
  }
  return found;
}
