import { settleEach } from './settle-each.js';
import type { SettleDeps } from './settle.js';
import { heard } from './sweep.js';

/**
 * Settles the leads of a batch in one transaction; where one of them cannot be settled, it alone is left behind: its companions go
 * on.
 * @param atLeastMs not before this instant (epoch milliseconds)
 * @param beat called as long as it goes on
 * @throws what kept all of them from it
 */
export async function settleBatch(
  deps: SettleDeps,
  orgId: string,
  leadIds: string[],
  atLeastMs: number,
  beat: () => void,
): Promise<void> {
  if (leadIds.length === 0) return;
  const options = { goal: 'SETTLED', skipLocked: false, atLeastMs } as const;
  const { failed, error } = await heard(beat, () => settleEach(deps, orgId, leadIds, options));
  if (failed.length === leadIds.length) throw error;
}
