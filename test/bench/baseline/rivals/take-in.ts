import type pg from 'pg';
import { v7 as newId } from 'uuid';
import { inTransaction } from '../../../../db/transaction.js';
import type { FlowDefinition } from '../../../../domain/leads/flow/definition.js';
import { judge, type Verdict } from './judge.js';
import { leastLoaded } from './reps.js';

/** A lead as it came, checked. */
export interface Arrived {
  externalId: string;
  name: string | null;
  email: string | null;
  phone: string | null;
  message: string | null;
  attributes: Record<string, unknown>;
  receivedAt: Date;
}

export interface Org {
  orgId: string;
  flow: FlowDefinition;
}

/** Sent again: what was begun for it is taken back. */
class KnownLead extends Error {}

/** Where a lead stands when its row is written: decided already, or only received. */
interface Standing {
  status: string;
  ownerId: string | null;
  verdict: Verdict | null;
}

async function insertLead(client: pg.PoolClient, orgId: string, lead: Arrived, standing: Standing): Promise<string> {
  const { status, ownerId, verdict } = standing;
  const timed = verdict?.qualified ? verdict : null;
  const { rows } = await client.query<{ id: string }>({
    name: 'insert_lead',
    text: `WITH lead AS (
        INSERT INTO leads (id, org_id, external_id, name, email, phone, message, attributes, received_at, status, score,
          owner_id, remind_at, deadline_at, next_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $13)
        ON CONFLICT (org_id, external_id) DO NOTHING RETURNING id, owner_id),
      told AS (
        INSERT INTO history (lead_id, action, user_id)
        SELECT id, action, CASE action WHEN 'assigned' THEN owner_id END
        FROM lead CROSS JOIN unnest(ARRAY['received', 'assigned']) AS action
        WHERE action = 'received' OR owner_id IS NOT NULL)
      SELECT id FROM lead`,
    values: [
      newId(),
      orgId,
      lead.externalId,
      lead.name,
      lead.email,
      lead.phone,
      lead.message,
      lead.attributes,
      lead.receivedAt,
      status,
      verdict?.score ?? null,
      ownerId,
      timed?.remindAt ?? null,
      timed?.deadlineAt ?? null,
    ],
  });
  if (!rows[0]) throw new KnownLead();
  return rows[0].id;
}

/** @returns the id of a lead, new or known */
async function orKnown(pool: pg.Pool, orgId: string, lead: Arrived, work: () => Promise<string>): Promise<string> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof KnownLead)) throw error;
    const { rows } = await pool.query<{ id: string }>('SELECT id FROM leads WHERE org_id = $1 AND external_id = $2', [
      orgId,
      lead.externalId,
    ]);
    return rows[0]!.id;
  }
}

/** Takes a lead in and begins it within the request, as most products do: once it is answered, somebody has it. */
export const takeInAssigned = (pool: pg.Pool, { orgId, flow }: Org, lead: Arrived): Promise<string> =>
  orKnown(pool, orgId, lead, () =>
    inTransaction(pool, 'BEGIN', async (client) => {
      const verdict = judge(flow, lead);
      const ownerId = verdict.qualified ? await leastLoaded(client, orgId) : null;
      const status = !verdict.qualified ? 'UNQUALIFIED' : ownerId === null ? 'UNROUTED' : 'ASSIGNED';
      return insertLead(client, orgId, lead, { status, ownerId, verdict });
    }),
  );

/** Takes a lead in and leaves the rest to a job. @param enqueue writes the job in the same transaction */
export const takeInReceived = (
  pool: pg.Pool,
  { orgId }: Org,
  lead: Arrived,
  enqueue: (client: pg.PoolClient, leadId: string) => Promise<void>,
): Promise<string> =>
  orKnown(pool, orgId, lead, () =>
    inTransaction(pool, 'BEGIN', async (client) => {
      const id = await insertLead(client, orgId, lead, { status: 'RECEIVED', ownerId: null, verdict: null });
      await enqueue(client, id);
      return id;
    }),
  );
