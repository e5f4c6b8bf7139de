import type { ClockDefinition, FlowDefinition, LadderStep, Recipient } from '../../domain/leads/flow/definition.js';
import type { RoutingRule } from '../../domain/engine/routing/definition.js';
import type { ProofKind } from '../../domain/leads/vocabulary/proofs.js';
import type { LeadStatus } from '../../domain/leads/vocabulary/status.js';
import type { EscalationAction } from '../../domain/leads/vocabulary/escalations.js';
import type { CalendarDefinition, Weekday } from '../../domain/engine/calendars/types.js';
import type { GoldenCase } from './document.js';

/** A person of a case. */
export interface GoldenRep {
  name: string;
  /** Works in the case's hours only; else at any hour. */
  keepsHours: boolean;
  capacity: number;
}

/** A case's policy, with names where a flow has ids. */
export interface GoldenPolicy {
  hours: CalendarDefinition;
  reps: GoldenRep[];
  /** The case needs the week in which the clocks go forward. */
  springs: boolean;
  flow(ids: GoldenIds): FlowDefinition;
}

export interface GoldenIds {
  teamId: string;
  calendarId: string;
  userId(name: string): string;
}

const WEEKDAYS: Weekday[] = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'];
const UNITS: Record<string, string> = { s: 'S', min: 'M', h: 'H' };

/** Reads a case's policy table. Each row has a vocabulary of its own; a word that is not known fails the case. */
export function policyOf({ title, policy }: GoldenCase): GoldenPolicy {
  const rows = new Map(policy);
  const row = (name: string): string => {
    const rule = rows.get(name);
    if (rule === undefined) throw new Error(`«${title}» does not say its ${name}`);
    return rule;
  };
  const clocks = policy.filter(([, rule]) => rule.startsWith('within '));
  const known = ['Hours', 'Holiday', 'Week', 'People', 'Routing', ...clocks.flatMap(([name]) => [name, stepsOf(name)])];
  for (const [name] of policy) if (!known.includes(name)) throw new Error(`«${title}»: «${name}» is no known rule`);
  return {
    hours: hoursOf(row('Hours')),
    reps: row('People').split('; ').map(repOf),
    springs: rows.get('Week') === 'the clocks go forward on Sunday',
    flow: (ids) => ({
      priority: 10,
      match: { all: [] },
      calendarId: ids.calendarId,
      scoring: { threshold: 0, rules: [{ when: { all: [] }, points: 10, reason: 'every lead' }] },
      routing: routingOf(row('Routing'), ids),
      clocks: clocks.map(([name, rule]) => clockOf(name, rule, rows.get(stepsOf(name)) ?? '', ids)),
    }),
  };
}

const stepsOf = (clock: string): string => `${clock}: steps`;
export const keyOf = (name: string): string => name.toLowerCase().replaceAll(' ', '_');

/** `15 min` as `PT15M`. */
function durationOf(words: string): string {
  const [, amount, unit] = /^(\d+) (s|min|h)$/.exec(words) ?? [];
  if (amount === undefined) throw new Error(`«${words}» is no duration`);
  return `PT${amount}${UNITS[unit!]}`;
}

/** `Mon–Fri 09:00–18:00, Sat 10:00–14:00 in Europe/Bucharest` */
function hoursOf(words: string): CalendarDefinition {
  const [, spans, timeZone] = /^(.+) in (\S+)$/.exec(words) ?? [];
  if (spans === undefined) throw new Error(`«${words}» are no hours`);
  const weekly = spans.split(', ').flatMap((span) => {
    const [, first, last, from, to] = /^(\w{3})(?:–(\w{3}))? (\d\d:\d\d)–(\d\d:\d\d)$/.exec(span) ?? [];
    if (first === undefined) throw new Error(`«${span}» are no hours`);
    const at = (day: string): number => WEEKDAYS.indexOf(day.toUpperCase() as Weekday);
    return WEEKDAYS.slice(at(first), at(last ?? first) + 1).map((day) => ({ day, from: from!, to: to! }));
  });
  return { timeZone: timeZone!, weekly, holidays: [], specialDates: [] };
}

/** `Ana (keeps the hours, 1 lead at a time)` */
function repOf(words: string): GoldenRep {
  const [, name, traits] = /^(\w+)(?: \((.+)\))?$/.exec(words) ?? [];
  if (name === undefined) throw new Error(`«${words}» is nobody`);
  const rep: GoldenRep = { name, keepsHours: false, capacity: 20 };
  for (const trait of traits?.split(', ') ?? []) {
    const capacity = /^(\d+) leads? at a time$/.exec(trait);
    if (capacity) rep.capacity = Number(capacity[1]);
    else if (trait === 'keeps the hours') rep.keepsHours = true;
    else throw new Error(`«${trait}» is no known trait`);
  }
  return rep;
}

