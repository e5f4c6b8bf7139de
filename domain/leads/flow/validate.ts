import type { FlowDefinition } from './definition.js';
import { calendarProblem, type FlowContext } from './flow-context.js';
import { checkClocks } from './validate-clocks.js';
import type { Report } from '../../engine/conditions/check.js';
import { checkCondition } from './validate-condition.js';
import { checkDuplicates } from './validate-duplicates.js';
import { checkRouting } from './validate-routing.js';

export type { FlowContext };

export interface FlowIssue {
  /** `clocks.0.target.duration` */
  path: string;
  message: string;
}

/**
 * Everything that keeps a definition from being published, at once. Its structure is taken for granted.
 * @returns the issues in the order of the definition; none: it can be published.
 */
export function validateFlow(definition: FlowDefinition, context: FlowContext): FlowIssue[] {
  const issues: FlowIssue[] = [];
  const report: Report = (path, message) => void issues.push({ path, message });

  if (!Number.isSafeInteger(definition.priority)) report('priority', 'The priority is a whole number.');
  checkCondition(definition.match, 'match', report, 'MATCH', context);
  if (definition.calendarId !== undefined) {
    const problem = calendarProblem(definition.calendarId, context);
    if (problem !== null) report('calendarId', problem);
  }
  if (definition.duplicates) checkDuplicates(definition.duplicates, report);
  definition.scoring.rules.forEach((rule, index) =>
    checkCondition(rule.when, `scoring.rules.${index}.when`, report, 'MATCH', context),
  );
  checkRouting(definition.routing, context, report);
  checkClocks(definition, context, report);
  return issues;
}
