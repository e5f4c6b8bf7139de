import type { CallOutcome, ProofKind } from '../../domain/leads/vocabulary/proofs.js';
import type { CommandRequest } from '../../domain/leads/lead/state.js';
import type { LeadOutcome } from '../../domain/leads/vocabulary/outcomes.js';
import type { Row } from './document.js';
import { keyOf } from './policy.js';
import type { Week } from './week.js';

/** Something that happens to a case's lead, at an instant. */
export type Happening = { atMs: number } & (
  | { type: 'ARRIVES' }
  | { type: 'PROOF'; kind: ProofKind; occurredAtMs: number; outcome?: CallOutcome }
  | { type: 'COMMAND'; request: CommandRequest }
  /** Somebody goes on leave: from now on they are not at work, and their leads are planned anew. */
  | { type: 'LEAVE'; userId: string }
);

const PROOFS: Record<string, ProofKind> = {
  calls: 'CALL_LOGGED',
  called: 'CALL_LOGGED',
  'books a meeting': 'MEETING_BOOKED',
  writes: 'EMAIL_SENT',
};

/** The second table of a case. @param userId the id of a name */
export function happeningsOf(rows: Row[], week: Week, userId: (name: string) => string): Happening[] {
  return rows.map(({ when, what }) => {
    const atMs = week.next(when);
    return { atMs, ...happeningOf(what, atMs, week, userId) };
  });
}

type Meaning = Happening extends infer H ? (H extends { atMs: number } ? Omit<H, 'atMs'> : never) : never;

function happeningOf(what: string, atMs: number, week: Week, userId: (name: string) => string): Meaning {
  if (what === 'the lead comes in') return { type: 'ARRIVES' };
  const late = /^we hear that \w+ (called) at (\d\d:\d\d)$/.exec(what);
  if (late) {
    const minutes = minutesOf(late[2]!) - minutesOf(week.words(atMs).slice(4));
    return { type: 'PROOF', kind: PROOFS[late[1]!]!, occurredAtMs: atMs + minutes * 60_000 };
  }
  const proof = /^\w+ (calls|books a meeting|writes)$/.exec(what);
  if (proof) return { type: 'PROOF', kind: PROOFS[proof[1]!]!, occurredAtMs: atMs };
  const leave = /^(\w+) goes on leave$/.exec(what);
  if (leave) return { type: 'LEAVE', userId: userId(leave[1]!) };
  const pause = /^\w+(?: \w+)? pauses it until (.+)$/.exec(what);
  if (pause) return { type: 'COMMAND', request: { kind: 'PAUSE', untilMs: week.after(atMs, pause[1]!) } };
  const call = /^\w+ calls: (no answer|reached)$/.exec(what);
  if (call) {
    const outcome = call[1] === 'reached' ? 'REACHED' : 'NO_ANSWER';
    return { type: 'PROOF', kind: 'CALL_LOGGED', occurredAtMs: atMs, outcome };
  }
  return { type: 'COMMAND', request: requestOf(what, userId) };
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

function requestOf(what: string, userId: (name: string) => string): CommandRequest {
  const [, name, verb, rest] =
    /^(the manager|\w+) (pauses it|resumes it|acknowledges|accepts|declines|closes it as|gives it to|cancels)(?:: | )?(.*)$/.exec(
      what,
    ) ?? [];
  switch (verb) {
    case 'pauses it':
      return { kind: 'PAUSE' };
    case 'resumes it':
      return { kind: 'RESUME' };
    case 'acknowledges':
      return { kind: 'ACKNOWLEDGE' };
    case 'cancels':
      return { kind: 'CANCEL_CLOCK', clockKey: keyOf(rest!) };
    case 'gives it to':
      return { kind: 'ASSIGN', ownerId: userId(rest!) };
    case 'closes it as':
      return { kind: 'CLOSE', outcome: rest as LeadOutcome };
    case 'accepts':
      return { kind: 'ACCEPT', userId: userId(name!) };
    case 'declines':
      return { kind: 'DECLINE', userId: userId(name!), reason: rest! };
    case undefined:
    default:
      throw new Error(`«${what}» is nothing that happens`);
  }
}
