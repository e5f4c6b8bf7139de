import type { Facts } from '../../engine/conditions/condition.js';
import type { Condition } from '../../engine/conditions/definition.js';
import * as conditions from '../../engine/conditions/words.js';

/** Names for ids, for words that people read. */
export type Names = conditions.Names;
const NO_NAMES: Names = new Map();

/** What the engine judges and routes here. */
export const LEAD: conditions.Noun = { one: 'lead', many: 'leads' };

/** A condition as people say it: `source is one of “facebook”, “web” and score is at least 80`. */
export const conditionWords = (condition: Condition, names: Names = NO_NAMES): string =>
  conditions.conditionWords(condition, names, LEAD);

/**
 * Why a condition does not hold for a lead: the first part of it that fails, and what the lead has instead.
 * @returns null when it holds
 */
export const whyNot = (condition: Condition, facts: Facts, names: Names = NO_NAMES): string | null =>
  conditions.whyNot(condition, facts, names, LEAD);
