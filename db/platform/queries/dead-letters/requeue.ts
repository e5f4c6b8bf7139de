import { eq } from 'drizzle-orm';
import type { DeadLetterKind } from '../../../../domain/platform/dead-letters/kinds.js';
import type { Actor } from '../../../../domain/platform/audit/actor.js';
import type { OrgTransaction } from '../../../client.js';
import { workItems } from '../../schema/work-items.js';
import { closeWorkItems } from '../work-items.js';
import { decideOnce, type Decided } from './decide.js';
import { DEAD_LETTER_SOURCES } from './sources.js';

interface By {
  at: Date;
  actor: Actor;
}

/**
 * Has a dead letter tried again, once.
 * @returns `ALREADY` as well where it does not lie dead any more: then nothing of the transaction may stay
 */
export async function requeueOnce(
  tx: OrgTransaction,
  kind: DeadLetterKind,
  id: string,
  { at, actor }: By,
): Promise<Decided> {
  const source = DEAD_LETTER_SOURCES[kind];
  const decided = await decideOnce(tx, kind, source.rows, id, { decision: 'REQUEUED', reason: null, at, by: actor });
  if (typeof decided === 'string') return decided;
  return (await source.requeue(tx, id, at)) ? decided : 'ALREADY';
}

/** Says that nobody waits for it any more, and closes the work item that asks for it. */
export async function discardOnce(
  tx: OrgTransaction,
  kind: DeadLetterKind,
  id: string,
  reason: string,
  { at, actor }: By,
): Promise<Decided> {
  const { rows } = DEAD_LETTER_SOURCES[kind];
  const decided = await decideOnce(tx, kind, rows, id, { decision: 'DISCARDED', reason, at, by: actor });
  if (typeof decided === 'string' || kind !== 'MESSAGE') return decided;
  const { rows: messages } = await tx.client.query<{ outboxId: number }>(
    'SELECT outbox_id AS "outboxId" FROM dead_letters WHERE org_id = $1 AND id = $2',
    [tx.orgId, id],
  );
  for (const { outboxId } of messages)
    await closeWorkItems(tx, eq(workItems.cause, `dead-letter:${outboxId}`), reason, at, actor);
  return decided;
}
