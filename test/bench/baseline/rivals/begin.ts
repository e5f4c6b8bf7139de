import type pg from 'pg';
import type { FlowDefinition } from '../../../../domain/leads/flow/definition.js';
import { judge, type Judged } from './judge.js';
import { Reps } from './reps.js';

export interface Begun {
  id: string;
  remindAt: Date;
  deadlineAt: Date;
}

/**
 * Begins leads of one org that were received and not begun yet; others are left alone, so that a job can run twice.
 * @returns those whose clock runs now
 */
export async function beginMany(client: pg.PoolClient, orgId: string, ids: readonly string[]): Promise<Begun[]> {
  const { rows: flows } = await client.query<{ definition: FlowDefinition }>({
    name: 'flow_of_org',
    text: 'SELECT definition FROM flows WHERE org_id = $1',
    values: [orgId],
  });
  const { rows: leads } = await client.query<Judged & { id: string }>({
    name: 'leads_to_begin',
    text: `SELECT id, email, phone, attributes, received_at AS "receivedAt" FROM leads
      WHERE org_id = $1 AND id = ANY($2::uuid[]) AND status = 'RECEIVED' ORDER BY received_at, id FOR UPDATE`,
    values: [orgId, ids],
  });
  if (leads.length === 0) return [];
  const reps = await Reps.hold(client, orgId);
  const begun = leads.map((lead) => {
    const verdict = judge(flows[0]!.definition, lead);
    const ownerId = verdict.qualified ? reps.take() : null;
    const status = !verdict.qualified ? 'UNQUALIFIED' : ownerId === null ? 'UNROUTED' : 'ASSIGNED';
    return { id: lead.id, ...verdict, ownerId, status };
  });
  await client.query({
    name: 'begin_leads',
    text: `WITH t AS (
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::int[], $4::uuid[], $5::timestamptz[], $6::timestamptz[])
          AS t(lead_id, new_status, new_score, new_owner_id, new_remind_at, new_deadline_at)),
      told AS (
        INSERT INTO history (lead_id, action, user_id)
        SELECT lead_id, 'assigned', new_owner_id FROM t WHERE new_owner_id IS NOT NULL)
      UPDATE leads SET status = new_status, score = new_score, owner_id = new_owner_id, remind_at = new_remind_at,
        deadline_at = new_deadline_at, next_at = new_remind_at
      FROM t WHERE id = lead_id`,
    values: [
      begun.map(({ id }) => id),
      begun.map(({ status }) => status),
      begun.map(({ score }) => score),
      begun.map(({ ownerId }) => ownerId),
      begun.map(({ qualified, remindAt }) => (qualified ? remindAt : null)),
      begun.map(({ qualified, deadlineAt }) => (qualified ? deadlineAt : null)),
    ],
  });
  await reps.write(client);
  return begun.filter(({ qualified }) => qualified);
}
