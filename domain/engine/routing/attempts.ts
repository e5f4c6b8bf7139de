import { parseDuration } from '../time/duration.js';
import { holds } from '../conditions/condition.js';
import { fallbacksOf, type Routing, type RoutingRule, type RoutingTarget, type SkillDemand } from './definition.js';
import type { FunnelRequest } from './funnel.js';
import { primaryLanguage } from './language.js';
import type { RoutingFacts, RoutingOptions, RoutingTeam } from './types.js';

/** One target that is asked, under the name by which explanations know it. */
export interface Attempt {
  name: string;
  target: RoutingTarget;
  /** Null: a fallback. */
  rule: RoutingRule | null;
}

/** The rule that counts for a subject: the first that holds. @returns its place in the list and the rule; null: none holds */
export function ruleFor(
  { rules }: Pick<Routing, 'rules'>,
  facts: RoutingFacts,
): { index: number; rule: RoutingRule } | null {
  const index = rules.findIndex(({ when }) => holds(when, facts));
  const rule = rules[index];
  return rule === undefined ? null : { index, rule };
}

function ruleAt({ rules }: Routing, place: number | 'FALLBACK'): { index: number; rule: RoutingRule } | null {
  const rule = place === 'FALLBACK' ? undefined : rules[place];
  return rule === undefined ? null : { index: place as number, rule };
}

/**
 * Whom to ask, in order: the first rule that holds, its overflow, the own fallbacks of those teams, then the fallbacks of the routing
 * and theirs.
 * @param teams by id; without it no team has a fallback of its own
 * @param enterAt where to begin, if not at the first rule that holds
 */
export function attemptsOf(
  routing: Routing,
  facts: RoutingFacts,
  teams: ReadonlyMap<string, RoutingTeam> = new Map(),
  enterAt?: RoutingOptions['enterAt'],
): Attempt[] {
  const attempts: Attempt[] = [];
  const entered = enterAt === undefined ? ruleFor(routing, facts) : ruleAt(routing, enterAt);
  if (entered) {
    const { index, rule } = entered;
    const name = `rule ${index + 1}`;
    attempts.push({ name, target: rule, rule });
    rule.overflow?.forEach((target, at) => attempts.push({ name: `${name}, overflow ${at + 1}`, target, rule }));
  }
  attempts.push(...teamFallbacks(attempts, attempts, teams));
  const fallbacks = fallbacksOf(routing);
  const before = attempts.length;
  fallbacks.forEach((target, at) =>
    attempts.push({ name: fallbacks.length === 1 ? 'fallback' : `fallback ${at + 1}`, target, rule: null }),
  );
  attempts.push(...teamFallbacks(attempts.slice(before), attempts, teams));
  return attempts;
}

/** The same demands, made to the teams that stand in for these; each team that was not asked already, once. No chains. */
function teamFallbacks(
  these: readonly Attempt[],
  asked: readonly Attempt[],
  teams: ReadonlyMap<string, RoutingTeam>,
): Attempt[] {
  const known = new Set(asked.map(({ target }) => target.teamId));
  return these.flatMap(({ target, rule }) => {
    const team = teams.get(target.teamId);
    const teamId = team?.fallbackTeamId ?? null;
    if (team === undefined || teamId === null || known.has(teamId)) return [];
    known.add(teamId);
    return [{ name: `fallback of ${team.name}`, target: { ...target, teamId }, rule }];
  });
}

export const demandOf = (demand: SkillDemand): { skill: string; level: number } =>
  typeof demand === 'string' ? { skill: demand, level: 1 } : demand;

/** What a target demands of a rep for this subject. A language or country that nobody knows keeps nobody out. */
export function requestOf(target: RoutingTarget, facts: RoutingFacts, options: RoutingOptions): FunnelRequest {
  return {
    teamId: target.teamId,
    skills: (target.skills ?? []).map(demandOf),
    language: target.matchLanguage && facts.language ? primaryLanguage(facts.language) : null,
    country: target.matchTerritory && facts.country ? facts.country.toUpperCase() : null,
    minShiftLeftMs: target.minShiftLeft === undefined ? 0 : parseDuration(target.minShiftLeft),
    weight: options.weight ?? 1,
    noun: options.noun,
    tried: options.tried ?? new Set(),
    nowMs: options.nowMs,
  };
}

/** The teams whose people the routing may ask. */
export function teamsOf(routing: Routing): string[] {
  const targets = routing.rules.flatMap((rule): RoutingTarget[] => [rule, ...(rule.overflow ?? [])]);
  return [...new Set([...targets, ...fallbacksOf(routing)].map(({ teamId }) => teamId))];
}
