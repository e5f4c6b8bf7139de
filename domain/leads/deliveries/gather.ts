import type { DeliveryOutcome } from '../vocabulary/deliveries.js';

/** One delivery that was answered. */
export interface Answered {
  endpointId: string;
  /** Null: nobody asked yet whose endpoint it is, or whether there is one. */
  orgId: string | null;
  outcome: DeliveryOutcome;
  status: number;
  /** Why, in words. */
  detail: string;
  bytes: number;
  traceId: string | null;
  atMs: number;
}

/** Deliveries of one endpoint that had the same answer within the same minute. */
export type DeliveryNote = Omit<Answered, 'atMs'> & { minuteMs: number; times: number; lastAtMs: number };

const MINUTE_MS = 60_000;

export interface GatherLimits {
  /** Answers to one endpoint in one minute that are told apart; what differs further is counted together, without words. */
  details: number;
  /** Notes in all; what does not fit is not noted. */
  notes: number;
}

/** Counts answers by endpoint, minute and reason, so that a flood of them is few notes. */
export class Gathered {
  private notes = new Map<string, DeliveryNote>();
  /** By minute and endpoint: which reasons are told apart. They are known after they were taken, too. */
  private readonly told = new Map<number, Map<string, Set<string>>>();

  constructor(private readonly limits: GatherLimits) {}

  get size(): number {
    return this.notes.size;
  }

  add({ atMs, ...answered }: Answered): void {
    const minuteMs = atMs - (atMs % MINUTE_MS);
    const detail = this.toldApart(minuteMs, answered) ? answered.detail : '';
    const key = `${answered.endpointId} ${minuteMs} ${answered.outcome} ${detail}`;
    const note = this.notes.get(key);
    if (note !== undefined) {
      note.times += 1;
      note.orgId ??= answered.orgId;
      Object.assign(note, {
        status: answered.status,
        bytes: answered.bytes,
        traceId: answered.traceId,
        lastAtMs: atMs,
      });
    } else if (this.notes.size < this.limits.notes) {
      this.notes.set(key, { ...answered, detail, minuteMs, times: 1, lastAtMs: atMs });
    }
  }

  /** @returns all that was gathered, which is forgotten here */
  take(): DeliveryNote[] {
    const taken = [...this.notes.values()];
    this.notes = new Map();
    const newest = Math.max(...this.told.keys());
    for (const minuteMs of this.told.keys()) if (minuteMs < newest - MINUTE_MS) this.told.delete(minuteMs);
    return taken;
  }

  private toldApart(minuteMs: number, { endpointId, outcome, detail }: Omit<Answered, 'atMs'>): boolean {
    const endpoints = this.told.get(minuteMs) ?? new Map<string, Set<string>>();
    this.told.set(minuteMs, endpoints);
    const reasons = endpoints.get(endpointId) ?? new Set<string>();
    const reason = `${outcome} ${detail}`;
    if (reasons.has(reason)) return true;
    if (reasons.size >= this.limits.details) return false;
    if (endpoints.size >= this.limits.notes && !endpoints.has(endpointId)) return false;
    endpoints.set(endpointId, reasons.add(reason));
    return true;
  }
}
