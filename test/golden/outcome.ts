import type { Row } from './document.js';
import type { Week } from './week.js';

/** An audit entry, from a draft or from the database. */
export interface Told {
  atMs: number;
  action: string;
  after: Record<string, unknown> | null;
}

interface Names {
  week: Week;
  /** The name of a user's id. */
  nameOf: (userId: string) => string;
}

/** What is of no interest to a manager here: the case's leads always qualify, and what people did is the other table. */
const QUIET = new Set([
  'sales.lead.created',
  'lead.scored',
  'lead.qualified',
  'lead.contacted',
  'lead.paused',
  'lead.resumed',
  'lead.closed',
  'proof.recorded',
  'escalation.acknowledged',
]);

const clockName = (after: Record<string, unknown>): string => {
  const words = String(after.clockKey).replaceAll('_', ' ');
  const cycle = Number(after.cycle);
  return words[0]!.toUpperCase() + words.slice(1) + (cycle > 1 ? ` (${cycle})` : '');
};

/** The audit log in the words of the document. */
export function outcomeOf(log: Told[], names: Names): Row[] {
  return log
    .filter(({ action, after }) => !QUIET.has(action) || after?.pauseEndedAt !== undefined)
    .map((told) => ({ when: names.week.words(told.atMs), what: wordsFor(told, names) }));
}

function wordsFor({ action, after }: Told, { week, nameOf }: Names): string {
  const fields = after ?? {};
  switch (action) {
    case 'lead.assigned':
      return `${nameOf(String(fields.ownerId))} gets it`;
    case 'lead.resumed':
      return 'the pause is over';
    case 'lead.unrouted':
      return 'nobody could take it';
    case 'lead.offered':
      return `it is offered to ${(fields.userIds as string[]).map(nameOf).toSorted().join(' and ')}`;
    case 'lead.offer_expired':
      return 'the offer expires';
    case 'lead.offer_accepted':
      return `${nameOf(String(fields.userId))} accepts`;
    case 'lead.offer_declined':
      return `${nameOf(String(fields.userId))} declines`;
    case 'lead.replanned':
      return 'it is planned anew';
    case 'command.refused':
      return `${String(fields.kind)} is refused`;
    case 'sla.started':
      return `${clockName(fields)} is due ${week.words(Date.parse(String(fields.deadlineAt)))}`;
    case 'sla.at_risk':
      return `${clockName(fields)} is at risk`;
    case 'sla.breached':
      return `${clockName(fields)} is breached`;
    case 'sla.met':
      return `${clockName(fields)} is met${fields.late === true ? ' late' : ''}`;
    case 'sla.corrected':
      return `${clockName(fields)} is met after all, ${(fields.compensated as string[]).length} escalations compensated`;
    case 'sla.cancelled':
      return `${clockName(fields)} is cancelled`;
    case 'sla.recounted':
      return `${clockName(fields)} is counted anew, due ${week.words(Date.parse(String(fields.deadlineAt)))}`;
    case 'escalation.fired': {
      const repeat = Number(fields.repeat) > 0 ? `, repeat ${Number(fields.repeat)}` : '';
      return `${String(fields.action)}${repeat}${fields.overtaken === true ? ', overtaken' : ''}`;
    }
    default:
      return action;
  }
}
