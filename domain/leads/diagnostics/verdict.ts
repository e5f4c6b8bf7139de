import type { InstantMs } from '../../engine/time/instant.js';
import type { DiagnosticFault, DiagnosticRemedy, DiagnosticStatus, RemedyPage } from '../vocabulary/diagnostics.js';

/** What of an organisation's it is about: a flow, a team, a source, a webhook. */
export interface Subject {
  id: string;
  name: string;
}

/** One click, or exactly the page on which it is mended. */
export type Remedy = { action: DiagnosticRemedy } | { page: RemedyPage; id: string | null };

/** What a check came to. */
export interface Verdict {
  status: DiagnosticStatus;
  /** Null: nothing is wrong. */
  what: DiagnosticFault | null;
  /** Since when; null: nothing is wrong, or nobody can know. */
  sinceMs: InstantMs | null;
  /** How many. */
  count: number;
  subjects: readonly Subject[];
  /** Null: nothing is wrong, or nobody here can do anything about it. */
  remedy: Remedy | null;
  /** There was no time to look at everything: what was looked at is as it says. */
  isPartial: boolean;
}

/** Nothing is wrong. */
export const WELL: Verdict = {
  status: 'OK',
  what: null,
  sinceMs: null,
  count: 0,
  subjects: [],
  remedy: null,
  isPartial: false,
};

type Wrong = Pick<Verdict, 'what'> & Partial<Omit<Verdict, 'status' | 'what'>>;

export const warns = (wrong: Wrong): Verdict => ({ ...WELL, status: 'WARN', ...wrong });
export const fails = (wrong: Wrong): Verdict => ({ ...WELL, status: 'FAIL', ...wrong });
/** It could not be asked, or not in time. */
export const notRun = (what: 'TOOK_TOO_LONG' | 'TEMPORAL_AWAY' | 'COULD_NOT_ASK'): Verdict => ({
  ...WELL,
  status: 'NOT_RUN',
  what,
});

/** Some things with the same fault, each since an instant: how many, since the first of them, and which. */
export function ofEach<T extends Subject & { sinceMs: InstantMs | null }>(
  found: readonly T[],
): Pick<Verdict, 'count' | 'sinceMs' | 'subjects'> {
  const inOrder = [...found].sort((a, b) => (a.sinceMs ?? Infinity) - (b.sinceMs ?? Infinity));
  return {
    count: found.length,
    sinceMs: inOrder[0]?.sinceMs ?? null,
    subjects: inOrder.map(({ id, name }) => ({ id, name })),
  };
}

/** Whether all of it is as it should be: a warning is for somebody to look at, and ends no script. */
export const isSound = (verdicts: readonly Pick<Verdict, 'status'>[]): boolean =>
  verdicts.every(({ status }) => status === 'OK' || status === 'WARN');
