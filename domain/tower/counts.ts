import type { LeadState } from '../lead/state.js';
import { breachOf } from '../lead/next.js';
import { isEnded } from '../lead/ended.js';
import type { InstantMs } from '../sla/types.js';
import { binOf } from './histogram.js';
import { quarterOf } from './spans.js';

/**
 * What the Control Tower counts. Of this moment: `open` leads, and of them `at_risk`, `breached`, `unrouted`. By the
 * quarter of an hour: `leads` and first `contact`s (by histogram bin) when the lead was received; clocks `met` and
 * `missed` when they started; `breach`es when they happened; active `escalation`s when they fired.
 */
export type Measure =
  ('open' | 'at_risk' | 'breached' | 'unrouted') | ('leads' | 'contact' | 'met' | 'missed' | 'breach' | 'escalation');

export interface Count {
  measure: Measure;
  /** The quarter of an hour that it belongs to; `OF_NOW` for what is counted of this moment. */
  atMs: InstantMs;
  /** Of the histogram; 0 for all but `contact`. */
  bin: number;
  flowId: string | null;
  teamId: string | null;
  source: string;
  amount: number;
}

export const OF_NOW: InstantMs = 0;

/**
 * What one lead adds to the counts. A lead that is `RECEIVED` adds nothing: these are few, and are counted from their
 * rows when somebody asks, so that taking a lead in costs nothing.
 */
export function countsOf(lead: LeadState): Count[] {
  if (lead.status === 'RECEIVED') return [];
  const { teamId, source, clocks, escalations } = lead;
  const flowId = lead.flow?.id ?? null;
  const counts: Count[] = [];
  const add = (measure: Measure, atMs: InstantMs, bin = 0) =>
    counts.push({ measure, atMs, bin, flowId, teamId, source, amount: 1 });

  const receivedAtMs = quarterOf(lead.receivedAtMs);
  add('leads', receivedAtMs);
  if (lead.contactedAtMs !== null) add('contact', receivedAtMs, binOf(lead.contactedAtMs - lead.receivedAtMs));
  for (const { status, startedAtMs, breachedAtMs } of clocks) {
    if (status === 'MET') add('met', quarterOf(startedAtMs));
    if (status !== 'BREACHED') continue;
    add('missed', quarterOf(startedAtMs));
    if (breachedAtMs !== null) add('breach', quarterOf(breachedAtMs));
  }
  if (lead.closedAtMs !== null || isEnded(lead.status)) return counts;

  add('open', OF_NOW);
  const breach = breachOf(clocks);
  if (breach !== 'none') add(breach, OF_NOW);
  if (lead.status === 'UNROUTED') add('unrouted', OF_NOW);
  for (const { firedAtMs, overtaken, compensatedAtMs } of escalations)
    if (!overtaken && compensatedAtMs === null) add('escalation', quarterOf(firedAtMs));
  return counts;
}

const keyOf = ({ measure, atMs, bin, flowId, teamId, source }: Count): string =>
  JSON.stringify([measure, atMs, bin, flowId, teamId, source]);

/** What must be added to the counts when leads that added `before` add `after` from now on; nothing that is zero. */
export function changeOf(before: Count[], after: Count[]): Count[] {
  const changes = new Map<string, Count>();
  const add = (count: Count, sign: 1 | -1): void => {
    const key = keyOf(count);
    const known = changes.get(key);
    changes.set(key, { ...count, amount: (known?.amount ?? 0) + sign * count.amount });
  };
  for (const count of before) add(count, -1);
  for (const count of after) add(count, 1);
  return [...changes.values()].filter(({ amount }) => amount !== 0);
}
