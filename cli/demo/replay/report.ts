import { percent, quantile, table, words } from '../text.js';
import type { Comparison } from './compare.js';
import { STEPS, VERDICTS, type Expected, type StepKey, type Verdict } from './expected.js';

const VERDICT_WORDS: Record<Verdict, string> = {
  MET: 'met in time',
  LATE: 'breached, met late',
  UNPROVEN: 'breached, unproven',
};
const STEP_WORDS: Record<StepKey, string> = {
  remind: 'REMINDER to the owner',
  alert: 'MANAGER_ALERT',
  reassign: 'REASSIGN',
};
const SHOWN_MISMATCHES = 20;

/** What must come out, before anything is sent. */
export function expectedWords(expected: readonly Expected[]): string {
  const count = (verdict: Verdict) => expected.filter((one) => one.verdict === verdict).length;
  return VERDICTS.map((verdict) => `${count(verdict)} ${VERDICT_WORDS[verdict]}`).join(', ');
}

/** The file's figures beside the system's. */
export function reportTable(comparison: Comparison): string {
  const all = comparison.length;
  const inFile = (holds: (one: Expected) => boolean) => comparison.filter(({ expected }) => holds(expected)).length;
  const inSystem = (holds: (one: Verdict | null) => boolean) =>
    comparison.filter(({ judged }) => holds(judged.verdict)).length;
  const row = (name: string, file: number | string, system: number | string) => [
    name,
    file,
    system,
    file === system ? 'same' : 'DIFFERS',
  ];
  const met = [inFile(({ verdict }) => verdict === 'MET'), inSystem((verdict) => verdict === 'MET')] as const;
  const breached = [
    inFile(({ verdict }) => verdict !== 'MET'),
    inSystem((verdict) => verdict === 'LATE' || verdict === 'UNPROVEN'),
  ] as const;
  return table([
    ['', 'file', 'system', ''],
    row(
      'leads',
      all,
      inSystem((verdict) => verdict !== null),
    ),
    ...VERDICTS.map((verdict) =>
      row(
        VERDICT_WORDS[verdict],
        inFile((one) => one.verdict === verdict),
        inSystem((one) => one === verdict),
      ),
    ),
    row('breached', ...breached),
    row('attainment', percent(met[0], all), percent(met[1], all)),
    ...STEPS.map((step) =>
      row(
        STEP_WORDS[step],
        inFile(({ steps }) => steps.includes(step)),
        countDue(comparison, step),
      ),
    ),
  ]);
}

/** Firings that were due before the contact; those that crossed their proof are told apart in the notes. */
function countDue(comparison: Comparison, step: StepKey): number {
  return comparison.reduce((sum, { expected, judged }) => {
    const fired = judged.fired.filter(({ stepKey }) => stepKey === step).length;
    const tolerated = !expected.steps.includes(step) && judged.crossedSteps.includes(step) ? 1 : 0;
    return sum + fired - tolerated;
  }, 0);
}

/** What else is worth knowing of the run. */
export function reportNotes(comparison: Comparison): string[] {
  const fired = comparison.flatMap(({ judged }) => judged.fired);
  const late = fired.filter(({ overtaken }) => !overtaken).map(({ dueAtMs, firedAtMs }) => firedAtMs - dueAtMs);
  const overtaken = fired.filter((one) => one.overtaken).length;
  const alerted = fired.filter(({ stepKey, action }) => stepKey === 'reassign' && action !== 'REASSIGN').length;
  const crossed = comparison.flatMap(({ judged }) => judged.crossedSteps).length;
  const corrected = comparison.filter(({ judged }) => judged.corrected).length;
  const lateness = [0.5, 0.99, 1].map((share) => words(quantile(late, share)));
  const notes: [number, string][] = [
    [overtaken, 'of them recorded as overtaken: their proof came in before the system got round to them'],
    [crossed, 'fired between a contact and the arrival of its proof: right, and not counted above'],
    [corrected, 'breaches corrected to met: the proof came in after the deadline, the contact was before it'],
    [alerted, 'reassignments made manager alerts: nobody else could take the lead'],
  ];
  return [
    `Ladder steps: ${fired.length}; half fired within ${lateness[0]} of their instant (real time), 99 % within ` +
      `${lateness[1]}, all within ${lateness[2]}`,
    ...notes.filter(([count]) => count > 0).map(([count, text]) => `  ${count} ${text}`),
  ];
}

/** Each lead that is not as the file says. */
export function mismatchLines(comparison: Comparison): string[] {
  const differing = comparison.filter(({ judged }) => judged.mismatches.length > 0);
  const lines = differing
    .slice(0, SHOWN_MISMATCHES)
    .map(({ expected, leadId, judged }) => `  lead ${expected.lead.id} (${leadId}): ${judged.mismatches.join('; ')}`);
  if (differing.length > lines.length) lines.push(`  and ${differing.length - lines.length} more`);
  return [`Mismatches: ${differing.length}`, ...lines];
}
