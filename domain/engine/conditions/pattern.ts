import { RE2JS } from 're2js';

/** Characters of a regular expression. */
const LONGEST = 500;
/**
 * Instructions of its program. A match costs at worst text × program: `[ab]{1000}` is short to write and long to run.
 */
const LARGEST_PROGRAM = 600;
/** Each keeps automata of some megabytes at most. */
const MOST_KEPT = 100;

/** Compiled expressions, the latest used last; null: it cannot be compiled. */
const kept = new Map<string, RE2JS | null>();

function compile(source: string): RE2JS {
  const pattern = RE2JS.compile(source);
  if (pattern.programSize() > LARGEST_PROGRAM) {
    throw new Error('it repeats too much: write it with fewer or smaller counted repetitions');
  }
  return pattern;
}

function compiled(source: string): RE2JS | null {
  let pattern = kept.get(source);
  if (pattern === undefined) {
    try {
      pattern = source.length > LONGEST ? null : compile(source);
    } catch {
      pattern = null;
    }
    if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!);
  } else {
    kept.delete(source);
  }
  kept.set(source, pattern);
  return pattern;
}

/** Why a text is no regular expression that can be used; null: it is one. */
export function patternProblem(source: string): string | null {
  if (source.length > LONGEST) return `A regular expression has at most ${LONGEST} characters.`;
  if (source === '') return 'An empty regular expression holds for every text: use "exists".';
  try {
    compile(source);
    return null;
  } catch (error) {
    return `This is no regular expression of RE2's syntax: ${error instanceof Error ? error.message : String(error)}.`;
  }
}

/** Whether an expression matches anywhere in a text, in time linear in the text. One that is none never does. */
export const matchesPattern = (source: string, text: string): boolean => compiled(source)?.test(text) ?? false;
