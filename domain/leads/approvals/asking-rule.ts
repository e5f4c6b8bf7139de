import { ruleFor } from '../../engine/routing/attempts.js';
import type { Routing, RoutingRule, RuleApproval } from '../../engine/routing/definition.js';
import type { RoutingFacts } from '../../engine/routing/types.js';

/** A rule that asks somebody before it gives anything to anybody. */
export interface AskingRule {
  index: number;
  rule: RoutingRule;
  approval: RuleApproval;
}

/**
 * Whether a routing would ask somebody first, and which of its rules does: the first that holds, whether or not its team
 * can take the lead. For previews too: it needs no candidates.
 */
export function askingRule(routing: Pick<Routing, 'rules'>, facts: RoutingFacts): AskingRule | null {
  const entered = ruleFor(routing, facts);
  return entered?.rule.approval === undefined ? null : { ...entered, approval: entered.rule.approval };
}
