import type { DeadLetterDecision } from '../../../../domain/platform/dead-letters/kinds.js';
import type { Actor } from '../../../../domain/platform/audit/actor.js';
import type { OrgTransaction } from '../../../client.js';
import { ofOrg, type DeadRows } from './rows.js';

interface Decision {
  decision: DeadLetterDecision;
  reason: string | null;
  at: Date;
  by: Actor;
}

/** What it was about, or why nothing was decided: somebody did before, or there is none such. */
export type Decided = { what: string; leadId: string | null } | 'ALREADY' | 'MISSING';

/**
 * Decides about one that lies dead. Of many at the same instant, one does: the others wait for its transaction at the primary key, and
 * are told that it is decided. Of one that died again another decision can be made.
 */
export async function decideOnce(
  tx: OrgTransaction,
  kind: string,
  rows: DeadRows,
  id: string,
  { decision, reason, at, by }: Decision,
): Promise<Decided> {
  const { rows: written } = await tx.client.query<{ what: string; leadId: string | null }>(
    `INSERT INTO dead_letter_decisions
       (org_id, kind, letter_id, died_at, decision, decided_at, decided_by_type, decided_by, reason, what, lead_id, attempts)
     SELECT r.org_id, $3, r.id, r.died_at, $4, $5, $6, $7, $8, r.what, r.lead_id, r.attempts
     FROM (${rows(ofOrg(tx.orgId))}) r WHERE r.id = $2 ORDER BY r.died_at DESC LIMIT 1
     ON CONFLICT DO NOTHING RETURNING what, lead_id AS "leadId"`,
    [tx.orgId, id, kind, decision, at, by.type, by.id, reason],
  );
  if (written[0]) return written[0];
  const { rowCount } = await tx.client.query(
    'SELECT 1 FROM dead_letter_decisions WHERE org_id = $1 AND kind = $2 AND letter_id = $3 LIMIT 1',
    [tx.orgId, kind, id],
  );
  return rowCount === 0 ? 'MISSING' : 'ALREADY';
}

/** The letter that an outbox row lies dead as; null: it does not. */
export async function letterOfMessage(tx: OrgTransaction, outboxId: number): Promise<string | null> {
  if (!Number.isSafeInteger(outboxId)) return null;
  const { rows } = await tx.client.query<{ id: string }>(
    `SELECT id FROM dead_letters WHERE org_id = $1 AND outbox_id = $2 AND requeued_at IS NULL ORDER BY created_at DESC LIMIT 1`,
    [tx.orgId, outboxId],
  );
  return rows[0]?.id ?? null;
}
