import type { Facts } from '../flow/condition.js';
import type { RoutingTarget } from '../flow/definition.js';
import { primaryLanguage } from './language.js';
import { rampUpWords, type Standing } from './rank.js';
import type { Candidate, Terms } from './types.js';
import { amount } from './words.js';

const UNKNOWN = 'not known: everybody passes';

/** What a target asks about the lead itself: the same for all candidates. */
export function leadTerms(target: RoutingTarget, facts: Facts): Terms {
  return {
    ...(target.matchLanguage ? { language: facts.language ? primaryLanguage(facts.language) : UNKNOWN } : {}),
    ...(target.matchTerritory ? { territory: facts.country ? facts.country.toUpperCase() : UNKNOWN } : {}),
  };
}

/** What the strategies compare, for the explanation. */
export function candidateTerms(candidate: Candidate): Terms {
  const { capacity, load, lastAssignedAtMs } = candidate;
  return {
    freeCapacity: amount(capacity - load),
    load: amount(load),
    capacity: amount(capacity),
    lastAssignedAt: lastAssignedAtMs === null ? null : new Date(lastAssignedAtMs).toISOString(),
  };
}

/** The same of one who passed. Under `WEIGHTED` `freeCapacity` and its like are what they add to `total`. */
export function standingTerms({ candidate, weighed, rampUp }: Standing): Terms {
  return {
    ...candidateTerms(candidate),
    ...(weighed ?? {}),
    ...(rampUp === null ? {} : { rampUp: rampUpWords(rampUp) }),
  };
}
