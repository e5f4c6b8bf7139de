import { v7 as newId } from 'uuid';
import type { AskedRequest } from '../../../domain/leads/lead/state.js';
import type { Actor } from '../../../domain/platform/audit/actor.js';
import type { Role } from '../../../domain/platform/access/roles.js';
import type { UserStatus } from '../../../domain/platform/people/user-status.js';
import { isId, type Database, type OrgTransaction } from '../../client.js';
import { ms, NOW } from '../../instants.js';
import { judgePauseEnd } from '../../../domain/leads/clocks/pause-end.js';
import { judgeRequest, type PendingCommand } from '../../../domain/leads/commands/pending.js';
import type { LeadSituation } from '../../../domain/leads/commands/situation.js';
import { unfitToOwn } from '../../../domain/leads/assignment/new-owner.js';
import { lanesApart } from '../../lanes.js';
import { clockWaits, escalationIsActive } from '../predicates.js';

export interface NewCommand {
  leadId: string;
  request: AskedRequest;
  actor: Actor;
  /** Only leads of this owner are there; null: all of the org. */
  onlyOwner: string | null;
  /** The revision that the one who asks has seen; left out: any. */
  revision?: number | undefined;
  /** Of one that may be asked for again, when it was applied long ago: then it is that one. Left out: a new one. */
  commandId?: string | undefined;
}

export type RequestedCommand =
  | { verdict: 'REQUESTED'; commandId: string; leadId: string }
  | { verdict: 'UNKNOWN_LEAD' }
  /** The owner is no user of the org, or takes no leads any more. */
  | { verdict: 'UNFIT_OWNER'; why: string }
  /** The pause cannot end then. */
  | { verdict: 'UNFIT_END'; why: string }
  /** It is no lead of which this one could be a duplicate. */
  | { verdict: 'UNFIT_ORIGINAL'; why: string }
  /** It has another revision than the one that was seen. */
  | { verdict: 'CHANGED'; revision: number }
  | { verdict: 'REFUSED'; why: string };

/**
 * Writes down what a person asks of a lead, and the outbox row that tells its workflow. Whether it can be done is the
 * domain's to say (`judgeRequest`), by the lead's state as it will be once the commands before it are applied.
 */
export async function requestCommand(db: Database, orgId: string, command: NewCommand): Promise<RequestedCommand> {
  const requested = asksOfItsLeadOnly(command) ? await amongOthers(db, orgId, command) : null;
  return requested ?? db.inOrg(orgId, (tx) => requestAlone(tx, command));
}

/** Whether nothing but the lead itself has to be looked at. */
function asksOfItsLeadOnly({ request, commandId }: NewCommand): boolean {
  return commandId === undefined && request.kind !== 'ASSIGN' && !('duplicateOfId' in request && request.duplicateOfId);
}

const amongOthers = lanesApart<NewCommand, RequestedCommand>(({ leadId }) => [leadId], requestTogether);

/** Null: it must be asked by itself, because somebody holds its lead, or it is not there. */
async function requestTogether(
  tx: OrgTransaction,
  commands: readonly NewCommand[],
): Promise<(RequestedCommand | null)[]> {
  const locked = await lockFreeLeads(tx, commands);
  const asked = await askedOf(tx, [...locked.keys()]);
  const possible: WrittenCommand[] = [];
  const requested = commands.map((command): RequestedCommand | null => {
    const { leadId, onlyOwner } = command;
    const lead = locked.get(leadId);
    if (!lead || (onlyOwner !== null && onlyOwner !== lead.ownerId)) return null;
    const judged = judge(command, lead, asked.get(leadId)!);
    if (judged !== 'POSSIBLE') return judged;
    const id = newId();
    possible.push({ ...command, id });
    return { verdict: 'REQUESTED', commandId: id, leadId };
  });
  await insertCommands(tx, possible);
  return requested;
}

