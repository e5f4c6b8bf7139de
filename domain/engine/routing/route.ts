import type { Noun } from '../conditions/words.js';
import type { Routing } from './definition.js';
import { attemptsOf, requestOf, type Attempt } from './attempts.js';
import { funnel } from './funnel.js';
import { rampUpWords, rank, whyFirst, type Standing } from './rank.js';
import { candidateTerms, subjectTerms, standingTerms } from './terms.js';
import type { Candidate, CandidateVerdict, RoutingDecision, RoutingFacts, RoutingOptions } from './types.js';

const hadEarlier = ({ one }: Noun): string => `had this person's earlier ${one}`;

/** What one target made of the candidates. */
interface Asked {
  /** Best first. */
  passed: Standing[];
  out: CandidateVerdict[];
  /** Whether the first is so because of the person, not of the strategy. */
  byAffinity: boolean;
}

/**
 * Routes a subject: the first rule whose conditions match, its overflow, then the fallbacks.
 * @param candidates every rep of the teams that the routing names, as of now; their order does not matter
 * @returns the chosen user, or null when nobody could take it, and in both cases why: each candidate with the funnel
 * step at which it fell out, or its terms.
 */
export function route(
  routing: Routing,
  facts: RoutingFacts,
  candidates: readonly Candidate[],
  options: RoutingOptions,
): RoutingDecision {
  const failures: string[] = [];
  const before: CandidateVerdict[] = [];
  const attempts = attemptsOf(routing, facts, options.teams, options.enterAt);
  for (const attempt of attempts) {
    const gone = whyGone(attempt, options);
    if (gone !== null) {
      failures.push(`${attempt.name}: ${gone}`);
      continue;
    }
    const asked = ask(attempt, facts, candidates, options);
    if (asked.passed.length > 0)
      return decided(attempt, asked, before, failures, subjectTerms(attempt.target, facts), options.noun);
    const { length } = asked.out;
    failures.push(`${attempt.name}: nobody of ${length} candidate${length === 1 ? '' : 's'} could take it`);
    before.push(...asked.out);
  }
  if (attempts.length === 0) failures.push('no routing rule matches and there is no fallback');
  return {
    userId: null,
    teamId: attempts[0]?.target.teamId ?? null,
    ranked: [],
    rule: null,
    strategy: null,
    explanation: { text: failures.join('; '), rule: 'none', strategy: null, candidates: mostTelling(before) },
  };
}

/** Why a target's team cannot be asked at all; null: it can. */
function whyGone({ target }: Attempt, { teams }: RoutingOptions): string | null {
  if (teams === undefined) return null;
  const team = teams.get(target.teamId);
  if (team === undefined) return `team ${target.teamId} does not exist any more`;
  return team.archived ? `team ${team.name} is archived` : null;
}

function ask(
  { target, rule }: Attempt,
  facts: RoutingFacts,
  candidates: readonly Candidate[],
  options: RoutingOptions,
): Asked {
  const request = requestOf(target, facts, options);
  const ofSubject = subjectTerms(target, facts);
  const fit: Candidate[] = [];
  const out: CandidateVerdict[] = [];
  for (const candidate of candidates) {
    const failed = funnel(candidate, request);
    if (failed === null) fit.push(candidate);
    else
      out.push({
        userId: candidate.userId,
        outcome: 'OUT',
        reason: failed.reason,
        terms: candidateTerms(candidate, ofSubject),
      });
  }
  const passed = rank(fit, target, options.nowMs);
  const earlier = rule?.affinity ? (options.earlierOwnerIds ?? []) : [];
  for (const ownerId of earlier) {
    const at = passed.findIndex(({ candidate }) => candidate.userId === ownerId);
    if (at === -1) continue;
    passed.unshift(...passed.splice(at, 1));
    return { passed, out, byAffinity: true };
  }
  return { passed, out, byAffinity: false };
}

function decided(
  { name, target, rule }: Attempt,
  { passed, out, byAffinity }: Asked,
  before: CandidateVerdict[],
  failures: string[],
  ofSubject: CandidateVerdict['terms'],
  noun: Noun,
): RoutingDecision {
  const { strategy, teamId } = target;
  const [best, ...others] = passed as [Standing, ...Standing[]];
  const { userId, name: bestName } = best.candidate;
  const because = `${name}, ${strategy}: ${byAffinity ? hadEarlier(noun) : whyFirst[strategy](best, noun)}`;
  const behind = ({ rampUp }: Standing): string =>
    byAffinity
      ? `behind ${bestName}, who ${hadEarlier(noun)}`
      : `ranked behind ${bestName} by ${strategy}` +
        (rampUp?.hadShare && !best.rampUp?.hadShare ? `: ${rampUpWords(rampUp, noun)}` : '');
  const verdict = (standing: Standing, outcome: 'CHOSEN' | 'PASSED', reason: string): CandidateVerdict => ({
    userId: standing.candidate.userId,
    outcome,
    reason,
    terms: standingTerms(standing, ofSubject, noun),
  });
  const here = new Set(passed.map(({ candidate }) => candidate.userId));
  const [first, ...more] = others;
  const theOthers = !first ? 'nobody else' : more.length === 0 ? '1 other' : `${others.length} others`;
  const text =
    `${bestName} by ${because}; ${theOthers} could have taken it` +
    (out.length > 0 ? `, ${out.length} could not` : '') +
    (failures.length > 0 ? `. Before that ${failures.join('; ')}` : '');
  return {
    userId,
    teamId,
    ranked: passed.map(({ candidate }) => ({ userId: candidate.userId, name: candidate.name })),
    rule,
    strategy,
    explanation: {
      text,
      rule: name,
      strategy,
      candidates: [
        verdict(best, 'CHOSEN', because),
        ...others.map((other) => verdict(other, 'PASSED', behind(other))),
        ...mostTelling([...before, ...out].filter((one) => !here.has(one.userId))),
      ],
    },
  };
}

/** One verdict a person: where several targets asked, one that got further than «not in the team». */
function mostTelling(verdicts: CandidateVerdict[]): CandidateVerdict[] {
  const byUser = new Map<string, CandidateVerdict>();
  for (const verdict of verdicts) {
    const known = byUser.get(verdict.userId);
    if (!known || known.reason.startsWith('IN_TEAM')) byUser.set(verdict.userId, verdict);
  }
  return [...byUser.values()];
}
