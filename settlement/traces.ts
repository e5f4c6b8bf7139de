/** Leads that a process remembers: a few megabytes. */
const MOST = 10_000;

/**
 * The trace ids of the leads that a process has met lately: what tells of a lead by its workflow only, as Temporal's
 * SDK does, can be found with the request that brought it.
 */
export class Traces {
  private readonly known = new Map<string, string>();

  remember(leadId: string, traceId: string | null): void {
    if (traceId === null) return;
    // The latest comes last: the one that was met longest ago is forgotten first.
    this.known.delete(leadId);
    this.known.set(leadId, traceId);
    if (this.known.size > MOST) this.known.delete(this.known.keys().next().value!);
  }

  of(leadId: string): string | undefined {
    return this.known.get(leadId);
  }
}
