import type { OrgTransaction } from '../../../db/client.js';
import type { Decided } from '../../../db/platform/queries/dead-letters/decide.js';
import { discardOnce, requeueOnce } from '../../../db/platform/queries/dead-letters/requeue.js';
import { DEAD_LETTER_SOURCES } from '../../../db/platform/queries/dead-letters/sources.js';
import { writeAudit } from '../../../db/platform/queries/audit.js';
import { DEAD_LETTER_KINDS, type DeadLetterKind } from '../../../domain/platform/dead-letters/kinds.js';
import type { Stamp } from '../../http/stamp.js';
import type { LetterDeps, LetterKind, LetterOutcome } from './kind.js';

/** Nothing was done: what the transaction wrote goes with it. */
class NotDone extends Error {
  constructor(readonly outcome: LetterOutcome) {
    super('nothing was done');
  }
}

/** Decides in one transaction, with the audit log's entry, or does nothing at all. */
async function inOne(
  { db }: LetterDeps,
  orgId: string,
  work: (tx: OrgTransaction) => Promise<Decided>,
  told: { id: string; kind: DeadLetterKind; action: 'message.requeued' | 'message.discarded'; reason?: string },
  stamp: Stamp,
): Promise<LetterOutcome> {
  try {
    await db.inOrg(orgId, async (tx) => {
      const decided = await work(tx);
      if (typeof decided === 'string') throw new NotDone({ outcome: decided });
      await writeAudit(tx, {
        ...stamp,
        action: told.action,
        entity: { type: 'dead_letter', id: told.id },
        leadId: decided.leadId,
        after: { kind: told.kind, what: decided.what, ...(told.reason !== undefined && { reason: told.reason }) },
      });
    });
    return { outcome: 'DONE' };
  } catch (error) {
    if (error instanceof NotDone) return error.outcome;
    throw error;
  }
}

const kindOf = (kind: DeadLetterKind): LetterKind => {
  const { rows, payloadOf, unfit } = DEAD_LETTER_SOURCES[kind];
  return {
    rows,
    payloadOf,
    requeue: (deps, orgId, id, stamp) =>
      inOne(
        deps,
        orgId,
        async (tx) => {
          const why = (await unfit?.(tx, id)) ?? null;
          if (why !== null) throw new NotDone({ outcome: 'REFUSED', why });
          return requeueOnce(tx, kind, id, stamp);
        },
        { id, kind, action: 'message.requeued' },
        stamp,
      ),
    discard: (deps, orgId, id, stamp, reason) =>
      inOne(
        deps,
        orgId,
        (tx) => discardOnce(tx, kind, id, reason, stamp),
        { id, kind, action: 'message.discarded', reason },
        stamp,
      ),
  };
};

/** The platform's own kinds. */
export const platformLetters = Object.fromEntries(DEAD_LETTER_KINDS.map((kind) => [kind, kindOf(kind)])) as Record<
  DeadLetterKind,
  LetterKind
>;
