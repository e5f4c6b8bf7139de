import { v7 as newId } from 'uuid';
import { concerns, receiveAnswer, type EarlierAnswer } from '../../../domain/leads/offers/answer-verdict.js';
import type { AnswerRequest, DecisionRequest } from '../../../domain/leads/lead/state.js';
import type { Actor } from '../../../domain/platform/audit/actor.js';
import type { OrgTransaction } from '../../client.js';
import { NOW } from '../../instants.js';
import { offersOf } from './offers.js';
import { userNames } from '../../platform/queries/people.js';

export interface NewAnswer {
  request: AnswerRequest;
  actor: Actor;
  /** For those who see own leads only: another's that they were never asked about is not there. */
  onlyAsked: boolean;
}

export type RecordedAnswer =
  /** Written down, now or before; the settlement decides. */
  | { verdict: 'RECORDED'; commandId: string; receivedAt: Date }
  /** It was decided in their favour before. */
  | { verdict: 'DONE'; commandId: string }
  | { verdict: 'REFUSED'; why: string }
  | { verdict: 'UNKNOWN_LEAD' };

/** The relay's own bell, for an answer whose update did not get through, rings this much later. */
const BELL_AFTER_MS = 3_000;

/**
 * Writes answers to a lead's offer down, in their order. What the rows tell already is answered from them; what is
 * received while the offer is open waits for the settlement. The lead's lock puts them in one order with settlements, so
 * an answer that was received before a settlement's instant is decided over by it.
 */
export async function recordAnswers(
  tx: OrgTransaction,
  leadId: string,
  answers: readonly NewAnswer[],
): Promise<RecordedAnswer[]> {
  const lead = await lockLead(tx, leadId);
  if (lead === null) return answers.map(() => ({ verdict: 'UNKNOWN_LEAD' }));
  const offers = await offersOf(tx, leadId);
  const known = await knownAnswers(tx, leadId, answers);
  const names = await userNames(tx, [...new Set(offers.flatMap((one) => one.answers.map(({ userId }) => userId)))]);
  const nameOf = (userId: string): string => names.get(userId) ?? 'Somebody else';
  const state = { ownerId: lead.ownerId, offers };

  const fresh: InsertedAnswer[] = [];
  const recorded = answers.map((answer): RecordedAnswer => {
    const { request, onlyAsked } = answer;
    if (onlyAsked && !concerns(state, request.userId)) return { verdict: 'UNKNOWN_LEAD' };
    const received = receiveAnswer(state, request, known, lead.now.getTime(), nameOf);
    switch (received.is) {
      case 'REFUSED':
        return { verdict: 'REFUSED', why: received.why };
      case 'DONE':
        return { verdict: 'DONE', commandId: received.earlier.commandId };
      case 'WAITING':
        return { verdict: 'RECORDED', ...received.earlier };
      case 'NEW': {
        const { kind, userId } = request;
        const written = { commandId: newId(), kind, userId, receivedAt: lead.now, applied: false };
        fresh.push({ id: written.commandId, request, actor_type: answer.actor.type, actor_id: answer.actor.id });
        // The same said again, at the same time, is the same answer.
        known.push(written);
        return { verdict: 'RECORDED', ...written };
      }
    }
  });
  if (fresh.length > 0) await insertAnswers(tx, leadId, fresh, lead.now);
  return recorded;
}

interface LockedLead {
  ownerId: string | null;
  /** The database's clock once the lock was had: when the answers are received. */
  now: Date;
}

/** @returns null where it is not there */
export async function lockLead(tx: OrgTransaction, leadId: string): Promise<LockedLead | null> {
  const { rows } = await tx.client.query<{ ownerId: string | null }>({
    name: 'lock_answered_lead',
    text: 'SELECT owner_id AS "ownerId" FROM leads WHERE org_id = $1 AND id = $2 FOR NO KEY UPDATE',
    values: [tx.orgId, leadId],
  });
  if (!rows[0]) return null;
  // A statement of its own: the lock may have been waited for.
  const clock = await tx.client.query<{ now: Date }>(`SELECT ${NOW} AS now`);
  return { ...rows[0], now: clock.rows[0]!.now };
}

interface KnownAnswer extends EarlierAnswer {
  commandId: string;
  receivedAt: Date;
}

/** What these people said before and was not refused. */
async function knownAnswers(tx: OrgTransaction, leadId: string, answers: readonly NewAnswer[]): Promise<KnownAnswer[]> {
  const { rows } = await tx.client.query<KnownAnswer>({
    name: 'known_answers',
    text: `SELECT id AS "commandId", request->>'kind' AS kind, request->>'userId' AS "userId",
             requested_at AS "receivedAt", applied_at IS NOT NULL AS applied
           FROM commands WHERE org_id = $1 AND lead_id = $2 AND refusal IS NULL
             AND request->>'kind' IN ('ACCEPT', 'DECLINE') AND request->>'userId' = ANY($3)
           ORDER BY requested_at, id`,
    values: [tx.orgId, leadId, answers.map(({ request }) => request.userId)],
  });
  return rows;
}

export interface InsertedAnswer {
  id: string;
  request: AnswerRequest | DecisionRequest;
  actor_type: string;
  actor_id: string | null;
}

/** Ids are made in order within a process: of one instant the first stays the first. */
export async function insertAnswers(
  tx: OrgTransaction,
  leadId: string,
  answers: readonly InsertedAnswer[],
  receivedAt: Date,
): Promise<void> {
  await tx.client.query({
    name: 'insert_answers',
    text: `WITH c AS (
             INSERT INTO commands (org_id, id, lead_id, request, actor_type, actor_id, requested_at)
             SELECT $1::uuid, r.id, $2::uuid, r.request, r.actor_type, r.actor_id, $4::timestamptz
             FROM jsonb_to_recordset($3::jsonb) AS r(id uuid, request jsonb, actor_type text, actor_id text)
             RETURNING id)
           INSERT INTO outbox (org_id, topic, lead_id, subject_id, available_at)
           SELECT $1::uuid, 'COMMAND_REQUESTED', $2::uuid, c.id, $4::timestamptz + $5 * interval '1 millisecond'
           FROM c`,
    values: [tx.orgId, leadId, JSON.stringify(answers), receivedAt, BELL_AFTER_MS],
  });
}

export interface AnswerOutcome {
  commandId: string;
  /** Null: it was done. */
  refusal: string | null;
}

/** What became of answers; those that were not applied yet are missing. */
export async function answerOutcomes(tx: OrgTransaction, commandIds: readonly string[]): Promise<AnswerOutcome[]> {
  const { rows } = await tx.client.query<AnswerOutcome>({
    name: 'answer_outcomes',
    text: `SELECT id AS "commandId", refusal FROM commands
           WHERE org_id = $1 AND id = ANY($2::uuid[]) AND applied_at IS NOT NULL`,
    values: [tx.orgId, commandIds],
  });
  return rows;
}

/**
 * The lead's workflow was told by an update: the relay need not ring as well, which would cost a signal and a
 * settlement.
 */
export async function silenceBells(
  tx: OrgTransaction,
  leadId: string,
  commandIds: readonly string[],
  since: Date,
): Promise<void> {
  await tx.client.query({
    name: 'silence_bells',
    text: `UPDATE outbox SET delivered_at = clock_timestamp()
           WHERE org_id = $1 AND delivered_at IS NULL AND dead_at IS NULL AND available_at >= $4
             AND topic = 'COMMAND_REQUESTED' AND lead_id = $2 AND subject_id = ANY($3::uuid[])`,
    values: [tx.orgId, leadId, commandIds, since],
  });
}