/** `round robin; offered, 5 min to answer; at most 1 reassignment` */
function routingOf(words: string, { teamId }: GoldenIds): FlowDefinition['routing'] {
  const rule: RoutingRule = { when: { all: [] }, teamId, strategy: 'ROUND_ROBIN' };
  const routing: FlowDefinition['routing'] = { rules: [rule], maxReassignments: 2 };
  for (const part of words.split('; ')) {
    const most = /^at most (\d+) reassignments?$/.exec(part);
    const offered = /^(offered to the best|broadcast), (.+) to answer$/.exec(part);
    if (most) routing.maxReassignments = Number(most[1]);
    else if (offered) {
      rule.mode = offered[1] === 'broadcast' ? 'BROADCAST' : 'OFFER';
      rule.answerWithin = durationOf(offered[2]!);
      rule.answerShare = 1;
    } else if (part === 'most free capacity first') rule.strategy = 'BALANCED';
    else if (part !== 'round robin') throw new Error(`«${part}» is no known routing`);
  }
  return routing;
}

/** `within 15 min of business time from RECEIVED; at risk at 75 %; stopped by CALL_LOGGED` */
function clockOf(name: string, words: string, steps: string, ids: GoldenIds): ClockDefinition {
  const [head, ...parts] = words.split('; ');
  const [, duration, time, start] = /^within (.+) of (business|elapsed) time from (.+)$/.exec(head!) ?? [];
  if (duration === undefined) throw new Error(`«${words}» is no clock`);
  const business = time === 'business' ? { time: 'BUSINESS' as const, calendarId: ids.calendarId } : null;
  const clock: ClockDefinition = {
    key: keyOf(name),
    name,
    starts: startOf(start!),
    target: { duration: durationOf(duration), ...(business ?? { time: 'ELAPSED' }) },
    proofs: [],
    ladder: steps === '' ? [] : steps.split('; ').map((step, index) => stepOf(step, index, ids)),
  };
  for (const part of parts) {
    const risk = /^at risk at (\d+) %$/.exec(part);
    const proofs = /^stopped by (.+)$/.exec(part);
    const still = /^stands still while (\w+)$/.exec(part);
    if (risk) clock.atRisk = Number(risk[1]) / 100;
    else if (proofs) clock.proofs = proofs[1]!.split(' or ') as ProofKind[];
    else if (still) clock.pauseIn = [still[1] as LeadStatus];
    else if (part === 'starts again for a new owner') clock.restartOnReassign = true;
    else if (part === 'starts again after each contact') clock.recurring = true;
    else throw new Error(`«${part}» is nothing that a clock does`);
  }
  return clock;
}

function startOf(words: string): ClockDefinition['starts'] {
  const met = /^«(.+)» being met$/.exec(words);
  return met ? { afterMet: keyOf(met[1]!) } : (words as 'RECEIVED');
}

/** `REMINDER at 50 %, every 5 min 2 times`, `MANAGER_ALERT 10 min after, to on-call Dan Ana` */
function stepOf(words: string, index: number, ids: GoldenIds): LadderStep {
  const [head, ...parts] = words.split(', ');
  const [, action, share, offset, side] =
    /^(\w+) (?:at (?:(\d+) %|the deadline)|(.+) (before|after))$/.exec(head!) ?? [];
  if (action === undefined) throw new Error(`«${head}» is no step`);
  const step: LadderStep = {
    key: `step_${index + 1}`,
    action: action as EscalationAction,
    at:
      share === undefined
        ? { offset: offset === undefined ? 'PT0S' : (side === 'before' ? '-' : '') + durationOf(offset) }
        : { share: Number(share) / 100 },
  };
  for (const part of parts) {
    const repeat = /^every (.+) (\d+) times?$/.exec(part);
    const to = /^to (.+)$/.exec(part);
    if (repeat) step.repeat = { every: durationOf(repeat[1]!), times: Number(repeat[2]) };
    else if (to) step.to = [recipientOf(to[1]!, ids)];
    else if (part === 'in the hours only') step.within = { calendarId: ids.calendarId };
    else throw new Error(`«${part}» is nothing that a step does`);
  }
  return step;
}

function recipientOf(words: string, ids: GoldenIds): Recipient {
  const onCall = /^on call (.+)$/.exec(words);
  if (onCall) return { onCall: onCall[1]!.split(' then ').map((name) => ids.userId(name)) };
  if (words === 'owner' || words === 'manager' || words === 'team') return words;
  return { userId: ids.userId(words) };
}
