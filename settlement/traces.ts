import { Latest } from '../db/latest.js';

/** Leads that a process remembers: a few megabytes. */
const MOST = 10_000;

/**
 * The trace ids of the leads that a process has met lately: what tells of a lead by its workflow only, as Temporal's
 * SDK does, can be found with the request that brought it.
 */
export class Traces {
  private readonly known = new Latest<string>(MOST);

  remember(leadId: string, traceId: string | null): void {
    if (traceId !== null) this.known.set(leadId, traceId);
  }

  of(leadId: string): string | undefined {
    return this.known.get(leadId);
  }
}
