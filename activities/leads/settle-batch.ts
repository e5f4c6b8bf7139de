import { Context } from '@temporalio/activity';
import { settleEach } from '../../settlement/settle-each.js';
import type { SettleDeps } from '../../settlement/settle.js';
import { heard } from '../../settlement/sweep.js';

/**
 * Settles the leads of a batch in one transaction; where one of them cannot be settled, it alone is left behind: its companions go
 * on.
 * @param atLeastMs not before this instant (epoch milliseconds)
 * @throws what kept all of them from it. Temporal tries it again, and shows it, for as long as it takes: a retry adds nothing to the
 * history
 */
export async function settleBatch(
  deps: SettleDeps,
  orgId: string,
  leadIds: string[],
  atLeastMs: number,
): Promise<void> {
  if (leadIds.length === 0) return;
  const options = { goal: 'SETTLED', skipLocked: false, atLeastMs } as const;
  const beat = () => Context.current().heartbeat({ leads: leadIds.length });
  const { failed, error } = await heard(beat, () => settleEach(deps, orgId, leadIds, options));
  if (failed.length === leadIds.length) throw error;
}
