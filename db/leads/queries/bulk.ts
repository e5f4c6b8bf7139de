import { judgeRequest } from '../../../domain/leads/commands/pending.js';
import { changeTags, type TagChange } from '../../../domain/leads/lead/tags.js';
import type { AskedRequest } from '../../../domain/leads/lead/state.js';
import type { LeadStatus } from '../../../domain/leads/vocabulary/status.js';
import type { Actor } from '../../../domain/platform/audit/actor.js';
import { isId, type Database, type OrgTransaction } from '../../client.js';
import { writeLeadAudit } from './audit.js';
import { askedOf } from './commands.js';
import { updateLead } from './leads.js';

/** What is asked of several leads: a command of each, or a change of its tags. */
export type BulkRequest = AskedRequest | ({ kind: 'TAG' } & TagChange);

/** What would become of a lead. */
export interface ActForecast {
  leadId: string;
  outcome: 'CAN' | 'ALREADY' | 'REFUSED' | 'NOT_FOUND';
  /** In words, unless it can be done. */
  why: string | null;
  name: string | null;
  status: LeadStatus | null;
  ownerId: string | null;
  deadlineAt: Date | null;
  paused: boolean;
  tags: string[];
  revision: number | null;
}

type Seen = Pick<ActForecast, 'name' | 'ownerId' | 'status' | 'deadlineAt' | 'paused' | 'tags' | 'revision'>;

const NOT_THERE: Seen = {
  name: null,
  status: null,
  ownerId: null,
  deadlineAt: null,
  paused: false,
  tags: [],
  revision: null,
};

/**
 * What would become of each lead if this were asked of it now, in the order in which they are named.
 * @param onlyOwner leads of others are not there; null: all are
 */
export async function forecastActs(
  tx: OrgTransaction,
  leadIds: readonly string[],
  request: BulkRequest,
  onlyOwner: string | null,
): Promise<ActForecast[]> {
  const { rows } = await tx.client.query<Seen & { id: string }>(
    `SELECT id, name, status, owner_id AS "ownerId", deadline_at AS "deadlineAt", paused_at IS NOT NULL AS paused, tags, revision
     FROM leads WHERE org_id = $1 AND id = ANY($2::uuid[]) AND ($3::uuid IS NULL OR owner_id = $3)`,
    [tx.orgId, leadIds, onlyOwner],
  );
  const leads = new Map(rows.map(({ id, ...seen }) => [id, seen]));
  const judge = await judgeOf(tx, [...leads.keys()], request);
  return leadIds.map((leadId) => {
    const seen = leads.get(leadId);
    if (!seen) return { leadId, ...NOT_THERE, outcome: 'NOT_FOUND', why: 'there is no such lead' };
    return { leadId, ...seen, ...judge(leadId, seen.tags) };
  });
}

type Judgement = Pick<ActForecast, 'outcome' | 'why'>;

async function judgeOf(
  tx: OrgTransaction,
  leadIds: string[],
  request: BulkRequest,
): Promise<(leadId: string, tags: string[]) => Judgement> {
  if (request.kind === 'TAG')
    return (_leadId, tags) => {
      const verdict = changeTags(tags, request);
      if (verdict.is === 'CHANGED') return { outcome: 'CAN', why: null };
      return { outcome: verdict.is === 'SAME' ? 'ALREADY' : 'REFUSED', why: verdict.why };
    };
  const asked = await askedOf(tx, leadIds);
  return (leadId) => {
    const { situation, pending } = asked.get(leadId)!;
    const verdict = judgeRequest(situation, pending, request);
    return verdict.is === 'REFUSED' ? { outcome: 'REFUSED', why: verdict.why } : { outcome: 'CAN', why: null };
  };
}

export interface Tagging {
  leadId: string;
  change: TagChange;
  actor: Actor;
  /** Only leads of this owner are there; null: all of the org. */
  onlyOwner: string | null;
  /** The revision that was seen; left out: any. */
  revision?: number | undefined;
  traceId: string;
}

export type Tagged =
  | { verdict: 'DONE' }
  | { verdict: 'UNKNOWN_LEAD' }
  | { verdict: 'CHANGED'; revision: number }
  | { verdict: 'ALREADY' | 'REFUSED'; why: string };

/** Changes the tags of a lead, as whoever edits it does. Asked for again, it is so already. */
export function tagLead(db: Database, orgId: string, tagging: Tagging): Promise<Tagged> {
  return db.inOrg(orgId, async (tx): Promise<Tagged> => {
    const { leadId, change, actor, onlyOwner, traceId } = tagging;
    const { rows } = await tx.client.query<{ tags: string[]; revision: number }>(
      `SELECT tags, revision FROM leads
       WHERE org_id = $1 AND id = $2 AND ($3::uuid IS NULL OR owner_id = $3) FOR NO KEY UPDATE`,
      [tx.orgId, isId(leadId) ? leadId : null, onlyOwner],
    );
    const lead = rows[0];
    if (!lead) return { verdict: 'UNKNOWN_LEAD' };
    const verdict = changeTags(lead.tags, change);
    if (verdict.is === 'SAME') return { verdict: 'ALREADY', why: verdict.why };
    if (tagging.revision !== undefined && tagging.revision !== lead.revision)
      return { verdict: 'CHANGED', revision: lead.revision };
    if (verdict.is === 'REFUSED') return { verdict: 'REFUSED', why: verdict.why };
    const { tags } = verdict;
    await updateLead(tx, leadId, lead.revision, { tags });
    await writeLeadAudit(tx, {
      actor,
      action: 'lead.updated',
      entity: { type: 'lead', id: leadId },
      leadId,
      before: { tags: lead.tags },
      after: { tags },
      traceId,
    });
    return { verdict: 'DONE' };
  });
}
