import { latestCycle } from '../clocks/clocks.js';
import type { ClockState } from '../../engine/sla/clock.js';
import type { ClockDefinition } from '../flow/definition.js';
import type { LeadState } from '../lead/state.js';
import type { LeadOutcome } from '../vocabulary/outcomes.js';
import { isEnded } from '../vocabulary/ended.js';

/** Whether a clock promises the first contact: the lead itself starts it, not a contact. */
export const promisesFirstContact = ({ starts }: Pick<ClockDefinition, 'starts'>): boolean =>
  typeof starts === 'string' && starts !== 'CONTACTED';

/**
 * Whether a contact makes the lead `CONTACTED`: a clock that promises the first contact takes it, in time or late.
 * Where no such clock is left to be met (the flow has none, or all of them were cancelled) every contact does.
 * @param spokenTo the clocks of the lead that the contact's proof speaks to
 */
export function isFirstContact(lead: LeadState, spokenTo: readonly ClockState[]): boolean {
  const keys = (lead.flow?.definition.clocks ?? [])
    .filter((definition) => promisesFirstContact(definition) && canBeMet(lead, definition))
    .map(({ key }) => key);
  return keys.length === 0 || spokenTo.some(({ key }) => keys.includes(key));
}

/** Whether a lead has the clock, or gets it with its next owner. */
function canBeMet(lead: LeadState, { key, starts }: ClockDefinition): boolean {
  const latest = latestCycle(lead, key);
  if (latest && latest.status !== 'CANCELLED') return true;
  const waitsForOwner = latest ? latest.supersededAtMs !== null : starts === 'ASSIGNED';
  return waitsForOwner && lead.ownerId === null && !isEnded(lead.status);
}

/** Outcomes of leads behind which there was nobody to reach. */
export const NOBODY_TO_REACH: readonly LeadOutcome[] = ['INVALID', 'DUPLICATE'];

/** Whether a lead ended though the person was never reached, and there was one to reach. */
export const endedUnreached = ({ status, outcome, contactedAtMs }: LeadState): boolean =>
  status === 'CLOSED' && contactedAtMs === null && (outcome === null || !NOBODY_TO_REACH.includes(outcome));
