import type { InstantMs } from '../../engine/time/instant.js';
import type { LeadAuditAction } from '../audit/actions.js';
import type { Draft, NoticeEffect } from '../lead/draft.js';

/** What of a settlement is told of a trial; what is left out here happens at once, and is told as a part of its own. */
export const HAPPENINGS = [
  'sla.at_risk',
  'sla.breached',
  'escalation.fired',
  'lead.approval_asked',
  'lead.approval_lapsed',
  'lead.assigned',
  'lead.offered',
  'lead.offer_expired',
  'lead.unrouted',
] as const satisfies readonly LeadAuditAction[];
type HappeningKind = (typeof HAPPENINGS)[number];

/** One thing that the machine does by itself, and whom it tells. */
export interface Happening {
  atMs: InstantMs;
  what: HappeningKind;
  clockKey: string | null;
  cycle: number | null;
  stepKey: string | null;
  /** Of a step: 0 for its first firing. */
  repeat: number | null;
  /** Of a step: what it does, which is an alert where there is nobody else. */
  action: string | null;
  /** A step that does nothing, since its `stopWhen` holds. */
  overtaken: boolean;
  /** Who has the lead then; of an offer who is asked. */
  userIds: string[];
  /** Who is told of it. */
  tells: { userIds: string[]; managers: boolean; team: boolean };
  text: string | null;
}

type After = Record<string, unknown>;

const text = (after: After, member: string): string | null =>
  typeof after[member] === 'string' ? after[member] : null;
const count = (after: After, member: string): number | null =>
  typeof after[member] === 'number' ? after[member] : null;
const users = (after: After): string[] =>
  typeof after['ownerId'] === 'string'
    ? [after['ownerId']]
    : Array.isArray(after['userIds'])
      ? (after['userIds'] as string[])
      : [];

/** By what a notice is known that tells of it. */
const tellsOf = (action: HappeningKind, after: After, leadId: string): ((notice: NoticeEffect) => boolean) => {
  if (action === 'escalation.fired') return ({ dedupeKey }) => dedupeKey === after['escalationKey'];
  if (action === 'lead.assigned')
    return ({ dedupeKey }) => dedupeKey === `assigned:${leadId}:${String(after['sequence'])}`;
  if (action === 'lead.offered')
    return ({ dedupeKey }) => dedupeKey === `offered:${leadId}:${String(after['sequence'])}`;
  if (action === 'lead.approval_asked')
    return ({ dedupeKey }) => dedupeKey === `approval:${leadId}:${String(after['sequence'])}`;
  if (action === 'lead.unrouted') return ({ kind }) => kind === 'UNROUTED';
  return () => false;
};

const isTold = (action: LeadAuditAction): action is HappeningKind => (HAPPENINGS as readonly string[]).includes(action);

/** What a settlement did with a lead by itself, in its order. @param atMs when */
export function happenings({ changes, lead }: Draft, atMs: InstantMs): Happening[] {
  return changes.audit.flatMap(({ action, after }): Happening[] => {
    if (!isTold(action) || after === null) return [];
    const notices = changes.notices.filter(tellsOf(action, after, lead.id));
    const told = notices.flatMap(({ userId }) => userId ?? []);
    return [
      {
        atMs,
        what: action,
        clockKey: text(after, 'clockKey'),
        cycle: count(after, 'cycle'),
        stepKey: text(after, 'stepKey'),
        repeat: count(after, 'repeat'),
        action: text(after, 'action'),
        overtaken: after['overtaken'] === true,
        userIds: users(after),
        tells: {
          userIds: [...new Set(told)],
          managers: notices.some(({ userId, team }) => userId === null && team !== true),
          team: notices.some(({ team }) => team === true),
        },
        text: text(after, 'text'),
      },
    ];
  });
}
