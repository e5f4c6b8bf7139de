import { route } from '../../engine/routing/route.js';
import { LEAD } from '../flow/words.js';
import type { RoutingDecision } from '../../engine/routing/types.js';
import { enterAt } from '../approvals/approval.js';
import { needed, type Draft } from '../lead/draft.js';

/**
 * Asks the flow's routing who gets the lead, as things stand in this settlement.
 * @param tried users who had the lead already, or were asked in vain
 */
export function askRouting(draft: Draft, tried: ReadonlySet<string>): RoutingDecision {
  const { lead, context } = draft;
  const begin = enterAt(lead);
  return route(lead.flow!.definition.routing, draft.facts, needed(context.candidates), {
    nowMs: context.nowMs,
    tried,
    noun: LEAD,
    weight: lead.capacityWeight,
    earlierOwnerIds: (context.samePerson?.get(lead.id) ?? []).flatMap(({ ownerId }) => ownerId ?? []),
    ...(begin === undefined ? {} : { enterAt: begin }),
    ...(context.routingTeams ? { teams: context.routingTeams } : {}),
  });
}
