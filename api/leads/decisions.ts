import type { Database } from '../../db/client.js';
import { answerOutcomes, silenceBells } from '../../db/leads/queries/answers.js';
import { recordDecision, type NewDecision } from '../../db/leads/queries/decisions.js';
import type { Answered } from './answers.js';
import type { RingLead } from './lead-bell.js';

/**
 * Decisions about approvals, from the request to the verdict: the row first, then an update of the lead's workflow, then what
 * the settlement made of it. Few decide about one lead, so each goes alone.
 */
export class Decisions {
  constructor(
    private readonly db: Database,
    private readonly ring: RingLead,
  ) {}

  async give(orgId: string, leadId: string, decision: NewDecision): Promise<Answered> {
    const recorded = await this.db.inOrg(orgId, (tx) => recordDecision(tx, leadId, decision));
    if (recorded.verdict !== 'RECORDED') return recorded;
    const { commandId, receivedAt } = recorded;
    const settled = await this.ring(orgId, leadId, commandId, 'APPROVAL');
    return this.db.inOrg(orgId, async (tx): Promise<Answered> => {
      const [outcome] = await answerOutcomes(tx, [commandId]);
      if (!outcome) return { verdict: 'WAITING', receivedAt };
      if (settled) await silenceBells(tx, leadId, [commandId], receivedAt);
      return outcome.refusal === null ? { verdict: 'DONE', commandId } : { verdict: 'REFUSED', why: outcome.refusal };
    });
  }
}
