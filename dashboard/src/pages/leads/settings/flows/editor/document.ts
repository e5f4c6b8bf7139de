/** Where something stands in a draft: members and indexes. */
export type Path = readonly (string | number)[];

type Json = Record<string | number, unknown>;
type Listener = (value: unknown, before: unknown) => void;

const isContainer = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** `routing.rules.0.teamId`: as the API names the place of an issue. */
export const dotted = (path: Path): string => path.join('.');

/** What stands at a place; undefined where nothing does. */
export const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (one, member) => (isContainer(one) && Object.hasOwn(one, member) ? one[member] : undefined),
    value,
  );

/**
 * A value with something else at one place; all else is the very same. Ways that are not there are made.
 * @param next undefined takes the member out
 * @throws where the way leads through something that has no members
 */
export function withAt(value: unknown, path: Path, next: unknown): unknown {
  const [member, ...rest] = path;
  if (member === undefined) return next;
  const isPlace = Array.isArray(value) ? typeof member === 'number' : value === undefined || isContainer(value);
  if (!isPlace) throw new TypeError(`nothing can stand at ${dotted(path)}`);
  const before = isContainer(value) && Object.hasOwn(value, member) ? value[member] : undefined;
  const after = withAt(before, rest, next);
  if (after === before && isContainer(value)) return value;
  if (Array.isArray(value) || (value === undefined && typeof member === 'number')) {
    const copy: unknown[] = Array.isArray(value) ? [...(value as unknown[])] : [];
    if (after === undefined) copy.splice(Number(member), 1);
    else copy[Number(member)] = after;
    return copy;
  }
  const copy: Json = { ...(value as Json | undefined) };
  if (after === undefined) delete copy[member];
  else copy[member] = after;
  return copy;
}

/**
 * A flow's draft while it is edited: JSON of any shape, never changed in place. What nobody touched stays as it came, also what
 * this page does not know.
 */
export class DraftDocument {
  #value: unknown;
  readonly #listeners = new Set<Listener>();

  constructor(value: unknown) {
    this.#value = value;
  }

  get value(): unknown {
    return this.#value;
  }

  get(path: Path): unknown {
    return valueAt(this.#value, path);
  }

  /** @param value undefined takes the member out */
  set(path: Path, value: unknown): void {
    this.replaceAll(withAt(this.#value, path, value));
  }

  remove(path: Path): void {
    this.set(path, undefined);
  }

  /** Puts an item into the list at `path`, which is made where there is none. */
  insert(path: Path, index: number, item: unknown): void {
    this.set(path, this.#list(path).toSpliced(index, 0, item));
  }

  /** Moves an item within the list at `path`. */
  move(path: Path, from: number, to: number): void {
    const list = this.#list(path);
    const [item] = list.splice(from, 1);
    list.splice(to, 0, item);
    this.set(path, list);
  }

  replaceAll(value: unknown): void {
    if (value === this.#value) return;
    const before = this.#value;
    this.#value = value;
    for (const listener of this.#listeners) listener(value, before);
  }

  /** @returns a function that ends the listening */
  subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #list(path: Path): unknown[] {
    const list = this.get(path);
    return Array.isArray(list) ? [...(list as unknown[])] : [];
  }
}
