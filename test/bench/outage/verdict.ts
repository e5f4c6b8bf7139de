import { spread, type Spread } from '../stats.js';
import type { SentLead } from './load.js';

/** What the database recorded of a lead, with the instant of its commit. */
export interface Happened {
  leadId: string;
  kind: 'BEGUN' | 'MET' | 'BREACH' | 'STEP';
  /** Of a step. */
  stepKey: string | null;
  committedAtMs: number;
}

/** What the flow promises of a lead whom nobody calls. */
export interface Terms {
  /** From the receipt to the breach. */
  breachAfterMs: number;
  /** From the receipt to each step of the ladder. */
  stepsAfterMs: Record<string, number>;
}

export interface Outage {
  fromMs: number;
  untilMs: number;
}

export interface Verdict {
  /** From the due instant to the commit, of what fell due while Temporal was away. */
  lateness: Spread;
  /** From the 202 to the commit, of what came in meanwhile. */
  begun: Spread;
  applied: Spread;
  /** Due instants that nobody recorded, leads never begun, proofs never applied. */
  missing: { due: number; begun: number; applied: number };
  /** Happenings that were recorded again. */
  twice: number;
  /** Breaches and steps of leads that were called before. */
  wrong: number;
}

/**
 * What an outage did to the leads of that time.
 * @param receivedAtMs by the lead's id, as the database has it: deadlines are counted from it
 */
export function verdictOf(
  sent: readonly SentLead[],
  receivedAtMs: ReadonlyMap<string, number>,
  happened: readonly Happened[],
  terms: Terms,
  { fromMs, untilMs }: Outage,
): Verdict {
  const commits = new Map<string, number[]>();
  for (const { leadId, kind, stepKey, committedAtMs } of happened) {
    const key = keyOf(leadId, kind, stepKey);
    commits.set(key, [...(commits.get(key) ?? []), committedAtMs]);
  }
  const first = (leadId: string, kind: Happened['kind'], stepKey: string | null = null): number | undefined =>
    commits.get(keyOf(leadId, kind, stepKey))?.[0];
  const within = (atMs: number) => atMs >= fromMs && atMs <= untilMs;

  const proven = new Set(sent.filter(({ provenAtMs }) => provenAtMs !== null).map(({ id }) => id));
  const due = sent
    .filter(({ id }) => !proven.has(id))
    .flatMap(({ id }) => {
      const since = receivedAtMs.get(id) ?? NaN;
      return [
        { dueAtMs: since + terms.breachAfterMs, committedAtMs: first(id, 'BREACH') },
        ...Object.entries(terms.stepsAfterMs).map(([stepKey, afterMs]) => ({
          dueAtMs: since + afterMs,
          committedAtMs: first(id, 'STEP', stepKey),
        })),
      ];
    })
    .filter(({ dueAtMs }) => within(dueAtMs));
  const begun = sent
    .filter((lead) => within(lead.receivedAtMs))
    .map((lead) => ({ sinceMs: lead.receivedAtMs, committedAtMs: first(lead.id, 'BEGUN') }));
  const applied = sent.flatMap(({ id, provenAtMs }) =>
    provenAtMs !== null && within(provenAtMs) ? [{ sinceMs: provenAtMs, committedAtMs: first(id, 'MET') }] : [],
  );

  return {
    lateness: spread(waits(due.map(({ dueAtMs, committedAtMs }) => ({ sinceMs: dueAtMs, committedAtMs })))),
    begun: spread(waits(begun)),
    applied: spread(waits(applied)),
    missing: { due: absent(due), begun: absent(begun), applied: absent(applied) },
    twice: [...commits.values()].reduce((sum, { length }) => sum + length - 1, 0),
    wrong: happened.filter(({ kind, leadId }) => (kind === 'BREACH' || kind === 'STEP') && proven.has(leadId)).length,
  };
}

const keyOf = (leadId: string, kind: string, stepKey: string | null): string => `${leadId} ${kind} ${stepKey ?? ''}`;

const waits = (all: readonly { sinceMs: number; committedAtMs: number | undefined }[]): number[] =>
  all.flatMap(({ sinceMs, committedAtMs }) => (committedAtMs === undefined ? [] : [committedAtMs - sinceMs]));

const absent = (all: readonly { committedAtMs: number | undefined }[]): number =>
  all.filter(({ committedAtMs }) => committedAtMs === undefined).length;
