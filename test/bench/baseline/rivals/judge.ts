import { parseDuration } from '../../../../domain/engine/time/duration.js';
import type { FlowDefinition } from '../../../../domain/leads/flow/definition.js';
import { score } from '../../../../domain/leads/scoring/score.js';

/** What scoring asks of a lead. */
export interface Judged {
  email: string | null;
  phone: string | null;
  attributes: Record<string, unknown>;
  receivedAt: Date;
}

export interface Verdict {
  score: number;
  qualified: boolean;
  remindAt: Date;
  deadlineAt: Date;
}

/** Scores a lead by its flow, with the product's own rules, and counts its clock: elapsed time, one reminder, one deadline. */
export function judge({ scoring, clocks }: FlowDefinition, lead: Judged): Verdict {
  const { value, qualified } = score(scoring, { ...lead, receivedAtMs: lead.receivedAt.getTime(), status: 'RECEIVED' });
  const { target, ladder } = clocks[0]!;
  const targetMs = parseDuration(target.duration);
  const reminder = ladder.find(({ action }) => action === 'REMINDER')?.at;
  const share = reminder && 'share' in reminder ? reminder.share : 1;
  const after = (ms: number) => new Date(lead.receivedAt.getTime() + ms);
  return { score: value, qualified, remindAt: after(share * targetMs), deadlineAt: after(targetMs) };
}
