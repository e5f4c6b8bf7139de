const SET_ASIDE_MS = 60_000;

/** Leads that could not be settled, or what a workflow looks after besides: for a minute they are left to their own workflows and the sweep. */
export class SetAside {
  private readonly untilMs = new Map<string, number>();

  /** @param clock now, in epoch milliseconds */
  constructor(private readonly clock: () => number) {}

  get size(): number {
    return this.untilMs.size;
  }

  add(leadId: string): void {
    this.untilMs.set(leadId, this.clock() + SET_ASIDE_MS);
  }

  has(leadId: string): boolean {
    const untilMs = this.untilMs.get(leadId);
    if (untilMs === undefined) return false;
    if (this.clock() < untilMs) return true;
    this.untilMs.delete(leadId);
    return false;
  }
}
