/** Remembers texts for a while, the newest of them. */
export class Recent {
  private readonly untilMs = new Map<string, number>();

  /** @param limits how many, and for how long each */
  constructor(private readonly limits: { most: number; forMs: number }) {}

  add(text: string): void {
    // A Map keeps the order in which its entries were set: the first is the oldest.
    this.untilMs.delete(text);
    this.untilMs.set(text, performance.now() + this.limits.forMs);
    if (this.untilMs.size > this.limits.most) this.untilMs.delete(this.untilMs.keys().next().value!);
  }

  has(text: string): boolean {
    const untilMs = this.untilMs.get(text);
    if (untilMs === undefined) return false;
    if (performance.now() < untilMs) return true;
    this.untilMs.delete(text);
    return false;
  }
}