async function requestAlone(tx: OrgTransaction, command: NewCommand): Promise<RequestedCommand> {
  const { leadId, request } = command;
  const lead = await lockLead(tx, leadId, command.onlyOwner);
  if (lead === null) return { verdict: 'UNKNOWN_LEAD' };
  const { commandId } = command;
  if (commandId !== undefined && (await isWritten(tx, commandId))) return { verdict: 'REQUESTED', commandId, leadId };
  if (request.kind === 'ASSIGN') {
    const why = await unfitOwner(tx, request.ownerId);
    if (why !== null) return { verdict: 'UNFIT_OWNER', why };
  }
  if (request.kind === 'CLOSE' && request.duplicateOfId !== undefined) {
    const why = await unfitOriginal(tx, leadId, request.duplicateOfId, command.onlyOwner);
    if (why !== null) return { verdict: 'UNFIT_ORIGINAL', why };
  }
  const judged = judge(command, lead, (await askedOf(tx, [leadId])).get(leadId)!);
  return judged === 'POSSIBLE' ? { verdict: 'REQUESTED', commandId: await insertCommand(tx, command), leadId } : judged;
}

/** What can be said of a request by its lead alone. */
function judge(
  { leadId, request, revision }: NewCommand,
  lead: LockedLead,
  { situation, pending }: AskedOf,
): RequestedCommand | 'POSSIBLE' {
  if (request.kind === 'PAUSE' && request.untilMs !== undefined) {
    const why = unfitEnd(request.untilMs, lead.now.getTime());
    if (why !== null) return { verdict: 'UNFIT_END', why };
  }
  const verdict = judgeRequest(situation, pending, request);
  if (verdict.is === 'ASKED_BEFORE') return { verdict: 'REQUESTED', commandId: verdict.commandId, leadId };
  if (revision !== undefined && revision !== lead.revision) return { verdict: 'CHANGED', revision: lead.revision };
  return verdict.is === 'REFUSED' ? { verdict: 'REFUSED', why: verdict.why } : 'POSSIBLE';
}

interface LockedLead {
  revision: number;
  ownerId: string | null;
  now: Date;
}

/** The lock makes the second of two clicks see the first one's command. */
async function lockLead(tx: OrgTransaction, leadId: string, onlyOwner: string | null): Promise<LockedLead | null> {
  if (!isId(leadId)) return null;
  const { rows } = await tx.client.query<LockedLead>({
    name: 'lock_lead_of_command',
    text: `SELECT revision, owner_id AS "ownerId", ${NOW} AS now FROM leads
           WHERE org_id = $1 AND id = $2 AND ($3::uuid IS NULL OR owner_id = $3) FOR NO KEY UPDATE`,
    values: [tx.orgId, leadId, onlyOwner],
  });
  return rows[0] ?? null;
}

/** Locks the leads of commands that nobody holds: those of one need not wait behind another's. */
async function lockFreeLeads(tx: OrgTransaction, commands: readonly NewCommand[]): Promise<Map<string, LockedLead>> {
  const { rows } = await tx.client.query<LockedLead & { id: string }>({
    name: 'lock_free_leads_of_commands',
    text: `SELECT id, revision, owner_id AS "ownerId", ${NOW} AS now FROM leads
           WHERE org_id = $1 AND id = ANY($2::uuid[]) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED`,
    values: [tx.orgId, commands.map(({ leadId }) => leadId).filter(isId)],
  });
  return new Map(rows.map((lead) => [lead.id, lead]));
}

/** What a request's verdict depends on. */
export interface AskedOf {
  situation: LeadSituation;
  /** What was asked and is not applied yet, the first first. */
  pending: PendingCommand[];
}

const ASKED_OF = `
SELECT l.id, json_build_object('status', l.status, 'ownerId', l.owner_id, 'paused', l.paused_at IS NOT NULL,
    'pausedUntilMs', ${ms('l.paused_until')},
    'closing', false,
    'merged', EXISTS (SELECT FROM lead_merges m
      WHERE m.org_id = l.org_id AND m.merged_id = l.id AND m.undone_at IS NULL),
    'openClocks', ARRAY(SELECT c.key FROM clocks c
      WHERE c.org_id = l.org_id AND c.lead_id = l.id AND ${clockWaits('c')}),
    'unacknowledged', EXISTS (SELECT FROM escalations e WHERE e.org_id = l.org_id AND e.lead_id = l.id
      AND ${escalationIsActive('e')} AND e.acknowledged_at IS NULL)) AS situation,
  coalesce((SELECT json_agg(json_build_object('id', q.id, 'request', q.request) ORDER BY q.requested_at, q.id)
    FROM commands q WHERE q.org_id = l.org_id AND q.lead_id = l.id AND q.applied_at IS NULL), '[]'::json) AS pending
FROM leads l WHERE l.org_id = $1 AND l.id = ANY($2::uuid[])`;

