import type { z } from 'zod';
import type { OrgTransaction } from '../../../db/client.js';
import { approvalsOf, type OpenApproval, type StoredApproval } from '../../../db/leads/queries/approvals.js';
import { namesOf } from '../../../db/platform/queries/references.js';
import { forecastApproval } from '../../../domain/leads/assignment/forecast-approval.js';
import type { FlowDefinition } from '../../../domain/leads/flow/definition.js';
import { conditionWords, type Names } from '../../../domain/leads/flow/words.js';
import type { ApprovalState, LeadState } from '../../../domain/leads/lead/state.js';
import { isoMs, isoMsOrNull } from '../../http/contract.js';
import type { leadApproval, listApprovals } from '../contract/approvals.js';
import { explanationOf } from './explanation.js';
import { surroundings } from './handover.js';

/** The rule that asks, as people read it. @param names of what its condition names by id */
const ruleOf = ({ routing }: FlowDefinition, { ruleIndex }: Pick<ApprovalState, 'ruleIndex'>, names: Names) => {
  const rule = routing.rules[ruleIndex];
  return {
    number: ruleIndex + 1,
    words: rule === undefined ? '' : conditionWords(rule.when, names),
    mode: rule?.mode ?? ('AUTO' as const),
  };
};

const commonOf = (definition: FlowDefinition, approval: ApprovalState, names: Names) => ({
  sequence: approval.sequence,
  rule: ruleOf(definition, approval, names),
  teamId: approval.teamId,
  otherwise: approval.otherwise,
  askedAt: isoMs(approval.askedAtMs),
  expiresAt: isoMs(approval.expiresAtMs),
  askedUserIds: approval.askedUserIds,
  asksManagers: approval.asksManagers,
});

/**
 * The approvals of a lead as its detail shows them; of one that is open also who would get the lead now.
 * @param inZone tells the times of a sentence in the reader's zone
 */
export async function leadApprovalsOf(
  tx: OrgTransaction,
  lead: LeadState,
  nowMs: number,
  inZone: (sentence: string) => string,
): Promise<z.input<typeof leadApproval>[]> {
  const { flow } = lead;
  if (lead.approvals.length === 0 || flow === null) return [];
  const stored = await approvalsOf(tx, lead.id);
  const names = await namesOf(tx, flow.definition.routing.rules);
  const now = async (approval: StoredApproval) => {
    if (approval.status !== 'OPEN') return null;
    const { userId, explanation } = forecastApproval(lead, approval, await surroundings(tx, [lead], nowMs));
    return { userId, explanation: explanationOf(explanation, inZone) };
  };
  return Promise.all(
    stored.map(async (approval) => ({
      ...commonOf(flow.definition, approval, names),
      status: approval.status,
      endedAt: isoMsOrNull(approval.endedAtMs),
      decidedBy: approval.decidedBy,
      reason: approval.reason,
      explanation: explanationOf(approval.explanation, inZone),
      now: await now(approval),
    })),
  );
}

type Item = z.input<(typeof listApprovals.responses)[200]>['items'][number];

/** An open approval as the list shows it. @param names by id */
export function openApprovalOf(
  approval: OpenApproval,
  definition: FlowDefinition,
  names: Names,
  inZone: (sentence: string) => string,
): Item {
  const { leadId, leadName, source, score, tags, teamId, askedUserIds } = approval;
  const named = [teamId, ...askedUserIds].flatMap((id) => (names.has(id) ? [[id, names.get(id)!] as const] : []));
  return {
    leadId,
    leadName,
    source,
    score,
    tags,
    ...commonOf(definition, approval, names),
    receivedAt: isoMs(approval.receivedAtMs),
    deadlineAt: isoMsOrNull(approval.deadlineAtMs),
    why: inZone(approval.explanationText),
    names: Object.fromEntries(named),
  };
}
