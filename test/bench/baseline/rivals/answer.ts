import type pg from 'pg';
import { inTransaction } from '../../../../db/transaction.js';
import { beginMany } from './begin.js';

export interface Proof {
  leadId: string;
  kind: string;
  occurredAt: Date;
  externalId: string;
}

/** Cancels what a lead's jobs would still do, in the same transaction. */
export type CancelJobs = (client: pg.PoolClient, leadId: string) => Promise<void>;

/**
 * A proof stops the clock within its request. One that came after the deadline, which nothing has seen pass yet, leaves
 * a breach, but fires no step any more: it would only disturb.
 * @returns false: there is no such lead
 */
export const prove = (pool: pg.Pool, orgId: string, proof: Proof, cancelJobs?: CancelJobs): Promise<boolean> =>
  inTransaction(pool, 'BEGIN', async (client) => {
    const { rows } = await client.query<{ status: string }>({
      name: 'lock_lead',
      text: 'SELECT status FROM leads WHERE org_id = $1 AND id = $2 FOR UPDATE',
      values: [orgId, proof.leadId],
    });
    if (!rows[0]) return false;
    // Its job will find nothing left to do.
    if (rows[0].status === 'RECEIVED') await beginMany(client, orgId, [proof.leadId]);
    await client.query({
      name: 'prove',
      text: `WITH proof AS (
          INSERT INTO proofs (org_id, external_id, lead_id, kind, occurred_at) VALUES ($1, $2, $3, $4, $5)
          ON CONFLICT DO NOTHING RETURNING lead_id),
        lead AS (
          UPDATE leads SET status = 'CONTACTED', contacted_at = $5, next_at = NULL,
            breached_at = coalesce(breached_at, CASE WHEN deadline_at < $5 THEN deadline_at END)
          FROM proof WHERE id = lead_id AND status IN ('ASSIGNED', 'UNROUTED') RETURNING id, owner_id)
        INSERT INTO history (lead_id, action, user_id) SELECT id, 'contacted', owner_id FROM lead`,
      values: [orgId, proof.externalId, proof.leadId, proof.kind, proof.occurredAt],
    });
    await cancelJobs?.(client, proof.leadId);
    return true;
  });

/** @returns false: there is no such lead, or it is closed */
export const close = (
  pool: pg.Pool,
  orgId: string,
  leadId: string,
  outcome: string,
  cancelJobs?: CancelJobs,
): Promise<boolean> =>
  inTransaction(pool, 'BEGIN', async (client) => {
    const { rowCount } = await client.query({
      name: 'close',
      text: `WITH lead AS (
          UPDATE leads SET status = 'CLOSED', closed_at = clock_timestamp(), outcome = $3, next_at = NULL
          WHERE org_id = $1 AND id = $2 AND status <> 'CLOSED' RETURNING id, owner_id),
        freed AS (
          UPDATE reps SET open_leads = open_leads - 1 FROM lead WHERE org_id = $1 AND reps.id = owner_id)
        INSERT INTO history (lead_id, action, user_id) SELECT id, 'closed', owner_id FROM lead`,
      values: [orgId, leadId, outcome],
    });
    if (rowCount === 0) return false;
    await cancelJobs?.(client, leadId);
    return true;
  });
