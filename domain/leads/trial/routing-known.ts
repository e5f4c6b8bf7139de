import { asksField, holds } from '../../engine/conditions/condition.js';
import type { Condition } from '../../engine/conditions/definition.js';
import type { LeadFacts } from '../flow/facts.js';
import type { FlowIssue } from '../flow/validate.js';
import { isRead, issuesOf, type Part, type ReadFlow } from './read-flow.js';

/** Whether a condition asks how many points a lead has. */
export const asksScore = (when: Condition): boolean => asksField(when, 'score');

/**
 * Of a list in which the first that holds counts: whether it can be told which that is.
 * @param whenOf what each of them is asked
 * @returns the issues of the first that might be it and cannot be asked; none: it can be told
 */
function untilItHolds<T>(
  parts: readonly Part<T>[],
  whenOf: (one: T) => Condition,
  facts: LeadFacts,
  scoring: Part<unknown>,
): { found: boolean; issues: readonly FlowIssue[] } {
  for (const part of parts) {
    if (!isRead(part)) return { found: false, issues: part.issues };
    const when = whenOf(part.value);
    if (!isRead(scoring) && asksScore(when)) return { found: false, issues: scoring.issues };
    if (holds(when, facts)) return { found: true, issues: [] };
  }
  return { found: false, issues: [] };
}

/** What keeps the routing of a lead from being told; none: it can be asked. */
export function routingUnknown(flow: ReadFlow, facts: LeadFacts): readonly FlowIssue[] {
  const rule = untilItHolds(flow.rules, ({ when }) => when, facts, flow.scoring);
  if (rule.issues.length > 0) return rule.issues;
  const weight = untilItHolds(flow.leadWeights, ({ when }) => when, facts, flow.scoring);
  if (weight.issues.length > 0) return weight.issues;
  // Where a rule holds, its own teams are asked first.
  return rule.found ? [] : issuesOf(flow.fallback);
}
