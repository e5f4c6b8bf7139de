import { v7 as newId } from 'uuid';
import { isEnded } from '../../../domain/leads/commands/command.js';
import type { CommandRequest } from '../../../domain/leads/lead/state.js';
import type { Actor } from '../../../domain/platform/audit/actor.js';
import type { LeadStatus } from '../../../domain/leads/vocabulary/status.js';
import { roleMay } from '../../../domain/platform/access/grants.js';
import type { Role } from '../../../domain/platform/access/roles.js';
import type { UserStatus } from '../../platform/schema/users.js';
import { isId, type Database, type OrgTransaction } from '../../client.js';
import { NOW } from '../../instants.js';

export interface NewCommand {
  leadId: string;
  request: CommandRequest;
  actor: Actor;
  /** Only leads of this owner are there; null: all of the org. */
  onlyOwner: string | null;
  /** The revision that the one who asks has seen; left out: any. */
  revision?: number | undefined;
}

export type RequestedCommand =
  | { verdict: 'REQUESTED'; commandId: string; leadId: string }
  | { verdict: 'UNKNOWN_LEAD' }
  /** The owner is no user of the org, or takes no leads any more. */
  | { verdict: 'UNFIT_OWNER'; why: string }
  /** It has another revision than the one that was seen. */
  | { verdict: 'CHANGED'; revision: number }
  | { verdict: 'REFUSED'; why: string };

/**
 * Writes down what a person asks of a lead, and the outbox row that tells its workflow. It is judged by the lead's
 * state as it will be once the commands before it are applied; asked for twice in a row, it is one command.
 */
export function requestCommand(db: Database, orgId: string, command: NewCommand): Promise<RequestedCommand> {
  return db.inOrg(orgId, async (tx): Promise<RequestedCommand> => {
    const lead = await lockLead(tx, command.leadId, command.onlyOwner);
    if (lead === null) return { verdict: 'UNKNOWN_LEAD' };
    const { request } = command;
    if (request.kind === 'ASSIGN') {
      const why = await unfitOwner(tx, request.ownerId);
      if (why !== null) return { verdict: 'UNFIT_OWNER', why };
    }
    const pending = (await pendingCommands(tx, [command.leadId])).get(command.leadId) ?? [];
    const judged = judgeRequest(await withOpenMatters(tx, command, lead), pending, request);
    if (judged.verdict === 'ASKED_BEFORE') {
      return { verdict: 'REQUESTED', commandId: judged.commandId, leadId: command.leadId };
    }
    if (command.revision !== undefined && command.revision !== lead.revision)
      return { verdict: 'CHANGED', revision: lead.revision };
    if (judged.verdict === 'REFUSED') return judged;
    return { verdict: 'REQUESTED', commandId: await insertCommand(tx, command), leadId: command.leadId };
  });
}

/**
 * Whether a request can be carried out once the commands before it are.
 * @param pending those that are not applied yet, the first first
 */
export function judgeRequest(
  lead: LeadSituation,
  pending: readonly PendingCommand[],
  request: CommandRequest,
): { verdict: 'POSSIBLE' } | { verdict: 'ASKED_BEFORE'; commandId: string } | { verdict: 'REFUSED'; why: string } {
  const last = pending.at(-1);
  if (last && sameRequest(last.request, request)) return { verdict: 'ASKED_BEFORE', commandId: last.id };
  const why = refusalOf(afterCommands(lead, pending), request);
  return why === null ? { verdict: 'POSSIBLE' } : { verdict: 'REFUSED', why };
}

/** What a command's fate depends on. */
export interface LeadSituation {
  status: LeadStatus;
  ownerId: string | null;
  paused: boolean;
  /** Keys of clocks that still wait; loaded where it is asked for. */
  openClocks?: string[];
  /** Whether something has fired that nobody has acknowledged; loaded where it is asked for. */
  unacknowledged?: boolean;
  /** Set when it is so only because of a command that is not applied yet. */
  closing?: boolean;
}

/** The lock makes the second of two clicks see the first one's command. */
async function lockLead(
  tx: OrgTransaction,
  leadId: string,
  onlyOwner: string | null,
): Promise<(LeadSituation & { revision: number }) | null> {
  if (!isId(leadId)) return null;
  const { rows } = await tx.client.query<LeadSituation & { revision: number }>(
    `SELECT status, owner_id AS "ownerId", paused_at IS NOT NULL AS paused, revision FROM leads
     WHERE org_id = $1 AND id = $2 AND ($3::uuid IS NULL OR owner_id = $3) FOR NO KEY UPDATE`,
    [tx.orgId, leadId, onlyOwner],
  );
  return rows[0] ?? null;
}

/** What only the acknowledgement and the cancelling of a clock depend on. */
async function withOpenMatters(
  tx: OrgTransaction,
  { leadId, request }: NewCommand,
  lead: LeadSituation,
): Promise<LeadSituation> {
  if (request.kind !== 'ACKNOWLEDGE' && request.kind !== 'CANCEL_CLOCK') return lead;
  const { rows } = await tx.client.query<Required<Pick<LeadSituation, 'openClocks' | 'unacknowledged'>>>(
    `SELECT ARRAY(SELECT c.key FROM clocks c WHERE c.org_id = $1 AND c.lead_id = $2
         AND c.cancelled_at IS NULL AND c.superseded_at IS NULL
         AND (c.status IN ('RUNNING', 'PAUSED') OR c.status = 'BREACHED' AND c.met_at IS NULL)) AS "openClocks",
       EXISTS (SELECT 1 FROM escalations e WHERE e.org_id = $1 AND e.lead_id = $2 AND e.acknowledged_at IS NULL
         AND e.compensated_at IS NULL AND NOT e.overtaken) AS unacknowledged`,
    [tx.orgId, leadId],
  );
  return { ...lead, ...rows[0]! };
}

