import type { OrgTransaction } from '../db/client.js';
import { decidedLeadsOfSamePersons, lockPersons, undecidedBefore } from '../db/leads/queries/settlement/same-person.js';
import type { ActiveFlow } from '../domain/leads/flow/select.js';
import { LONGEST_WINDOW_MS } from '../domain/leads/flow/validate-duplicates.js';
import type { EarlierLead, SettlementContext } from '../domain/leads/lead/draft.js';
import { duplicateWindowMs, prefersEarlierOwner, withUndecided } from '../domain/leads/same-person/same-person.js';
import type { LeadState } from '../domain/leads/lead/state.js';

/** Earlier leads of the same persons are not decided yet: time decides, so they must be settled with these. */
export class EarlierFirst extends Error {
  override name = 'EarlierFirst';
  constructor(readonly leadIds: string[]) {
    super('earlier leads of the same persons are to be decided first');
  }
}

/**
 * The same persons' leads, for those that are to be decided or routed.
 * @param leads all that are settled together, their rows locked
 * @param routing whether one of them will surely be routed
 * @returns null where nobody will ask
 * @throws EarlierFirst when others must be settled with these
 */
export async function loadSamePersons(
  tx: OrgTransaction,
  leads: LeadState[],
  activeFlows: ActiveFlow[],
  routing: boolean,
): Promise<SettlementContext['samePerson']> {
  const undecided = leads.filter(({ status }) => status === 'RECEIVED');
  const windowMs = undecided.length > 0 ? duplicateWindowMs(activeFlows) : 0;
  if (windowMs === 0 && !routing) return null;
  const flows = [...activeFlows, ...leads.flatMap(({ flow }) => flow ?? [])];
  const affine = routing && flows.some(prefersEarlierOwner);
  const asking = affine ? leads : windowMs > 0 ? undecided : [];
  // In one round trip, in this order: what is read is read under the lock.
  const [, first, decided] = await Promise.all([
    windowMs > 0 ? lockPersons(tx) : null,
    windowMs > 0 ? undecidedBefore(tx, leads, windowMs) : [],
    asking.length > 0 ? decidedLeadsOfSamePersons(tx, asking, affine ? LONGEST_WINDOW_MS : windowMs) : null,
  ]);
  if (first.length > 0) throw new EarlierFirst(first);
  return decided === null ? new Map<string, EarlierLead[]>() : withUndecided(leads, decided);
}
