import { DEAD_LETTER_KINDS } from '../../../domain/platform/dead-letters/kinds.js';
import { LEAD_DEAD_LETTER_KINDS } from '../../../domain/leads/vocabulary/dead-letters.js';
import { InvalidArgumentError } from 'commander';

/** A dead letter, as the API lists it. */
export interface Letter {
  kind: string;
  id: string;
  what: string;
  leadId: string | null;
  error: string | null;
  attempts: number;
  bornAt: string | null;
  diedAt: string;
  state: string;
  decidedAt: string | null;
  decidedByName: string | null;
  reason: string | null;
}

export interface LetterInFull extends Letter {
  payload: Record<string, unknown> | null;
  decisions: { decision: string; decidedAt: string; decidedByName: string | null; reason: string | null }[];
}

export const ALL_KINDS: readonly string[] = [...DEAD_LETTER_KINDS, ...LEAD_DEAD_LETTER_KINDS];

export function kindArgument(text: string): string {
  const kind = ALL_KINDS.find((one) => one === text.toUpperCase().replaceAll('-', '_'));
  if (kind === undefined) throw new InvalidArgumentError(`It is one of ${ALL_KINDS.join(', ')}.`);
  return kind;
}

export const pathOf = (kind: string, id: string): string => `/api/dlq/${kind}/${id}`;

export const factsOf = (letter: LetterInFull): string[] => [
  `${letter.kind} ${letter.what}  ${letter.id}  ${letter.state}`,
  `died ${letter.diedAt} after ${letter.attempts} ${letter.attempts === 1 ? 'try' : 'tries'}`,
  ...(letter.bornAt === null ? [] : [`first to be processed ${letter.bornAt}`]),
  ...(letter.leadId === null ? [] : [`lead ${letter.leadId}`]),
  ...(letter.error === null ? [] : [`error ${letter.error}`]),
  ...letter.decisions.map(
    ({ decision, decidedAt, decidedByName, reason }) =>
      `${decision} ${decidedAt} by ${decidedByName ?? 'somebody'}${reason === null ? '' : `: ${reason}`}`,
  ),
];
