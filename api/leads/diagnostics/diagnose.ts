import { faultOf } from '../../../db/faults.js';
import { notRun, type Verdict } from '../../../domain/leads/diagnostics/verdict.js';
import { DIAGNOSTIC_CHECKS, type DiagnosticCheck } from '../../../domain/leads/vocabulary/diagnostics.js';
import { within } from '../../http/within.js';
import { TemporalAway, type Asked, type AskingDeps, type Question } from './question.js';
import { QUESTIONS } from './questions.js';

/** The rest of its time is for what a question does with what it found. */
const SHARE_TO_LOOK = 0.7;
/** A snapshot is held while Temporal is asked between two statements. */
const GRACE_MS = 2_000;
/** One organisation's share of the connections is for its people, too. */
const AT_ONCE = 2;

/** An organisation as a question sees it that has so long. */
export function asking(deps: AskingDeps, orgId: string, limitMs: number): Asked {
  const untilMs = performance.now() + limitMs * SHARE_TO_LOOK;
  const patience = { statementMs: limitMs, lockMs: 1_000, idleMs: limitMs + GRACE_MS };
  return {
    deps,
    orgId,
    read: (work) => deps.db.readOrg(orgId, work, { patience }),
    goesOn: () => performance.now() < untilMs,
  };
}

/** Asks one question, which cannot take longer than its time. Never throws: that it could not be asked is an answer. */
export async function askOne(
  deps: AskingDeps,
  orgId: string,
  check: DiagnosticCheck,
  { limitMs, ask }: Question = QUESTIONS[check],
): Promise<Verdict> {
  try {
    const late = Symbol('late');
    const verdict = await within<Verdict, symbol>(limitMs, ask(asking(deps, orgId, limitMs)), late);
    return verdict === late ? notRun('TOOK_TOO_LONG') : (verdict as Verdict);
  } catch (error) {
    if (error instanceof TemporalAway) return notRun('TEMPORAL_AWAY');
    deps.log.warn({ err: error, orgId, check }, 'a check could not be asked');
    return notRun(faultOf(error) === 'CONTENTION' ? 'TOOK_TOO_LONG' : 'COULD_NOT_ASK');
  }
}

/** Asks all of them, a few at a time; what becomes of one is nothing to the others. */
export async function diagnose(
  deps: AskingDeps,
  orgId: string,
  questions: Readonly<Record<DiagnosticCheck, Question>> = QUESTIONS,
): Promise<Map<DiagnosticCheck, Verdict>> {
  const verdicts = new Map<DiagnosticCheck, Verdict>();
  const left = [...DIAGNOSTIC_CHECKS];
  const work = async (): Promise<void> => {
    for (let check = left.shift(); check !== undefined; check = left.shift())
      verdicts.set(check, await askOne(deps, orgId, check, questions[check]));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return verdicts;
}
