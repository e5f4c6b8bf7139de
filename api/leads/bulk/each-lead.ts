import { describeError } from '../../../db/errors.js';
import type { RequestedCommand } from '../../../db/leads/queries/commands.js';
import { toApiError } from '../../http/middleware/errors.js';
import { sentence } from '../../http/sentence.js';
import type { LeadsDeps } from '../deps.js';
import { inTurn } from './in-turn.js';

/** What became of one lead of many. */
export interface OfOne<Outcome extends string = never> {
  leadId: string;
  outcome: 'REQUESTED' | 'REFUSED' | 'CHANGED' | 'NOT_FOUND' | 'FAILED' | Outcome;
  commandId: string | null;
  /** In words, unless it was done. */
  why: string | null;
}

/**
 * Does something to each lead on its own: one that cannot be written down does not hold up the others.
 * @throws what failed, where it failed for all of them: then it is the request that failed
 */
export async function eachLead<Outcome extends string = never>(
  { deps, traceId }: { deps: Pick<LeadsDeps, 'log'>; traceId: string },
  leadIds: readonly string[],
  act: (leadId: string) => Promise<OfOne<Outcome>>,
): Promise<OfOne<Outcome>[]> {
  const failures: unknown[] = [];
  const items = await inTurn(leadIds, async (leadId): Promise<OfOne<Outcome>> => {
    try {
      return await act(leadId);
    } catch (error) {
      failures.push(error);
      deps.log.warn({ traceId, leadId, error: describeError(error) }, 'something could not be done to a lead of many');
      return { leadId, outcome: 'FAILED', commandId: null, why: `${toApiError(error).title}: ask again` };
    }
  });
  if (failures.length === items.length) throw failures[0];
  return items;
}

export const countOf = <Item extends { outcome: string }>(items: readonly Item[], outcome: Item['outcome']): number =>
  items.filter((item) => item.outcome === outcome).length;

/** What was asked of one lead, as the answer for many says it. */
export function askedOutcome(
  leadId: string,
  asked: RequestedCommand | { verdict: 'UNKNOWN_LEAD' } | { verdict: 'CHANGED'; revision: number },
): OfOne {
  const not = { leadId, commandId: null };
  switch (asked.verdict) {
    case 'REQUESTED':
      return { leadId, outcome: 'REQUESTED', commandId: asked.commandId, why: null };
    case 'UNKNOWN_LEAD':
      return { ...not, outcome: 'NOT_FOUND', why: 'There is no such lead' };
    case 'CHANGED':
      return { ...not, outcome: 'CHANGED', why: `It changed since it was seen: its revision is ${asked.revision} now` };
    case 'REFUSED':
    case 'UNFIT_OWNER':
    case 'UNFIT_END':
    case 'UNFIT_ORIGINAL':
      return { ...not, outcome: 'REFUSED', why: sentence(asked.why) };
  }
}
