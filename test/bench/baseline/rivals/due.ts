import type pg from 'pg';
import { Reps } from './reps.js';

/** A lead for which something is due, locked. */
interface DueLead {
  id: string;
  orgId: string;
  ownerId: string | null;
  remindAt: Date;
  reminded: boolean;
  deadlineAt: Date;
}

const COLUMNS = `id, org_id AS "orgId", owner_id AS "ownerId", remind_at AS "remindAt",
  reminded_at IS NOT NULL AS reminded, deadline_at AS "deadlineAt"`;

/** Locks up to so many leads for which something is due, the longest due first. */
export async function lockDue(client: pg.PoolClient, most: number): Promise<DueLead[]> {
  const { rows } = await client.query<DueLead>({
    name: 'lock_due',
    text: `SELECT ${COLUMNS} FROM leads WHERE next_at <= clock_timestamp() ORDER BY next_at LIMIT $1
      FOR UPDATE SKIP LOCKED`,
    values: [most],
  });
  return rows;
}

/** Locks those of these leads for which something is due. */
export async function lockDueOf(client: pg.PoolClient, ids: readonly string[]): Promise<DueLead[]> {
  const { rows } = await client.query<DueLead>({
    name: 'lock_due_of',
    text: `SELECT ${COLUMNS} FROM leads WHERE id = ANY($1::uuid[]) AND next_at <= clock_timestamp()
      ORDER BY id FOR UPDATE`,
    values: [ids],
  });
  return rows;
}

interface Firing {
  leadId: string;
  step: 'remind' | 'reassign';
  dueAt: Date;
  userId: string | null;
}

/** Fires what is due for leads that are locked: reminds their owner, or breaches them and gives them to another. */
export async function passDue(client: pg.PoolClient, leads: readonly DueLead[]): Promise<void> {
  const nowMs = Date.now();
  const firings: Firing[] = [];
  const changes: { id: string; ownerId: string | null; breached: boolean }[] = [];
  for (const orgId of new Set(leads.map((lead) => lead.orgId))) {
    const own = leads.filter((lead) => lead.orgId === orgId);
    const breached = own.filter(({ deadlineAt }) => deadlineAt.getTime() <= nowMs);
    const reps = breached.length > 0 ? await Reps.hold(client, orgId) : null;
    for (const { id: leadId, ownerId, reminded, remindAt, deadlineAt } of own) {
      if (!reminded) firings.push({ leadId, step: 'remind', dueAt: remindAt, userId: ownerId });
      const late = deadlineAt.getTime() <= nowMs;
      const newOwnerId = late ? (reps!.take(ownerId) ?? ownerId) : ownerId;
      if (late) firings.push({ leadId, step: 'reassign', dueAt: deadlineAt, userId: newOwnerId });
      changes.push({ id: leadId, ownerId: newOwnerId, breached: late });
    }
    await reps?.write(client);
  }
  await client.query({
    name: 'fire_steps',
    text: `WITH t AS (
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::uuid[]) AS t(lead_id, step, due_at, user_id)),
      noticed AS (
        INSERT INTO notices (user_id, lead_id, text) SELECT user_id, lead_id, step FROM t WHERE user_id IS NOT NULL),
      told AS (
        INSERT INTO history (lead_id, action, due_at, user_id)
        SELECT lead_id, CASE step WHEN 'reassign' THEN 'breached' ELSE 'reminded' END, due_at, user_id FROM t)
      INSERT INTO escalations (lead_id, step, due_at) SELECT lead_id, step, due_at FROM t`,
    values: [
      firings.map(({ leadId }) => leadId),
      firings.map(({ step }) => step),
      firings.map(({ dueAt }) => dueAt),
      firings.map(({ userId }) => userId),
    ],
  });
  await client.query({
    name: 'pass_due',
    text: `UPDATE leads SET reminded_at = coalesce(reminded_at, clock_timestamp()), owner_id = new_owner_id,
        status = CASE WHEN new_owner_id IS NULL THEN status ELSE 'ASSIGNED' END,
        breached_at = CASE WHEN breached THEN deadline_at END, next_at = CASE WHEN breached THEN NULL ELSE deadline_at END
      FROM unnest($1::uuid[], $2::uuid[], $3::boolean[]) AS t(lead_id, new_owner_id, breached) WHERE id = lead_id`,
    values: [
      changes.map(({ id }) => id),
      changes.map(({ ownerId }) => ownerId),
      changes.map(({ breached }) => breached),
    ],
  });
}
