import type { z } from 'zod';
import type { leadDetail } from '../../../api/leads/contract/leads.js';
import type { Compression } from './compression.js';
import { CLOCK } from '../desk.js';
import { STEPS, type Expected, type StepKey, type Verdict } from './expected.js';

export type LeadDetail = z.output<typeof leadDetail>;

/** One entry of the timeline about a fired step of the ladder. */
export interface Fired {
  stepKey: string;
  action: string;
  dueAtMs: number;
  firedAtMs: number;
  overtaken: boolean;
  compensated: boolean;
}

/** What the system made of one lead, and how that differs from the file. */
export interface Judged {
  /** Null: not decided. */
  verdict: Verdict | null;
  /** It was breached at first: the proof came in after the deadline, about a contact before it. */
  corrected: boolean;
  fired: Fired[];
  /** Steps that fired although the contact had happened, because its proof was still under way. */
  crossedSteps: StepKey[];
  /** In words; empty: all is as the file says. */
  mismatches: string[];
}

/** Compares a lead with what the file says. Pure. */
export function judge(detail: LeadDetail, expected: Expected, compressed: Compression): Judged {
  const mismatches: string[] = [];
  const check = (holds: boolean, words: string) => {
    if (!holds) mismatches.push(words);
  };
  const fired = firedSteps(detail);
  const clocks = detail.clocks.filter(({ key }) => key === CLOCK);
  const clock = clocks[0];
  if (!clock || clocks.length > 1) {
    return { verdict: null, corrected: false, fired, crossedSteps: [], mismatches: [`it has ${clocks.length} clocks`] };
  }

  const verdict = verdictOf(clock);
  check(verdict === expected.verdict, `the file says ${expected.verdict}, the system ${verdict ?? clock.status}`);
  const receivedAtMs = Date.parse(detail.receivedAt);
  const targetMs = clock.deadlineAt === null ? NaN : Date.parse(clock.deadlineAt) - Date.parse(clock.startedAt);
  check(Date.parse(clock.startedAt) === receivedAtMs, 'the clock does not start when the lead was received');
  check(targetMs === compressed.realTargetMs, `the deadline is ${targetMs} ms after the start`);
  if (expected.first && clock.metAt) {
    const metAfterMs = Date.parse(clock.metAt) - receivedAtMs;
    const delayMs = compressed.contactDelay(expected.first.startedAtMs - expected.lead.receivedAtMs);
    check(metAfterMs === delayMs, `it was met ${metAfterMs} ms after it came in, not ${delayMs} ms`);
  }

  const crossedSteps: StepKey[] = [];
  for (const step of STEPS) {
    const times = fired.filter(({ stepKey }) => stepKey === step).length;
    const wanted = expected.steps.includes(step) ? 1 : 0;
    if (wanted === 0 && times === 1 && firedInTransit(detail, fired, step)) crossedSteps.push(step);
    else check(times === wanted, `«${step}» fired ${times} times, not ${wanted}`);
  }
  return { verdict, corrected: clock.correctedAt !== null, fired, crossedSteps, mismatches };
}

function verdictOf({ status, metAt }: LeadDetail['clocks'][number]): Verdict | null {
  if (status === 'MET') return 'MET';
  if (status !== 'BREACHED') return null;
  return metAt === null ? 'UNPROVEN' : 'LATE';
}

function firedSteps({ timeline }: LeadDetail): Fired[] {
  return timeline
    .filter(({ type, clockKey }) => type === 'ESCALATION' && clockKey === CLOCK)
    .map((entry) => ({
      stepKey: entry['stepKey'] as string,
      action: entry['action'] as string,
      dueAtMs: Date.parse(entry['dueAt'] as string),
      firedAtMs: Date.parse(entry['firedAt'] as string),
      overtaken: Boolean(entry['overtaken']),
      compensated: Boolean(entry['compensatedAt']),
    }));
}

/** Nobody can know of a contact before its proof is in: a step that was due in between is right to be there. */
function firedInTransit({ timeline }: LeadDetail, fired: readonly Fired[], step: StepKey): boolean {
  const dueAtMs = fired.find(({ stepKey }) => stepKey === step)!.dueAtMs;
  const proofs = timeline.filter(({ type }) => type === 'PROOF');
  const heardAtMs = Math.min(...proofs.map((proof) => Date.parse(proof['receivedAt'] as string)));
  return dueAtMs < heardAtMs;
}
