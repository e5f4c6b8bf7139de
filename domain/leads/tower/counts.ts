import { breachHolders, holderOf, rescuerOf } from '../clocks/whose.js';
import { lastActiveAtMs } from '../escalation/acknowledge.js';
import type { LeadState } from '../lead/state.js';
import { endedUnreached } from '../proofs/first-contact.js';
import { standingOf } from '../view/next.js';
import { isEnded } from '../vocabulary/ended.js';
import type { InstantMs } from '../../engine/time/instant.js';
import { binOf } from './histogram.js';
import { quarterOf } from './spans.js';

/**
 * What the Control Tower counts. Of this moment: `open` leads, and of them `at_risk`, `breached`, `unrouted`, and
 * `lapsed`, once for each who held it when a clock was breached. By the quarter of an hour: `leads` and first `contact`s,
 * each by its bin of the histogram, leads that are `waiting` for it and that ended `unreached`, when the lead was received; clocks `met`, `missed`
 * and `rescued` when they started; `breach`es when they happened; leads with an active `escalation` when the last fired.
 */
export type Measure =
  | ('open' | 'at_risk' | 'breached' | 'unrouted' | 'lapsed')
  | ('leads' | 'waiting' | 'unreached' | 'met' | 'missed' | 'rescued' | 'breach' | 'escalation')
  | `contact:${number}`;

export interface Count {
  measure: Measure;
  /** The quarter of an hour that it belongs to; `OF_NOW` for what is counted of this moment. */
  atMs: InstantMs;
  flowId: string | null;
  teamId: string | null;
  source: string;
  /**
   * Whose it is, where the measure is also counted by owner. `open`: of who has the lead; `lapsed`, `met` and `missed`: of
   * who held it when the clock was decided; `rescued`: of who took it over. `NOBODY_ID` where nobody held it.
   */
  ownerId: string | null;
  amount: number;
}

export const OF_NOW: InstantMs = 0;

/** Whose a clock is that was decided while nobody held its lead. */
export const NOBODY_ID = '00000000-0000-0000-0000-000000000000';

const CONTACT = 'contact:';

/** First contacts in a bin of the histogram. */
export const contactIn = (bin: number): Measure => `${CONTACT}${bin}`;

/** The first contacts among amounts, by their bins. */
export const binned = (amounts: Iterable<readonly [measure: Measure, amount: number]>): (readonly [number, number])[] =>
  [...amounts]
    .filter(([measure]) => measure.startsWith(CONTACT))
    .map(([measure, amount]) => [Number(measure.slice(CONTACT.length)), amount]);

/**
 * What one lead adds to the counts. A lead that is `RECEIVED` adds nothing: these are few, and are counted from their
 * rows when somebody asks, so that taking a lead in costs nothing.
 */
export function countsOf(lead: LeadState): Count[] {
  if (lead.status === 'RECEIVED') return [];
  const { teamId, source, clocks } = lead;
  const scope = { flowId: lead.flow?.id ?? null, teamId, source };
  const counts: Count[] = [];
  const add = (measure: Measure, atMs: InstantMs, ownerId: string | null = null, of = scope) =>
    counts.push({ measure, atMs, ...of, ownerId, amount: 1 });

  const receivedAtMs = quarterOf(lead.receivedAtMs);
  add('leads', receivedAtMs);
  if (lead.contactedAtMs !== null) add(contactIn(binOf(lead.contactedAtMs - lead.receivedAtMs)), receivedAtMs);
  else if (!isEnded(lead.status)) add('waiting', receivedAtMs);
  else if (endedUnreached(lead)) add('unreached', receivedAtMs);
  for (const clock of clocks) {
    if (clock.status !== 'MET' && clock.status !== 'BREACHED') continue;
    const startedAtMs = quarterOf(clock.startedAtMs);
    const holder = holderOf(lead, clock);
    // A verdict stays with the team under which it fell, too.
    const then = { ...scope, teamId: holder?.teamId ?? teamId };
    add(clock.status === 'MET' ? 'met' : 'missed', startedAtMs, holder?.ownerId ?? NOBODY_ID, then);
    if (clock.status === 'MET') continue;
    if (clock.breachedAtMs !== null) add('breach', quarterOf(clock.breachedAtMs), null, then);
    const rescuer = rescuerOf(lead, clock);
    if (rescuer !== null) add('rescued', startedAtMs, rescuer);
  }
  if (isEnded(lead.status)) return counts;

  add('open', OF_NOW, lead.ownerId);
  const breach = standingOf(lead);
  if (breach !== 'none') add(breach, OF_NOW);
  for (const holderId of breachHolders(lead)) add('lapsed', OF_NOW, holderId ?? NOBODY_ID);
  if (lead.status === 'UNROUTED') add('unrouted', OF_NOW);
  const escalatedAtMs = lastActiveAtMs(lead);
  if (escalatedAtMs !== null) add('escalation', quarterOf(escalatedAtMs));
  return counts;
}

/** The source last: it is the only one that can have a space. */
const keyOf = ({ measure, atMs, flowId, teamId, source, ownerId }: Count): string =>
  `${measure} ${atMs} ${flowId} ${teamId} ${ownerId} ${source}`;

/** What must be added to the counts when leads that added `before` add `after` from now on; nothing that is zero. */
export function changeOf(before: Count[], after: Count[]): Count[] {
  const changes = new Map<string, Count>();
  const add = (count: Count, sign: 1 | -1): void => {
    const key = keyOf(count);
    const known = changes.get(key);
    if (known) known.amount += sign * count.amount;
    else changes.set(key, { ...count, amount: sign * count.amount });
  };
  for (const count of before) add(count, -1);
  for (const count of after) add(count, 1);
  return [...changes.values()].filter(({ amount }) => amount !== 0);
}
