import type { Database } from '../../db/client.js';
import { Joined } from '../../db/joined.js';
import {
  answerOutcomes,
  recordAnswers,
  silenceBells,
  type NewAnswer,
  type RecordedAnswer,
} from '../../db/leads/queries/answers.js';
import type { RingLead } from './lead-bell.js';
import { within } from '../http/within.js';

export type Answered =
  /** Done, now or before. */
  | { verdict: 'DONE'; commandId: string }
  | { verdict: 'REFUSED'; why: string }
  | { verdict: 'UNKNOWN_LEAD' }
  /** Written down at that instant, which counts; nobody decided over it yet. */
  | { verdict: 'WAITING'; receivedAt: Date };

/** Most answers to one lead that go together, and that wait. */
const TOGETHER = { size: 200, mostWaiting: 1_000 };
/** Somebody who waits behind another's update waits no longer than who waits for their own. */
const PATIENCE_MS = 6_000;

type Recorded = Extract<RecordedAnswer, { verdict: 'RECORDED' }>;

/**
 * Answers to offers, from the request to the verdict. Those to one lead that come at the same time share a transaction
 * and an update of its workflow, which takes ten at a time: fifty who want the same lead cost two of each.
 */
export class Answers {
  private readonly records: Joined<NewAnswer, RecordedAnswer>;
  private readonly rings: Joined<Recorded, Answered>;

  constructor(
    private readonly db: Database,
    private readonly ring: RingLead,
  ) {
    this.records = new Joined(TOGETHER, (key, answers) => {
      const { orgId, leadId } = idsOf(key);
      return this.db.inOrg(orgId, (tx) => recordAnswers(tx, leadId, answers));
    });
    this.rings = new Joined(TOGETHER, (key, recorded) => this.settle(idsOf(key), recorded));
  }

  async give(orgId: string, leadId: string, answer: NewAnswer): Promise<Answered> {
    const key = `${orgId}/${leadId}`;
    const recorded = await this.records.do(key, answer);
    if (recorded.verdict !== 'RECORDED') return recorded;
    const { receivedAt } = recorded;
    return within(PATIENCE_MS, this.rings.do(key, recorded), { verdict: 'WAITING', receivedAt });
  }

  private async settle(
    { orgId, leadId }: { orgId: string; leadId: string },
    recorded: readonly Recorded[],
  ): Promise<Answered[]> {
    const settled = await this.ring(orgId, leadId, recorded[0]!.commandId);
    const ids = recorded.map(({ commandId }) => commandId);
    const outcomes = await this.db.inOrg(orgId, async (tx) => {
      const found = await answerOutcomes(tx, ids);
      const since = new Date(Math.min(...recorded.map(({ receivedAt }) => receivedAt.getTime())));
      const applied = found.map(({ commandId }) => commandId);
      if (settled && applied.length > 0) await silenceBells(tx, leadId, applied, since);
      return new Map(found.map((one) => [one.commandId, one]));
    });
    return recorded.map(({ commandId, receivedAt }): Answered => {
      const outcome = outcomes.get(commandId);
      if (!outcome) return { verdict: 'WAITING', receivedAt };
      return outcome.refusal === null ? { verdict: 'DONE', commandId } : { verdict: 'REFUSED', why: outcome.refusal };
    });
  }
}

function idsOf(key: string): { orgId: string; leadId: string } {
  const [orgId = '', leadId = ''] = key.split('/');
  return { orgId, leadId };
}
