import { type FlowDefinition } from './definition.js';
import {
  fallbacksOf,
  type RoutingRule,
  type RoutingTarget,
  type RuleApproval,
} from '../../engine/routing/definition.js';
import type { FlowContext } from './flow-context.js';
import type { Report } from '../../engine/conditions/check.js';
import { checkCondition } from './validate-condition.js';
import { checkPeople } from './validate-people.js';
import { durationOf } from './validate-duration.js';

const MOST_REASSIGNMENTS = 20;
const HIGHEST_LEVEL = 5;
const MOST_LEAD_WEIGHT = 100;
const DAY = 24 * 60 * 60 * 1_000;
/** Longer than this no customer waits for a yes. */
const LONGEST_APPROVAL = 30 * DAY;
const READS_ONLY = 'This user only reads, and can decide nothing.';

export function checkRouting(routing: FlowDefinition['routing'], context: FlowContext, report: Report): void {
  routing.rules.forEach((rule, index) => {
    const path = `routing.rules.${index}`;
    checkRule(rule, path, context, report);
    if (rule.approval) checkApproval(rule.approval, routing, `${path}.approval`, context, report);
  });
  fallbacksOf(routing).forEach((fallback, index) => {
    const path = Array.isArray(routing.fallback) ? `routing.fallback.${index}` : 'routing.fallback';
    checkTarget(fallback, path, context, report);
  });
  if (routing.rules.length === 0 && fallbacksOf(routing).length === 0) {
    report('routing.rules', 'Nobody would get a lead: give a rule or a fallback.');
  }
  const most = routing.maxReassignments;
  if (!Number.isInteger(most) || most < 0 || most > MOST_REASSIGNMENTS) {
    report('routing.maxReassignments', `Give a whole number from 0 to ${MOST_REASSIGNMENTS}.`);
  }
  routing.leadWeights?.forEach(({ when, weight }, index) => {
    const path = `routing.leadWeights.${index}`;
    checkCondition(when, `${path}.when`, report, 'ROUTED', context);
    if (!(weight > 0 && weight <= MOST_LEAD_WEIGHT)) {
      report(`${path}.weight`, `A lead takes more than 0 and at most ${MOST_LEAD_WEIGHT} of a rep's capacity.`);
    }
  });
}

function checkRule(rule: RoutingRule, path: string, context: FlowContext, report: Report): void {
  checkCondition(rule.when, `${path}.when`, report, 'ROUTED', context);
  checkTarget(rule, path, context, report);
  if (rule.answerWithin !== undefined) {
    const ms = durationOf(rule.answerWithin, `${path}.answerWithin`, report);
    if (ms !== null && ms < 1_000) report(`${path}.answerWithin`, 'Give at least PT1S to answer.');
  }
  if (rule.answerShare !== undefined && !(rule.answerShare > 0 && rule.answerShare <= 1)) {
    report(`${path}.answerShare`, 'The share is more than 0 and at most 1.');
  }
  rule.overflow?.forEach((target, index) => checkTarget(target, `${path}.overflow.${index}`, context, report));
}

function checkApproval(
  { by, within, otherwise }: RuleApproval,
  routing: FlowDefinition['routing'],
  path: string,
  context: FlowContext,
  report: Report,
): void {
  if (typeof by === 'object')
    checkPeople(by, `${path}.by`, context, report, { who: context.deciders, otherwise: READS_ONLY });
  const ms = durationOf(within, `${path}.within`, report);
  if (ms !== null && !(ms >= 1_000 && ms <= LONGEST_APPROVAL)) {
    report(`${path}.within`, 'An approval waits at least PT1S and at most P30D.');
  }
  if (otherwise === 'FALLBACK' && fallbacksOf(routing).length === 0) {
    report(`${path}.otherwise`, 'There is no fallback: give one, or let it come to something else.');
  }
}

function checkTarget(target: RoutingTarget, path: string, context: FlowContext, report: Report): void {
  checkTeam(target.teamId, `${path}.teamId`, context, report);
  target.skills?.forEach((demand, index) => {
    if (typeof demand === 'string') return;
    const { level } = demand;
    if (!Number.isInteger(level) || level < 1 || level > HIGHEST_LEVEL) {
      report(`${path}.skills.${index}.level`, `A level is a whole number from 1 to ${HIGHEST_LEVEL}.`);
    }
  });
  if (target.weights) checkWeights(target.weights, `${path}.weights`, report);
  if (target.minShiftLeft !== undefined) {
    const ms = durationOf(target.minShiftLeft, `${path}.minShiftLeft`, report);
    if (ms !== null && !(ms > 0 && ms <= DAY)) {
      report(`${path}.minShiftLeft`, 'So much of a shift is longer than zero and at most a day: PT30M, say.');
    }
  }
}

function checkWeights(weights: NonNullable<RoutingTarget['weights']>, path: string, report: Report): void {
  const given = Object.entries(weights).filter((entry): entry is [string, number] => entry[1] !== undefined);
  for (const [name, weight] of given) {
    if (!(weight >= 0 && weight < Infinity)) report(`${path}.${name}`, 'A weight is 0 or more.');
  }
  if (given.every(([, weight]) => weight === 0)) {
    report(path, 'Nothing would be compared: give at least one weight that is more than 0.');
  }
}

function checkTeam(teamId: string, path: string, context: FlowContext, report: Report): void {
  const team = context.teams.get(teamId);
  if (!team) report(path, 'There is no such team.');
  else if (team.archived) report(path, 'This team is archived.');
  else if (team.memberCount === 0) report(path, 'This team has no active members: nobody could get the lead.');
}
