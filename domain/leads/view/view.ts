import { inMarkdown } from '../../platform/text/markdown.js';
import type { InstantMs } from '../../engine/time/instant.js';
import { waitsForProof } from '../../engine/sla/ladder.js';
import { iso } from '../lead/draft.js';
import { atRiskOf, breachOf, deadlineOf, describeNext } from './next.js';
import { whyOf } from './why.js';
import type { LeadState } from '../lead/state.js';
import type { LeadStatus } from '../vocabulary/status.js';
import type { ClockState } from '../../engine/sla/clock.js';
import { isEnded } from '../vocabulary/ended.js';

/** What a lead's workflow knows of its lead: enough to wait and to be read, no personal data of the lead. */
export interface LeadView {
  leadId: string;
  status: LeadStatus;
  /** False: nothing more will happen, the workflow ends. */
  open: boolean;
  ownerId: string | null;
  breached: boolean;
  deadlineAtMs: InstantMs | null;
  /** From when on it is at risk. Histories of before it was told do not have it. */
  atRiskAtMs?: InstantMs | null;
  /** When the machine must look again; null: only a proof or a person moves the lead. */
  nextDueAtMs: InstantMs | null;
  /** What it will do then, for the timer's summary: Markdown. */
  nextText: string | null;
  /** Markdown for the Temporal UI. */
  details: string;
}

/** The lead as its workflow shows it. */
export function viewOf(lead: LeadState, nameOf: (userId: string) => string): LeadView {
  const next = describeNext(lead);
  return {
    leadId: lead.id,
    status: lead.status,
    open: !isEnded(lead.status),
    ownerId: lead.ownerId,
    breached: breachOf(lead.clocks) === 'breached',
    deadlineAtMs: deadlineOf(lead),
    atRiskAtMs: atRiskOf(lead),
    nextDueAtMs: next[0]?.atMs ?? null,
    nextText: next[0] === undefined ? null : inMarkdown(next[0].text),
    details: detailsOf(lead, nameOf),
  };
}

function detailsOf(lead: LeadState, nameOf: (userId: string) => string): string {
  const outcome = lead.outcome ? ` (${lead.outcome})` : '';
  const lines = [`**${lead.status}**${outcome} · from ${inMarkdown(lead.source)}, received ${iso(lead.receivedAtMs)}`];
  if (lead.duplicateOfId !== null) lines.push(`**Duplicate** of the open lead ${lead.duplicateOfId}`);
  if (lead.linkedToId !== null) lines.push(`**Same person** as lead ${lead.linkedToId}`);
  const why = whyOf(withoutTyped(lead), [], nameOf);
  if (why.score !== null) lines.push(`**Score** ${inMarkdown(why.score)}`);
  lines.push(`**Owner** ${inMarkdown(why.owner)}`);
  if (lead.pausedAtMs !== null) lines.push(`**Paused** since ${iso(lead.pausedAtMs)}`);
  if (lead.clocks.length > 0) lines.push(`**Clocks**\n${listed(lead.clocks.map(clockWords))}`);
  if (why.deadlines.length > 0) lines.push(`**Why these deadlines**\n${listed(why.deadlines)}`);
  if (isEnded(lead.status)) lines.push('**Next** nothing: this lead has ended');
  else if (why.next.length === 0) lines.push('**Next** only a proof or a person moves this lead');
  else lines.push(`**Next, unless a proof comes first**\n${listed(why.next.slice(0, 5))}`);
  return lines.join('\n\n');
}

/** The UI draws tables without space between their cells, so a clock is a line. */
function clockWords(clock: ClockState): string {
  const { key, cycle, status, deadlineAtMs, metAtMs } = clock;
  const words = [`${key} ${cycle}: ${status}`];
  if (breachOf([clock]) === 'at_risk') words.push('at risk');
  words.push(deadlineAtMs === null ? 'stands still' : `deadline ${iso(deadlineAtMs)}`);
  if (metAtMs !== null) words.push(`met ${iso(metAtMs)}`);
  else if (status === 'BREACHED' && !waitsForProof(clock)) words.push('over');
  return words.join(', ');
}

/** Who assigns by hand may name the lead in the reason, and notes quote forms. What a workflow shows is never encrypted. */
const withoutTyped = (lead: LeadState): LeadState => ({
  ...lead,
  score: lead.score && { ...lead.score, reasons: lead.score.reasons.filter(({ note }) => !note) },
  assignments: lead.assignments.map((one) => (one.mode === 'DIRECT' ? { ...one, explanationText: 'by hand' } : one)),
});

const listed = (items: string[]): string => items.map((item) => `- ${inMarkdown(item)}`).join('\n');
