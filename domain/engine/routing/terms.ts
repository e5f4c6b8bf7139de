import type { Noun } from '../conditions/words.js';
import type { RoutingTarget } from './definition.js';
import { primaryLanguage } from './language.js';
import { rampUpWords, type Standing } from './rank.js';
import type { Candidate, RoutingFacts, Terms } from './types.js';
import { amount, isoOf } from './words.js';

const UNKNOWN = 'not known: everybody passes';

/** What a target asks about the subject itself: the same for all candidates. */
export function subjectTerms(target: RoutingTarget, facts: RoutingFacts): Terms {
  return {
    ...(target.matchLanguage ? { language: facts.language ? primaryLanguage(facts.language) : UNKNOWN } : {}),
    ...(target.matchTerritory ? { territory: facts.country ? facts.country.toUpperCase() : UNKNOWN } : {}),
  };
}

/**
 * What the strategies compare, for the explanation. Written for hundreds of candidates at a time: objects are filled, not
 * spread into one another.
 * @param ofSubject the same for all candidates
 */
export function candidateTerms({ capacity, load, lastAssignedAtMs }: Candidate, ofSubject: Terms): Terms {
  const terms: Terms = {
    freeCapacity: amount(capacity - load),
    load: amount(load),
    capacity: amount(capacity),
    lastAssignedAt: lastAssignedAtMs === null ? null : isoOf(lastAssignedAtMs),
  };
  for (const name in ofSubject) terms[name] = ofSubject[name]!;
  return terms;
}

/** The same of one who passed. Under `WEIGHTED` `freeCapacity` and its like are what they add to `total`. */
export function standingTerms({ candidate, weighed, rampUp }: Standing, ofSubject: Terms, noun: Noun): Terms {
  const terms = candidateTerms(candidate, ofSubject);
  if (weighed) Object.assign(terms, weighed);
  if (rampUp) terms['rampUp'] = rampUpWords(rampUp, noun);
  return terms;
}
