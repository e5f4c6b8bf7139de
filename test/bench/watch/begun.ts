import { setTimeout as delay } from 'node:timers/promises';
import type { World } from '../../support/world.js';
import { committedAtMs } from './committed.js';

const EVERY_MS = 250;

/** From where on rows are new. */
export interface Mark {
  /** The last audit entry before. */
  auditId: number;
  receivedAt: Date;
}

/** Marks the present, so that what was there already is neither counted nor read. */
export async function mark(world: World): Promise<Mark> {
  return world.one<{ auditId: number; receivedAt: Date }>(
    `SELECT coalesce((SELECT max(id) FROM audit), 0)::bigint AS "auditId", date_trunc('milliseconds', now()) AS "receivedAt"`,
  );
}

export interface Sampled {
  /** Leads that one of the samples saw assigned, but without a clock, an owner or what comes next. */
  mostHalfBegun: number;
  samples: number;
  /** How long Postgres took for all of them. */
  seconds: number;
}

export interface BegunWatch {
  /** @returns whether so many were assigned, with owner, clocks and what comes next, before `mostMs` had passed */
  until(count: number, mostMs: number): Promise<boolean>;
  stop(): Promise<Sampled>;
}

/** Looks at the leads of some orgs four times a second: each look is one statement, so one snapshot. */
export function watchBegun(world: World, orgIds: readonly string[], since: Mark): BegunWatch {
  let begun = 0;
  let over = false;
  const sampled: Sampled = { mostHalfBegun: 0, samples: 0, seconds: 0 };
  const watching = (async () => {
    while (!over) {
      const askedAtMs = performance.now();
      const { assigned, half } = await world.one<{ assigned: number; half: number }>(
        `SELECT count(*)::int AS assigned,
           count(*) FILTER (WHERE owner_id IS NULL OR NOT clocks_started OR next_due_at IS NULL)::int AS half
         FROM leads WHERE org_id = ANY($1::uuid[]) AND status = 'ASSIGNED' AND received_at >= $2`,
        [orgIds, since.receivedAt],
      );
      begun = assigned - half;
      sampled.mostHalfBegun = Math.max(sampled.mostHalfBegun, half);
      sampled.samples += 1;
      sampled.seconds += (performance.now() - askedAtMs) / 1000;
      await delay(EVERY_MS);
    }
  })();
  // Whoever waits or stops hears of it.
  watching.catch(() => undefined);
  return {
    async until(count, mostMs) {
      const untilMs = Date.now() + mostMs;
      while (begun < count && Date.now() < untilMs) await Promise.race([delay(EVERY_MS), watching]);
      return begun >= count;
    },
    async stop() {
      over = true;
      await watching;
      return sampled;
    },
  };
}

/** When it was committed, in epoch milliseconds, that a lead had an owner and that its clocks ran. */
export interface Begun {
  leadId: string;
  assignedAtMs: number | null;
  clocksAtMs: number | null;
}

/** The leads of some orgs that came in since. */
export function begunSince(world: World, orgIds: readonly string[], since: Mark): Promise<Begun[]> {
  return world.all<Begun>(
    `SELECT l.id AS "leadId", min(a.at_ms) FILTER (WHERE a.action = 'lead.assigned') AS "assignedAtMs",
       max(a.at_ms) FILTER (WHERE a.action = 'sla.started') AS "clocksAtMs"
     FROM leads l LEFT JOIN (
       SELECT org_id, lead_id, action, ${committedAtMs()} AS at_ms
       FROM audit WHERE org_id = ANY($1::uuid[]) AND id > $2 AND action IN ('lead.assigned', 'sla.started')
     ) a ON a.org_id = l.org_id AND a.lead_id = l.id
     WHERE l.org_id = ANY($1::uuid[]) AND l.received_at >= $3 GROUP BY l.org_id, l.id`,
    [orgIds, since.auditId, since.receivedAt],
  );
}

/** Of these leads, those whose owner and whose clocks came by two commits: whoever read between them saw half of it. */
export const begunInParts = (leads: readonly Begun[]): number =>
  leads.filter(({ assignedAtMs, clocksAtMs }) => assignedAtMs !== null && assignedAtMs !== clocksAtMs).length;
