import { leadsWithRunningClocks } from '../../../db/leads/queries/settlement/recount.js';
import { recountsOfLeads, type LeadRecount } from '../../../db/leads/queries/settlement/stale-clocks.js';
import { receivedMs } from '../../../db/leads/queries/diagnostics.js';
import { openLeads } from '../../../db/leads/queries/workings.js';
import { olderHours } from '../../../db/platform/queries/calendars.js';
import { peopleRows } from '../../../db/platform/queries/people.js';
import { peopleAt } from '../../../domain/leads/lead/people.js';
import { readCalendars } from '../surroundings.js';
import { TemporalAway, type Asked } from './question.js';

const LEADS_AT_ONCE = 500;

/** Open leads that nobody looks after as they should. */
export interface Neglected {
  /** Without a workflow that runs. */
  orphans: string[];
  /** To which something is owed, though their workflow runs. */
  owed: string[];
  isPartial: boolean;
}

/** @throws TemporalAway */
async function fromTemporal<T>(question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (error) {
    throw new TemporalAway('Temporal does not answer', { cause: error });
  }
}

/** Looks through the open leads, the oldest ids first, for as long as there is time. @throws TemporalAway */
export async function neglectedLeads({ deps, orgId, read, goesOn }: Asked): Promise<Neglected> {
  const orphans: string[] = [];
  const owed: string[] = [];
  for (let after: string | null = null; ;) {
    const leads = await read((tx) => openLeads(tx, after, LEADS_AT_ONCE));
    const ids = leads.map(({ id }) => id);
    const running = await fromTemporal(deps.runningLeads.among(orgId, ids));
    for (const { id, neverBegan, overdue, unapplied } of leads)
      if (!running.has(id)) orphans.push(id);
      else if (neverBegan || overdue || unapplied) owed.push(id);
    if (leads.length < LEADS_AT_ONCE) return { orphans, owed, isPartial: false };
    if (!goesOn()) return { orphans, owed, isPartial: true };
    after = leads.at(-1)!.id;
  }
}

/** Since when the first of these leads has no workflow: since its last one ended, or else since it came in. @throws TemporalAway */
export async function orphanedMs({ deps, orgId, read }: Asked, leadIds: readonly string[]): Promise<number | null> {
  const some = leadIds.slice(0, LEADS_AT_ONCE);
  if (some.length === 0) return null;
  const ended = await fromTemporal(deps.runningLeads.endedAt(orgId, some));
  const received = await read((tx) => receivedMs(tx, some));
  return Math.min(...some.map((id) => ended.get(id) ?? received.get(id) ?? Infinity));
}

/** Running clocks that today's time zones would make end at another instant, as far as there is time to look. */
export async function staleClocks(asked: Pick<Asked, 'deps' | 'read' | 'goesOn'>): Promise<{
  clocks: LeadRecount[];
  olderHoursUntilMs: Record<string, number>;
  isPartial: boolean;
}> {
  const { deps, read, goesOn } = asked;
  const nowMs = deps.clock().getTime();
  return read(async (tx) => {
    const calendars = await readCalendars(tx);
    const people = peopleAt(await peopleRows(tx, nowMs), calendars, nowMs);
    const olderHoursUntilMs = await olderHours(tx);
    const clocks: LeadRecount[] = [];
    for (let after: string | null = null; ;) {
      const ids: string[] = await leadsWithRunningClocks(tx, after, LEADS_AT_ONCE);
      clocks.push(...(await recountsOfLeads(tx, ids, { nowMs, calendars, people, olderHoursUntilMs })));
      if (ids.length < LEADS_AT_ONCE) return { clocks, olderHoursUntilMs, isPartial: false };
      if (!goesOn()) return { clocks, olderHoursUntilMs, isPartial: true };
      after = ids.at(-1)!;
    }
  });
}
