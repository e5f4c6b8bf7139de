import { holds, type Facts } from '../flow/condition.js';
import { fallbacksOf, type Routing, type RoutingStrategy, type SkillDemand } from '../flow/definition.js';
import { funnel, rank, terms } from './funnel.js';
import type { Candidate, CandidateVerdict, RoutingDecision } from './types.js';

interface Attempt {
  rule: string;
  teamId: string;
  skills: string[];
  strategy: RoutingStrategy;
}

const why: Record<RoutingStrategy, (chosen: Candidate) => string> = {
  BALANCED: (c) => `most free capacity (${c.capacity - c.openLeads} of ${c.capacity})`,
  ROUND_ROBIN: (c) =>
    c.lastAssignedAtMs === null
      ? 'never had a lead yet'
      : `longest since the last assignment (${new Date(c.lastAssignedAtMs).toISOString()})`,
  WEIGHTED: () => 'highest weighted score',
};

const nameOf = (demand: SkillDemand): string => (typeof demand === 'string' ? demand : demand.skill);

function attemptsOf(routing: Routing, facts: Facts): Attempt[] {
  const index = routing.rules.findIndex((rule) => holds(rule.when, facts));
  const rule = routing.rules[index];
  const attempts: Attempt[] = [];
  if (rule) {
    const { teamId, strategy, skills = [] } = rule;
    attempts.push({ rule: `rule ${index + 1}`, teamId, strategy, skills: skills.map(nameOf) });
  }
  for (const fallback of fallbacksOf(routing)) attempts.push({ rule: 'fallback', ...fallback, skills: [] });
  return attempts;
}

/** One verdict a person: where several attempts asked, one that got further than «not in the team». */
function mostTelling(verdicts: CandidateVerdict[]): CandidateVerdict[] {
  const byUser = new Map<string, CandidateVerdict>();
  for (const verdict of verdicts) {
    const known = byUser.get(verdict.userId);
    if (!known || known.reason.startsWith('IN_TEAM')) byUser.set(verdict.userId, verdict);
  }
  return [...byUser.values()];
}

/**
 * Routes a lead: the first rule whose conditions match, then the fallback.
 * @param candidates every rep of the teams that the routing names, as of now
 * @param tried users who had the lead already; none of them gets it again
 * @returns the chosen user, or null when nobody could take it, and in both cases why: each candidate with the funnel
 * step at which it fell out, or its terms.
 */
export function route(
  routing: Routing,
  facts: Facts,
  candidates: Candidate[],
  tried: ReadonlySet<string>,
): RoutingDecision {
  const failures: string[] = [];
  const verdicts: CandidateVerdict[] = [];
  const attempts = attemptsOf(routing, facts);
  for (const attempt of attempts) {
    const request = { teamId: attempt.teamId, skills: attempt.skills, tried };
    const passed: Candidate[] = [];
    const judged: CandidateVerdict[] = [];
    for (const candidate of candidates) {
      const out = funnel(candidate, request);
      if (out === null) passed.push(candidate);
      else judged.push({ userId: candidate.userId, outcome: 'OUT', reason: out.reason, terms: terms(candidate) });
    }
    const [best, ...others] = rank(passed, attempt.strategy);
    if (best) {
      const chosenBecause = `${attempt.rule}, ${attempt.strategy}: ${why[attempt.strategy](best)}`;
      const text =
        `${best.name} by ${chosenBecause}; ${others.length} other${others.length === 1 ? '' : 's'} could have taken it` +
        (judged.length > 0 ? `, ${judged.length} could not` : '') +
        (failures.length > 0 ? `. Before that ${failures.join('; ')}` : '');
      return {
        userId: best.userId,
        teamId: attempt.teamId,
        explanation: {
          text,
          rule: attempt.rule,
          strategy: attempt.strategy,
          candidates: [
            { userId: best.userId, outcome: 'CHOSEN', reason: chosenBecause, terms: terms(best) },
            ...others.map((other): CandidateVerdict => ({
              userId: other.userId,
              outcome: 'PASSED',
              reason: `ranked behind ${best.name} by ${attempt.strategy}`,
              terms: terms(other),
            })),
            ...mostTelling(
              [...verdicts, ...judged].filter(
                (one) => one.userId !== best.userId && !others.some((other) => other.userId === one.userId),
              ),
            ),
          ],
        },
      };
    }
    failures.push(
      `${attempt.rule}: nobody of ${judged.length} candidate${judged.length === 1 ? '' : 's'} could take it`,
    );
    verdicts.push(...judged);
  }
  if (attempts.length === 0) failures.push('no routing rule matches and there is no fallback');
  return {
    userId: null,
    teamId: attempts[0]?.teamId ?? null,
    explanation: { text: failures.join('; '), rule: 'none', strategy: null, candidates: mostTelling(verdicts) },
  };
}

/** The teams whose people the routing may ask. */
export function teamsOf(routing: Routing): string[] {
  const ids = routing.rules.map((rule) => rule.teamId);
  ids.push(...fallbacksOf(routing).map(({ teamId }) => teamId));
  return [...new Set(ids)];
}
