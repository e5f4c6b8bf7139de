import { fallbacksOf, type FlowDefinition } from './definition.js';
import { checkCondition, type Report } from './validate-condition.js';
import { durationOf } from './validate-duration.js';
import type { FlowContext } from './validate.js';

const MOST_REASSIGNMENTS = 20;

export function checkRouting(routing: FlowDefinition['routing'], context: FlowContext, report: Report): void {
  routing.rules.forEach((rule, index) => {
    const path = `routing.rules.${index}`;
    checkCondition(rule.when, `${path}.when`, report, true);
    checkTeam(rule.teamId, `${path}.teamId`, context, report);
    if (rule.answerWithin !== undefined) {
      const ms = durationOf(rule.answerWithin, `${path}.answerWithin`, report);
      if (ms !== null && ms < 1_000) report(`${path}.answerWithin`, 'Give at least PT1S to answer.');
    }
    const share = rule.answerShare;
    if (share !== undefined && !(share > 0 && share <= 1)) {
      report(`${path}.answerShare`, 'Give a share of the SLA time that is left: above 0, at most 1.');
    }
  });
  fallbacksOf(routing).forEach((fallback, index) => {
    const path = Array.isArray(routing.fallback) ? `routing.fallback.${index}` : 'routing.fallback';
    checkTeam(fallback.teamId, `${path}.teamId`, context, report);
  });
  if (routing.rules.length === 0 && fallbacksOf(routing).length === 0) {
    report('routing.rules', 'Nobody would get a lead: give a rule or a fallback.');
  }
  const most = routing.maxReassignments;
  if (!Number.isInteger(most) || most < 0 || most > MOST_REASSIGNMENTS) {
    report('routing.maxReassignments', `Give a whole number from 0 to ${MOST_REASSIGNMENTS}.`);
  }
}

function checkTeam(teamId: string, path: string, context: FlowContext, report: Report): void {
  const team = context.teams.get(teamId);
  if (!team) report(path, 'There is no such team.');
  else if (team.memberCount === 0) report(path, 'This team has no active members: nobody could get the lead.');
}
