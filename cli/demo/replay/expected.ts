import { REMINDER_SHARE } from '../desk.js';
import type { FileContact, FileLead } from './files.js';

/** `MET` in time, `LATE` after a breach, `UNPROVEN`: breached and never reached. */
export type Verdict = 'MET' | 'LATE' | 'UNPROVEN';
export const VERDICTS: readonly Verdict[] = ['MET', 'LATE', 'UNPROVEN'];

/** The ladder of the replay's flow. */
export const STEPS = ['remind', 'alert', 'reassign'] as const;
export type StepKey = (typeof STEPS)[number];

/** What the file's own times say must come out for one lead. */
export interface Expected {
  lead: FileLead;
  first: FileContact | null;
  verdict: Verdict;
  /** The steps that were due at or before the first contact: each must be there exactly once, the others not at all. */
  steps: StepKey[];
}

/**
 * @param contacts by lead, each lead's in the order of time
 * @param untilMs contacts after this instant of the file are not played, so they do not count
 */
export function expectations(
  leads: readonly FileLead[],
  contacts: ReadonlyMap<string, readonly FileContact[]>,
  targetMs: number,
  untilMs = Infinity,
): Expected[] {
  return leads.map((lead) => {
    const first = contacts.get(lead.id)?.find(({ startedAtMs }) => startedAtMs <= untilMs) ?? null;
    const delayMs = first === null ? Infinity : first.startedAtMs - lead.receivedAtMs;
    const steps = STEPS.filter((step) =>
      step === 'remind' ? delayMs >= REMINDER_SHARE * targetMs : delayMs > targetMs,
    );
    return { lead, first, verdict: first === null ? 'UNPROVEN' : delayMs <= targetMs ? 'MET' : 'LATE', steps };
  });
}
