import type { QueueLine, RetriedMessage } from '../../../db/platform/queries/dead-letters/cadence.js';
import type { DeadLetter, DecidedLetter } from '../../../db/platform/queries/dead-letters/rows.js';
import { withoutContacts } from '../../../domain/platform/dead-letters/without-contacts.js';
import { iso, isoOrNull } from '../../http/contract.js';

/** What a letter's row does not say. */
export interface Surroundings {
  /** Leads that letters are about, by id. */
  leads: ReadonlyMap<string, unknown>;
  /** Of those who decided, by id. */
  names: ReadonlyMap<string, string>;
  /** Whether whoever reads it may see whom it is about. */
  mayInspect: boolean;
}

const nameIn = (names: ReadonlyMap<string, string>, id: string | null): string | null =>
  id === null ? null : (names.get(id) ?? null);

const errorFor = (mayInspect: boolean, error: string | null): string | null =>
  error === null || mayInspect ? error : withoutContacts(error);

const leadFor = ({ leads, mayInspect }: Surroundings, leadId: string | null): unknown =>
  leadId === null || !mayInspect ? null : (leads.get(leadId) ?? null);

export const openLetterOf = (letter: DeadLetter, around: Surroundings) => ({
  kind: letter.kind,
  id: letter.id,
  what: letter.what,
  leadId: letter.leadId,
  lead: leadFor(around, letter.leadId),
  error: errorFor(around.mayInspect, letter.error),
  attempts: letter.attempts,
  bornAt: iso(letter.bornAt),
  diedAt: iso(letter.diedAt),
  state: 'OPEN' as const,
  decidedAt: null,
  decidedBy: null,
  decidedByName: null,
  reason: null,
});

export const decidedLetterOf = (letter: DecidedLetter, around: Surroundings) => ({
  kind: letter.kind,
  id: letter.id,
  what: letter.what,
  leadId: letter.leadId,
  lead: leadFor(around, letter.leadId),
  error: null,
  attempts: letter.attempts,
  bornAt: null,
  diedAt: iso(letter.diedAt),
  state: letter.decision,
  decidedAt: iso(letter.decidedAt),
  decidedBy: letter.decidedBy,
  decidedByName: nameIn(around.names, letter.decidedBy),
  reason: letter.reason,
});

export const decisionOf = (
  { decision, diedAt, decidedAt, decidedBy, reason }: DecidedLetter,
  names: Surroundings['names'],
) => ({
  decision,
  diedAt: iso(diedAt),
  decidedAt: iso(decidedAt),
  decidedBy,
  decidedByName: nameIn(names, decidedBy),
  reason,
});

export const queueLineOf = (line: QueueLine) => ({
  ...line,
  nextAttemptAt: isoOrNull(line.nextAttemptAt),
  oldestAt: iso(line.oldestAt),
});

export const retryOf = (message: RetriedMessage, mayInspect: boolean) => ({
  ...message,
  nextAttemptAt: iso(message.nextAttemptAt),
  bornAt: iso(message.bornAt),
  error: errorFor(mayInspect, message.error),
});
