import type { AskedRequest, CommandRequest } from '../lead/state.js';
import { refusalOf } from './refusal.js';
import { afterCommands, type LeadSituation } from './situation.js';

/** A command that is written down and not applied yet. */
export interface PendingCommand {
  id: string;
  request: CommandRequest;
}

export type RequestVerdict =
  { is: 'POSSIBLE' } | { is: 'ASKED_BEFORE'; commandId: string } | { is: 'REFUSED'; why: string };

/** How a lead stands once what was asked of it is applied. @param pending the first first */
export const afterPending = (situation: LeadSituation, pending: readonly PendingCommand[]): LeadSituation =>
  afterCommands(
    situation,
    pending.map(({ request }) => request),
  );

/**
 * Whether a command can be carried out once those before it are. Asked for twice in a row, it is one.
 * @param pending those that are not applied yet, the first first
 */
export function judgeRequest(
  situation: LeadSituation,
  pending: readonly PendingCommand[],
  request: AskedRequest,
): RequestVerdict {
  const last = pending.at(-1);
  if (last && isSameRequest(last.request, request)) return { is: 'ASKED_BEFORE', commandId: last.id };
  const why = refusalOf(afterPending(situation, pending), request);
  return why === null ? { is: 'POSSIBLE' } : { is: 'REFUSED', why };
}

/** Whether two commands ask for the same, whatever reasons they give. */
function isSameRequest(a: CommandRequest, b: AskedRequest): boolean {
  if (a.kind === 'ASSIGN' && b.kind === 'ASSIGN') return a.ownerId === b.ownerId;
  if (a.kind === 'CLOSE' && b.kind === 'CLOSE') return a.outcome === b.outcome && a.duplicateOfId === b.duplicateOfId;
  if (a.kind === 'PAUSE' && b.kind === 'PAUSE') return a.untilMs === b.untilMs;
  if (a.kind === 'CANCEL_CLOCK' && b.kind === 'CANCEL_CLOCK') return a.clockKey === b.clockKey;
  return a.kind === b.kind;
}
