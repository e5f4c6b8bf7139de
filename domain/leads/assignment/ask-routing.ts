import { route } from '../../engine/routing/route.js';
import { LEAD } from '../flow/words.js';
import type { RoutingDecision } from '../../engine/routing/types.js';
import { needed, type Draft } from '../lead/draft.js';

/**
 * Asks the flow's routing who gets the lead, as things stand in this settlement.
 * @param tried users who had the lead already, or were asked in vain
 */
export function askRouting(draft: Draft, tried: ReadonlySet<string>): RoutingDecision {
  const { lead, context } = draft;
  return route(lead.flow!.definition.routing, draft.facts, needed(context.candidates), {
    nowMs: context.nowMs,
    tried,
    noun: LEAD,
    weight: lead.capacityWeight,
    earlierOwnerIds: (context.samePerson?.get(lead.id) ?? []).flatMap(({ ownerId }) => ownerId ?? []),
    ...(context.routingTeams ? { teams: context.routingTeams } : {}),
  });
}
