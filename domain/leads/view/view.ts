import { inMarkdown } from '../../platform/text/markdown.js';
import { withTimesIn } from '../../platform/text/times.js';
import type { InstantMs } from '../../engine/time/instant.js';
import { waitsForProof } from '../../engine/sla/ladder.js';
import { clockName } from '../clocks/clock-name.js';
import { iso } from '../lead/draft.js';
import { atRiskOf, breachOf, deadlineOf, describeNext, standingOf } from './next.js';
import { whyOf } from './why.js';
import type { LeadState } from '../lead/state.js';
import type { LeadStatus } from '../vocabulary/status.js';
import type { ClockState } from '../../engine/sla/clock.js';
import { isEnded } from '../vocabulary/ended.js';

/** What a lead's workflow knows of its lead: enough to wait and to be read, no personal data of the lead. */
export interface LeadView {
  leadId: string;
  /** Of the lead's row: each settlement that changes something makes it greater. Histories of before it was told do not have it. */
  revision?: number;
  status: LeadStatus;
  /** False: nothing more will happen, the workflow ends. */
  open: boolean;
  ownerId: string | null;
  /** The team and the key of the flow that have it. Histories of before they were told do not have them. */
  teamId?: string | null;
  flowKey?: string | null;
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
    teamId: lead.teamId,
    flowKey: lead.flow?.key ?? null,
    breached: standingOf(lead) === 'breached',
    deadlineAtMs: deadlineOf(lead),
    atRiskAtMs: atRiskOf(lead),
    nextDueAtMs: next[0]?.atMs ?? null,
    nextText: next[0] === undefined ? null : inMarkdown(next[0].text),
    details: detailsOf(lead, nameOf),
  };
}

/** In names, and in the org's zone, which is said once. */
function detailsOf(lead: LeadState, nameOf: (userId: string) => string): string {
  const { suspendedAtMs = null } = lead;
  const outcome = lead.outcome ? ` (${lead.outcome})` : '';
  const lines = [`**${lead.status}**${outcome} · from ${inMarkdown(lead.source)}, received ${iso(lead.receivedAtMs)}`];
  if (lead.duplicateOfId !== null) lines.push(`**Duplicate** of the open lead ${lead.duplicateOfId}`);
  if (lead.linkedToId !== null) lines.push(`**Same person** as lead ${lead.linkedToId}`);
  const why = whyOf(withoutTyped(lead), [], nameOf);
  if (why.score !== null) lines.push(`**Score** ${inMarkdown(why.score)}`);
  lines.push(`**Owner** ${inMarkdown(why.owner)}`);
  const until = lead.pausedUntilMs === null ? '' : `, until ${iso(lead.pausedUntilMs)}`;
  if (lead.pausedAtMs !== null) lines.push(`**Paused** since ${iso(lead.pausedAtMs)}${until}`);
  if (suspendedAtMs !== null)
    lines.push(`**Suspended** since ${iso(suspendedAtMs)}: the organisation is, and everything stands still`);
  if (lead.clocks.length > 0) lines.push(`**Clocks**\n${listed(lead.clocks.map((clock) => clockWords(lead, clock)))}`);
  if (why.deadlines.length > 0) lines.push(`**Why these deadlines**\n${listed(why.deadlines)}`);
  if (isEnded(lead.status)) lines.push('**Next** nothing: this lead has ended');
  else if (suspendedAtMs !== null) lines.push('**Next** nothing before the organisation is back');
  else if (why.next.length === 0) lines.push('**Next** only a proof or a person moves this lead');
  else lines.push(`**Next, unless a proof comes first**\n${listed(why.next.slice(0, 5))}`);
  if (lead.timeZone !== undefined) lines.push(`Times are those of ${inMarkdown(lead.timeZone)}.`);
  return lines.map(withTimesIn(lead.timeZone)).join('\n\n');
}

/** The UI draws tables without space between their cells, so a clock is a line. */
function clockWords(lead: LeadState, clock: ClockState): string {
  const { key, cycle, status, deadlineAtMs, metAtMs } = clock;
  const words = [`${clockName(lead, key)}${cycle > 1 ? `, cycle ${cycle}` : ''}: ${status}`];
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
