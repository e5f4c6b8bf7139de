import type { Draft } from '../../../../../domain/leads/lead/draft.js';
import { at } from '../../../../instants.js';
import { users } from '../../../../platform/schema/users.js';
import { columnsOf } from './columns.js';
import type { Part } from './part.js';

interface Turn {
  userId: string;
  lastAssignedAtMs: number | null;
  busyUntilMs: number | null;
}

/** Whose turn it was, which is what `ROUND_ROBIN` compares: an offer is a turn, too. And who has no time for now. */
function turnsOf(drafts: Draft[]): Iterable<Turn> {
  const turns = new Map<string, Turn>();
  const latest = (userId: string, key: 'lastAssignedAtMs' | 'busyUntilMs', atMs: number) => {
    const turn = turns.get(userId) ?? { userId, lastAssignedAtMs: null, busyUntilMs: null };
    turn[key] = Math.max(atMs, turn[key] ?? -Infinity);
    turns.set(userId, turn);
  };
  for (const { changes } of drafts) {
    for (const one of changes.assignments)
      if (one.explanation !== null) latest(one.ownerId, 'lastAssignedAtMs', one.assignedAtMs);
    for (const { mode, status, answers, offeredAtMs } of changes.offers)
      if (mode === 'OFFER' && status === 'OPEN') latest(answers[0]!.userId, 'lastAssignedAtMs', offeredAtMs);
    for (const { userId, untilMs } of changes.busy) latest(userId, 'busyUntilMs', untilMs);
  }
  return turns.values();
}

const turn = columnsOf(users).from<Turn>({
  id: ({ userId }) => userId,
  lastAssignedAt: ({ lastAssignedAtMs }) => lastAssignedAtMs,
  busyUntil: ({ busyUntilMs }) => busyUntilMs,
});

/** One part for both: of two updates of one row in one statement only one would count. */
export const changedUsers: Part = {
  name: 'changed_users',
  rows: ({ drafts }) => turn.rows(turnsOf(drafts)),
  sql: turn.update('id', {
    lastAssignedAt: `greatest(t.last_assigned_at, ${at('r.last_assigned_at')})`,
    busyUntil: `greatest(t.busy_until, ${at('r.busy_until')})`,
  }),
};