/** Leads as their rows tell their situation, by id, with what was asked of them. A lead that is not there is missing. */
export async function askedOf(tx: OrgTransaction, leadIds: string[]): Promise<Map<string, AskedOf>> {
  const { rows } = await tx.client.query<AskedOf & { id: string }>({
    name: 'asked_of_leads',
    text: ASKED_OF,
    values: [tx.orgId, leadIds],
  });
  return new Map(rows.map(({ id, situation, pending }) => [id, { situation, pending }]));
}

/** Why nobody can be given a lead, in words; null: they can. */
export async function unfitOwner(tx: OrgTransaction, ownerId: string): Promise<string | null> {
  const { rows } = await tx.client.query<{ role: Role; status: UserStatus }>(
    'SELECT role, status FROM users WHERE org_id = $1 AND id = $2',
    [tx.orgId, isId(ownerId) ? ownerId : null],
  );
  return unfitToOwn(rows[0] ?? null);
}

/** Why a pause cannot end then, in words; null: it can. */
function unfitEnd(untilMs: number, nowMs: number): string | null {
  switch (judgePauseEnd(untilMs, nowMs)) {
    case 'PAST':
      return `This is past: it is ${new Date(nowMs).toISOString()} now.`;
    case 'TOO_FAR':
      return 'A pause ends within 366 days: close the lead instead.';
    case 'POSSIBLE':
      return null;
  }
}

/**
 * Why a lead cannot be a duplicate of another, in words; null: it can.
 * @param onlyOwner names only leads of this owner, and the one that it is linked to; null: any
 */
async function unfitOriginal(
  tx: OrgTransaction,
  leadId: string,
  originalId: string,
  onlyOwner: string | null,
): Promise<string | null> {
  if (originalId === leadId) return 'A lead is no duplicate of itself.';
  const { rows } = await tx.client.query<{ circular: boolean }>(
    `SELECT o.duplicate_of_id IS NOT DISTINCT FROM l.id AS circular FROM leads o JOIN leads l ON l.org_id = o.org_id
     WHERE o.org_id = $1 AND o.id = $2 AND l.id = $3
       AND ($4::uuid IS NULL OR o.owner_id = $4 OR o.id = l.linked_to_id OR o.linked_to_id = l.id)`,
    [tx.orgId, isId(originalId) ? originalId : null, leadId, onlyOwner],
  );
  if (!rows[0]) return 'There is no such lead.';
  return rows[0].circular ? 'That lead is a duplicate of this one.' : null;
}

async function isWritten(tx: OrgTransaction, commandId: string): Promise<boolean> {
  const { rowCount } = await tx.client.query('SELECT FROM commands WHERE org_id = $1 AND id = $2', [
    tx.orgId,
    commandId,
  ]);
  return rowCount === 1;
}

type WrittenCommand = Pick<NewCommand, 'leadId' | 'request' | 'actor'> & { id: string };

/** Writes a command down that was judged, and the outbox row that tells its lead's workflow. */
export async function insertCommand(
  tx: OrgTransaction,
  { commandId: id = newId(), ...command }: Pick<NewCommand, 'leadId' | 'request' | 'actor' | 'commandId'>,
): Promise<string> {
  await insertCommands(tx, [{ ...command, id }]);
  return id;
}

async function insertCommands(tx: OrgTransaction, commands: readonly WrittenCommand[]): Promise<void> {
  if (commands.length === 0) return;
  await tx.client.query({
    name: 'insert_commands',
    text: `WITH given AS MATERIALIZED (
             SELECT * FROM jsonb_to_recordset($2) AS g (id uuid, "leadId" uuid, request jsonb, actor jsonb)
           ), command AS (
             INSERT INTO commands (org_id, id, lead_id, request, actor_type, actor_id, requested_at)
             SELECT $1, id, "leadId", request, actor->>'type', actor->>'id', ${NOW} FROM given
           )
           INSERT INTO outbox (org_id, topic, lead_id, subject_id)
           SELECT $1, 'COMMAND_REQUESTED', "leadId", id FROM given`,
    values: [
      tx.orgId,
      JSON.stringify(commands.map(({ id, leadId, request, actor }) => ({ id, leadId, request, actor }))),
    ],
  });
}
