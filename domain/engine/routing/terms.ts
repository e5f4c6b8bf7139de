import type { Facts } from '../conditions/condition.js';
import type { RoutingTarget } from '../../leads/flow/definition.js';
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

/**
 * What the strategies compare, for the explanation. Written for hundreds of candidates a lead: objects are filled, not
 * spread into one another.
 * @param ofLead the same for all candidates
 */
export function candidateTerms({ capacity, load, lastAssignedAtMs }: Candidate, ofLead: Terms): Terms {
  const terms: Terms = {
    freeCapacity: amount(capacity - load),
    load: amount(load),
    capacity: amount(capacity),
    lastAssignedAt: lastAssignedAtMs === null ? null : new Date(lastAssignedAtMs).toISOString(),
  };
  for (const name in ofLead) terms[name] = ofLead[name]!;
  return terms;
}

/** The same of one who passed. Under `WEIGHTED` `freeCapacity` and its like are what they add to `total`. */
export function standingTerms({ candidate, weighed, rampUp }: Standing, ofLead: Terms): Terms {
  const terms = candidateTerms(candidate, ofLead);
  if (weighed) Object.assign(terms, weighed);
  if (rampUp) terms['rampUp'] = rampUpWords(rampUp);
  return terms;
}
