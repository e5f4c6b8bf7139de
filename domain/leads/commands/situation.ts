import { waitsForProof } from '../../engine/sla/ladder.js';
import type { InstantMs } from '../../engine/time/instant.js';
import { unacknowledged } from '../escalation/acknowledge.js';
import type { CommandRequest, LeadState } from '../lead/state.js';
import type { LeadStatus } from '../vocabulary/status.js';

/** What a command's fate depends on: of a lead as it is, or as it will be once other commands are applied. */
export interface LeadSituation {
  status: LeadStatus;
  ownerId: string | null;
  paused: boolean;
  /** When its pause ends by itself; null: not by itself, or there is none. */
  pausedUntilMs: InstantMs | null;
  /** It will be closed by a command that is not applied yet. */
  closing: boolean;
  /** It was merged into another lead: undoing that reopens it, and nothing else does. */
  merged: boolean;
  /** Keys of the clocks that wait for their proof. */
  openClocks: readonly string[];
  /** Whether something has fired that nobody has acknowledged. */
  unacknowledged: boolean;
}

/** A lead's situation now; rows tell the same (`db/leads/queries/commands.ts`). */
export const situationOf = (lead: LeadState, merged = false): LeadSituation => ({
  status: lead.status,
  ownerId: lead.ownerId,
  paused: lead.pausedAtMs !== null,
  pausedUntilMs: lead.pausedUntilMs,
  closing: false,
  merged,
  openClocks: lead.clocks.filter(waitsForProof).map(({ key }) => key),
  unacknowledged: unacknowledged(lead).length > 0,
});

/** The situation once these commands are applied, the first first. */
export const afterCommands = (situation: LeadSituation, requests: readonly CommandRequest[]): LeadSituation =>
  requests.reduce(after, situation);

function after(situation: LeadSituation, request: CommandRequest): LeadSituation {
  switch (request.kind) {
    case 'ASSIGN':
      return { ...situation, ownerId: request.ownerId };
    case 'PAUSE':
      return { ...situation, paused: true, pausedUntilMs: request.untilMs ?? null };
    case 'RESUME':
      return { ...situation, paused: false, pausedUntilMs: null };
    case 'CLOSE':
      return { ...situation, closing: true };
    // Whom it goes to then is decided when it is applied.
    case 'REOPEN':
      return { ...situation, status: 'RECEIVED', closing: false, paused: false, pausedUntilMs: null };
    case 'ACKNOWLEDGE':
      return { ...situation, unacknowledged: false };
    case 'CANCEL_CLOCK':
      return { ...situation, openClocks: situation.openClocks.filter((key) => key !== request.clockKey) };
    // Who has the lead then is decided when they are applied.
    case 'ACCEPT':
    case 'DECLINE':
    case 'APPROVE':
    case 'DECLINE_APPROVAL':
    case 'REPLAN':
    case 'RECOUNT':
    case 'STAND_STILL':
      return situation;
  }
}
