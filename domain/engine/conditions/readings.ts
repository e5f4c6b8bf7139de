import { factOf, type Facts } from './condition.js';
import type { Condition } from './definition.js';
import { readNumber } from './number.js';

const MOST_SHOWN = 40;
const shown = (text: string): string => (text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text);

/** What a text was read as where a number was asked for; null where there is nothing to explain. */
export function readingWords(text: string, locale: string | undefined): string | null {
  if (text.trim() === '') return null;
  const reading = readNumber(text, locale);
  switch (reading.kind) {
    case 'NUMBER':
      return reading.asWritten ? null : `was read as ${reading.value}`;
    case 'AMBIGUOUS':
      return `can be read in two ways (${reading.readings.join(' or ')}): not counted`;
    case 'NONE':
      return 'is no number: not counted';
  }
}

/**
 * How texts were read that conditions compared with numbers, a sentence for each text that means something else, or
 * nothing, to a program: `attributes.budget “12.000” was read as 12000`.
 */
export function numberReadings(conditions: readonly Condition[], facts: Facts): string[] {
  const told = new Set<string>();
  for (const { field, isOrder } of conditions.flatMap(askedForNumbers)) {
    for (const text of [factOf(facts, field)].flat()) {
      const words = typeof text === 'string' ? readingWords(text, facts.locale) : null;
      // A word among those that are listed is no number and need not be one.
      if (words === null || (!isOrder && words.startsWith('is no'))) continue;
      told.add(`${field} “${shown(text as string)}” ${words}`);
    }
  }
  return [...told];
}

const ORDERS: readonly string[] = ['gt', 'gte', 'lt', 'lte', 'between'];

/** The fields that a condition compares with numbers. */
function askedForNumbers(condition: Condition): { field: string; isOrder: boolean }[] {
  if ('all' in condition) return condition.all.flatMap(askedForNumbers);
  if ('any' in condition) return condition.any.flatMap(askedForNumbers);
  if ('not' in condition) return askedForNumbers(condition.not);
  const { field, op, value } = condition;
  return [value].flat().some((one) => typeof one === 'number') ? [{ field, isOrder: ORDERS.includes(op) }] : [];
}
