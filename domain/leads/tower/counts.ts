import { isActive } from '../escalation/acknowledge.js';
import type { LeadState } from '../lead/state.js';
import { standingOf } from '../view/next.js';
import { isEnded } from '../vocabulary/ended.js';
import type { InstantMs } from '../../engine/time/instant.js';
import { binOf } from './histogram.js';
import { quarterOf } from './spans.js';

/**
 * What the Control Tower counts. Of this moment: `open` leads, and of them `at_risk`, `breached`, `unrouted`. By the
 * quarter of an hour: `leads` and first `contact`s, each by its bin of the histogram, when the lead was received; clocks
 * `met` and `missed` when they started; `breach`es when they happened; active `escalation`s when they fired.
 */
export type Measure =
  | ('open' | 'at_risk' | 'breached' | 'unrouted')
  | ('leads' | 'met' | 'missed' | 'breach' | 'escalation')
  | `contact:${number}`;

export interface Count {
  measure: Measure;
  /** The quarter of an hour that it belongs to; `OF_NOW` for what is counted of this moment. */
  atMs: InstantMs;
  flowId: string | null;
  teamId: string | null;
  source: string;
  /** The lead's owner, where the measure is also counted by owner: `open`, `breached`, `met` and `missed`. */
  ownerId: string | null;
  amount: number;
}

export const OF_NOW: InstantMs = 0;

const CONTACT = 'contact:';

/** First contacts in a bin of the histogram. */
export const contactIn = (bin: number): Measure => `${CONTACT}${bin}`;

/** The first contacts among amounts, by their bins. */
export const binned = (amounts: Iterable<readonly [measure: Measure, amount: number]>): (readonly [number, number])[] =>
  [...amounts]
    .filter(([measure]) => measure.startsWith(CONTACT))
    .map(([measure, amount]) => [Number(measure.slice(CONTACT.length)), amount]);

const BY_OWNER: ReadonlySet<Measure> = new Set(['open', 'breached', 'met', 'missed']);

/**
 * What one lead adds to the counts. A lead that is `RECEIVED` adds nothing: these are few, and are counted from their
 * rows when somebody asks, so that taking a lead in costs nothing.
 */
export function countsOf(lead: LeadState): Count[] {
  if (lead.status === 'RECEIVED') return [];
  const { teamId, source, clocks, escalations } = lead;
  const flowId = lead.flow?.id ?? null;
  const counts: Count[] = [];
  const add = (measure: Measure, atMs: InstantMs) => {
    const ownerId = BY_OWNER.has(measure) ? lead.ownerId : null;
    counts.push({ measure, atMs, flowId, teamId, source, ownerId, amount: 1 });
  };

  const receivedAtMs = quarterOf(lead.receivedAtMs);
  add('leads', receivedAtMs);
  if (lead.contactedAtMs !== null) add(contactIn(binOf(lead.contactedAtMs - lead.receivedAtMs)), receivedAtMs);
  for (const { status, startedAtMs, breachedAtMs } of clocks) {
    if (status === 'MET') add('met', quarterOf(startedAtMs));
    if (status !== 'BREACHED') continue;
    add('missed', quarterOf(startedAtMs));
    if (breachedAtMs !== null) add('breach', quarterOf(breachedAtMs));
  }
  if (isEnded(lead.status)) return counts;

  add('open', OF_NOW);
  const breach = standingOf(lead);
  if (breach !== 'none') add(breach, OF_NOW);
  if (lead.status === 'UNROUTED') add('unrouted', OF_NOW);
  for (const escalation of escalations.filter(isActive)) add('escalation', quarterOf(escalation.firedAtMs));
  return counts;
}

const keyOf = ({ measure, atMs, flowId, teamId, source, ownerId }: Count): string =>
  JSON.stringify([measure, atMs, flowId, teamId, source, ownerId]);

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