/** Why somebody cannot be given a lead: they are no user of the org, only read, or are not active any more. Null: they can. */
export async function unfitOwner(tx: OrgTransaction, ownerId: string): Promise<string | null> {
  const { rows } = await tx.client.query<{ role: Role; status: UserStatus }>(
    'SELECT role, status FROM users WHERE org_id = $1 AND id = $2',
    [tx.orgId, isId(ownerId) ? ownerId : null],
  );
  const [user] = rows;
  if (!user) return 'There is no such user.';
  if (!roleMay(user.role, 'leads.write')) return 'This user only reads, and can do nothing for a lead.';
  return user.status === 'INACTIVE' ? 'This user is not active any more.' : null;
}

interface PendingCommand {
  id: string;
  request: CommandRequest;
}

/** What was asked of some leads and is not applied yet, the first first, by lead. */
export async function pendingCommands(tx: OrgTransaction, leadIds: string[]): Promise<Map<string, PendingCommand[]>> {
  const { rows } = await tx.client.query<PendingCommand & { leadId: string }>(
    `SELECT id, request, lead_id AS "leadId" FROM commands
     WHERE org_id = $1 AND lead_id = ANY($2::uuid[]) AND applied_at IS NULL ORDER BY requested_at, id`,
    [tx.orgId, leadIds],
  );
  const byLead = new Map<string, PendingCommand[]>();
  for (const { leadId, id, request } of rows) {
    const ofLead = byLead.get(leadId) ?? [];
    byLead.set(leadId, [...ofLead, { id, request }]);
  }
  return byLead;
}

function sameRequest(a: CommandRequest, b: CommandRequest): boolean {
  if (a.kind === 'ASSIGN' && b.kind === 'ASSIGN') return a.ownerId === b.ownerId;
  if (a.kind === 'CLOSE' && b.kind === 'CLOSE') return a.outcome === b.outcome;
  if (a.kind === 'ACCEPT' && b.kind === 'ACCEPT') return a.userId === b.userId;
  if (a.kind === 'DECLINE' && b.kind === 'DECLINE') return a.userId === b.userId;
  if (a.kind === 'CANCEL_CLOCK' && b.kind === 'CANCEL_CLOCK') return a.clockKey === b.clockKey;
  return a.kind === b.kind;
}

function afterCommands(lead: LeadSituation, pending: readonly PendingCommand[]): LeadSituation {
  return pending.reduce((situation: LeadSituation, { request }): LeadSituation => {
    switch (request.kind) {
      case 'ASSIGN':
        return { ...situation, ownerId: request.ownerId };
      case 'PAUSE':
        return { ...situation, paused: true };
      case 'RESUME':
        return { ...situation, paused: false };
      case 'CLOSE':
        return { ...situation, closing: true };
      case 'ACKNOWLEDGE':
        return { ...situation, unacknowledged: false };
      case 'CANCEL_CLOCK':
        return { ...situation, openClocks: situation.openClocks?.filter((key) => key !== request.clockKey) ?? [] };
      case 'ACCEPT':
      case 'DECLINE':
      case 'REPLAN':
        return situation;
    }
  }, lead);
}

/** Why a request cannot be carried out in this situation, in words for the one who asks; null: it can. */
function refusalOf(lead: LeadSituation, request: CommandRequest): string | null {
  if (isEnded(lead.status)) return `The lead is ${lead.status} already`;
  if (lead.closing) return 'The lead is about to be closed';
  switch (request.kind) {
    case 'ASSIGN':
      return lead.ownerId === request.ownerId ? 'This user owns the lead already' : null;
    case 'PAUSE':
      return lead.paused ? 'The lead is paused already' : null;
    case 'RESUME':
      return lead.paused ? null : 'The lead is not paused';
    case 'ACKNOWLEDGE':
      return lead.unacknowledged ? null : 'Nothing has fired that nobody has acknowledged yet';
    case 'CANCEL_CLOCK':
      return lead.openClocks?.includes(request.clockKey) ? null : `No clock "${request.clockKey}" of this lead is open`;
    case 'CLOSE':
    case 'ACCEPT':
    case 'DECLINE':
    case 'REPLAN':
      return null;
  }
}

async function insertCommand(tx: OrgTransaction, { leadId, request, actor }: NewCommand): Promise<string> {
  const id = newId();
  await tx.client.query(
    `WITH command AS (
       INSERT INTO commands (org_id, id, lead_id, request, actor_type, actor_id, requested_at)
       VALUES ($1, $2, $3, $4, $5, $6, ${NOW})
     )
     INSERT INTO outbox (org_id, topic, lead_id, subject_id) VALUES ($1, 'COMMAND_REQUESTED', $3, $2)`,
    [tx.orgId, id, leadId, JSON.stringify(request), actor.type, actor.id],
  );
  return id;
}
