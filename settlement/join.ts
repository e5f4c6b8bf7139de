import { Batcher } from '../db/batcher.js';
import type { Goal } from '../domain/leads/settlement/settle.js';
import type { LeadView } from '../domain/leads/view/view.js';
import { settleAlone } from './settle-each.js';
import type { SettleDeps } from './settle.js';
import { settleTogether } from './together.js';

/** A lead without a row, e.g. taken in after the backup that Postgres was restored from. */
export class LeadGone extends Error {
  override name = 'LeadGone';
  constructor(leadId: string) {
    super(`lead ${leadId} has no row`);
  }
}

interface Wish {
  leadId: string;
  /** The caller's now (epoch milliseconds). */
  atLeastMs: number;
}

const MOST_TOGETHER = 50;
/** Routing takes the org's lock: a second transaction would only hold a connection while it waits for the first. */
const placesFor = (goal: Goal): number => (goal === 'ROUTED' ? 1 : 2);

/**
 * Settles single leads, those of one org that are asked for at the same time in one transaction: a settlement costs a
 * handful of round trips however many leads it is for. A lead that somebody else has locked, or that cannot be settled,
 * is taken out and settled alone, so that it neither holds up nor fails its companions.
 * @returns settles one lead up to a goal and answers its view; throws what stopped that very lead: `NotSettled` where it
 * will always be stopped, `LeadGone` where it has no row
 */
export function joinSettlements(
  deps: SettleDeps,
): (orgId: string, leadId: string, goal: Goal, atLeastMs: number) => Promise<LeadView> {
  const batchers = new Map<string, Batcher<Wish, LeadView | null>>();

  function together(orgId: string, goal: Goal, wishes: readonly Wish[]): Promise<(LeadView | null)[]> {
    const leadIds = wishes.map(({ leadId }) => leadId);
    const atLeastMs = Math.max(...wishes.map((wish) => wish.atLeastMs));
    return settleTogether(deps, orgId, leadIds, { goal, skipLocked: true, atLeastMs });
  }

  function batcherFor(orgId: string, goal: Goal): Batcher<Wish, LeadView | null> {
    const key = `${orgId} ${goal}`;
    let batcher = batchers.get(key);
    if (!batcher) {
      batcher = new Batcher({
        run: (wishes) => together(orgId, goal, wishes),
        size: MOST_TOGETHER,
        inFlight: placesFor(goal),
      });
      batchers.set(key, batcher);
    }
    return batcher;
  }

  return async (orgId, leadId, goal, atLeastMs) => {
    const view = await batcherFor(orgId, goal).do({ leadId, atLeastMs });
    if (view) return view;
    const { views } = await settleAlone(deps, orgId, leadId, { goal, skipLocked: false, atLeastMs });
    if (!views[0]) throw new LeadGone(leadId);
    return views[0];
  };
}
