/** Remembers a value for each of the keys that were set last. */
export class Latest<Value> {
  private readonly known = new Map<string, Value>();

  /** @param most keys that are remembered */
  constructor(private readonly most: number) {}

  set(key: string, value: Value): void {
    // The latest comes last: the one that was set longest ago is forgotten first.
    this.known.delete(key);
    this.known.set(key, value);
    if (this.known.size > this.most) this.known.delete(this.known.keys().next().value!);
  }

  get(key: string): Value | undefined {
    return this.known.get(key);
  }
}
