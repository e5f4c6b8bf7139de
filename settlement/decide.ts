import { Joined } from '../db/joined.js';
import { settledView, type SettledView } from '../domain/leads/view/settled-view.js';
import type { Passed } from './boundaries.js';
import { settleAlone } from './settle-each.js';
import type { SettleDeps, SettleOptions } from './settle.js';
import { settleTogether } from './together.js';

/** Of one org in one transaction: a settlement costs a handful of round trips however many leads it is for. */
const MOST_TOGETHER = 100;
/** More than a relay ever has in hand. */
const MOST_WAITING = 10_000;

export interface DecideDeps extends SettleDeps {
  /** Origin under which people reach the dashboard. */
  publicUrl: string;
  passed?: Passed;
}

/** @returns how the lead is then; null where its own workflow must do it. Throws while Postgres is away */
export type Decide = (orgId: string, leadId: string) => Promise<SettledView | null>;

/**
 * Settles leads for whoever carries over what came in for them: those of one org that are asked for at the same time in one
 * transaction.
 * @param skipLocked nobody waits for a lead that somebody else holds, a herd that is prepared ahead or another process: its own
 * workflow has it settled, as it does where a lead cannot be. False: waits for who begins it at this moment
 */
export function decideTogether(deps: DecideDeps, { skipLocked }: Pick<SettleOptions, 'skipLocked'>): Decide {
  const joined = new Joined<string, SettledView | null>(
    { size: MOST_TOGETHER, mostWaiting: MOST_WAITING },
    async (orgId, leadIds) => {
      const views = await settleTogether(deps, orgId, leadIds, { goal: 'SETTLED', skipLocked, atLeastMs: 0 });
      deps.passed?.('DECIDED');
      return views.map((view) => view && settledView(view, deps.publicUrl, deps.clock()));
    },
  );
  return (orgId, leadId) => joined.do(orgId, leadId);
}

/**
 * The same for one whose workflow has ended, and cannot: whoever holds it is waited for.
 * @returns how it is then; null: it is gone. Throws what stopped it
 */
export async function decideAlone(deps: DecideDeps, orgId: string, leadId: string): Promise<SettledView | null> {
  const options = { goal: 'SETTLED', skipLocked: false, atLeastMs: 0 } as const;
  const [view] = (await settleAlone(deps, orgId, leadId, options)).views;
  return view ? settledView(view, deps.publicUrl, deps.clock()) : null;
}
