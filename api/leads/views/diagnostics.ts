import { verdictWords } from '../../../domain/leads/diagnostics/words.js';
import { isSound, type Remedy, type Verdict } from '../../../domain/leads/diagnostics/verdict.js';
import { DIAGNOSTIC_CHECKS, type DiagnosticCheck } from '../../../domain/leads/vocabulary/diagnostics.js';
import { PAGES } from '../../../domain/leads/vocabulary/pages.js';
import { iso, isoMsOrNull } from '../../http/contract.js';

function remedyView(remedy: Remedy, isTheirs: boolean) {
  if ('action' in remedy) return { kind: 'ACTION' as const, action: remedy.action, page: null, path: null };
  const path = isTheirs ? PAGES[remedy.page].replace(':id', remedy.id ?? '') : null;
  return { kind: 'PAGE' as const, action: null, page: remedy.page, path };
}

/** A finding. @param isTheirs whether it is told to the organisation's own people, who know what their things are called */
function findingView(check: DiagnosticCheck, verdict: Verdict, isTheirs: boolean) {
  const { status, what, sinceMs, count, remedy, isPartial } = verdict;
  const subjects = isTheirs ? verdict.subjects : [];
  return {
    check,
    status,
    what,
    text: verdictWords({ what, count, subjects, isPartial }),
    since: isoMsOrNull(sinceMs),
    count,
    subjects: subjects.map(({ id, name }) => ({ id, name })),
    remedy: remedy && remedyView(remedy, isTheirs),
    isPartial,
  };
}

export function diagnosisView(
  organisation: { id: string; name: string },
  at: Date,
  verdicts: ReadonlyMap<DiagnosticCheck, Verdict>,
  isTheirs: boolean,
) {
  return {
    organisation,
    at: iso(at),
    isSound: isSound([...verdicts.values()]),
    checks: DIAGNOSTIC_CHECKS.map((check) => findingView(check, verdicts.get(check)!, isTheirs)),
  };
}
