import { setTimeout as delay } from 'node:timers/promises';
import {
  countDue,
  dueLeads,
  herdLeads,
  herdsAhead,
  type Herd,
  type LeadKey,
} from '../db/leads/queries/settlement/sweep.js';
import { faultOf } from '../db/faults.js';
import { addToCounters } from '../db/platform/queries/counters.js';
import type { Counted } from '../domain/leads/metrics/families.js';
import { repeated, type Helper } from './repeated.js';
import { SetAside } from './set-aside.js';
import { prepareSettlement } from './prepare.js';
import type { StandInDeps } from './standing-in.js';
import { settleByOrg } from './sweep.js';
import { WrittenAhead } from './written-ahead.js';

/** From this many leads due on about one instant, settling them together beats one transaction each. */
const HERD = 40;
const BATCH = 1_000;
const PAUSE_MS = 250;
/** Who is overdue by this long has no workflow that looks after it: not yet, not any more, or not in time. */
const OVERDUE_MS = 1_000;
/** The farthest look ahead; how early a herd is prepared depends on its size. */
const LOOK_AHEAD_MS = 10_000;
/** Time to prepare a herd on a small, busy machine: a fixed part, and so much for each lead. */
const leadTimeMs = (leads: number): number => Math.min(LOOK_AHEAD_MS, 1_000 + 1.3 * leads);

/**
 * The helper in a herd. All that came in overnight is due at the same minute after opening; one by one that takes
 * minutes on a small machine. It looks ahead, writes a herd's settlement before its instant and commits it on the
 * instant; what it could not prepare it settles in bulk. The leads' own timers then find nothing left to do. Where
 * there is no herd it settles who is overdue, in the calm nobody, unless Temporal is away: then it is the clock of every lead.
 */
export function startHerdHelper(deps: StandInDeps): Helper {
  const stopping = new AbortController();
  const { signal } = stopping;
  /** Leads that are being prepared: their rows still say that they are due. */
  const inHand = new Set<string>();
  const preparing = new Set<Promise<void>>();
  const ahead = new WrittenAhead();
  /** Leads that could not be settled: they are left to their own timers and the sweep. */
  const setAside = new SetAside(deps.clock);
  /** Herds that were taken up, with their size then. */
  const taken = new Map<string, number>();

  async function prepare(orgId: string, leadIds: string[], atMs: number): Promise<void> {
    try {
      const settled = await prepareSettlement(deps, orgId, leadIds, atMs, ahead);
      if (settled === null) await settleNow(leadIds.map((leadId) => ({ orgId, leadId })));
      else if (settled > 0) await count(settled);
    } catch (error) {
      if (faultOf(error) === 'PERMANENT') {
        // One of them. On the instant they are settled in bulk, which finds it and leaves the others alone.
        await delay(Math.max(0, atMs - deps.clock()), undefined, { signal }).catch(() => undefined);
        if (!signal.aborted) await settleNow(leadIds.map((leadId) => ({ orgId, leadId })));
        return;
      }
      // Their own timers are there.
      deps.log.warn({ job: 'herd', err: error, orgId, leads: leadIds.length }, 'a herd could not be settled ahead');
    } finally {
      for (const leadId of leadIds) inHand.delete(leadId);
    }
  }

  async function takeUp(herd: Herd): Promise<void> {
    const key = `${herd.orgId}:${herd.tenth}`;
    if (herd.tenth * 100 - deps.clock() > leadTimeMs(herd.count) || (taken.get(key) ?? 0) >= herd.count) return;
    taken.set(key, herd.count);
    const leads = (await herdLeads(deps.relayDb, herd)).filter(({ leadId }) => isFree(leadId));
    if (leads.length === 0) return;
    const atMs = Math.max(...leads.map((lead) => lead.atMs));
    for (let index = 0; index < leads.length; index += BATCH) {
      const batch = leads.slice(index, index + BATCH).map(({ leadId }) => leadId);
      for (const leadId of batch) inHand.add(leadId);
      const work = prepare(herd.orgId, batch, atMs).finally(() => preparing.delete(work));
      preparing.add(work);
    }
  }

  /**
   * For what is due already and was not prepared: a herd after an outage, or one that asks what is known on the instant only; whoever is
   * overdue, one or many; and whatever is due, while nobody else would settle it.
   */
  async function helpNow(): Promise<void> {
    for (;;) {
      const alone = deps.standsIn();
      const byMs = alone || (await countDue(deps.relayDb, HERD)) >= HERD ? 0 : OVERDUE_MS;
      // Beyond those that are set aside, however many there are.
      const due = (await dueLeads(deps.relayDb, byMs, BATCH + setAside.size)).filter(({ leadId }) => isFree(leadId));
      if (due.length === 0 || signal.aborted) return;
      const changed = await settleNow(due);
      // Nothing of it was ours: their own workflows hold them.
      if (changed === 0) return;
      await count(changed, alone);
    }
  }

  const isFree = (leadId: string): boolean => !inHand.has(leadId) && !setAside.has(leadId);

  /** @returns how many changed */
  async function settleNow(leads: LeadKey[]): Promise<number> {
    const { changed, failed } = await settleByOrg(deps, leads);
    for (const leadId of failed) setAside.add(leadId);
    return changed;
  }

  const count = (settled: number, alone = false): Promise<void> =>
    addToCounters<Counted>(deps.relayDb, { [alone ? 'understudy_settled_total' : 'herd_settled_total']: settled });

  async function turn(): Promise<number> {
    const herds = await herdsAhead(deps.relayDb, LOOK_AHEAD_MS, HERD);
    if (herds.length === 0) taken.clear();
    for (const herd of herds) await takeUp(herd);
    await helpNow();
    return PAUSE_MS;
  }

  const onError = (error: unknown): number => {
    deps.log.warn({ job: 'herd', err: error }, 'the herd helper could not look');
    return PAUSE_MS;
  };
  const helper = repeated(turn, onError, { stopping });
  return {
    async stop() {
      await helper.stop();
      await Promise.all(preparing);
    },
  };
}
