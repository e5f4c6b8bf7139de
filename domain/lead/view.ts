import type { InstantMs } from '../sla/types.js';
import { isOpen } from '../sla/ladder.js';
import { isEnded } from './command.js';
import { iso } from './draft.js';
import { breachOf, deadlineOf, describeNext } from './next.js';
import { whyOf } from './why.js';
import type { LeadState, LeadStatus } from './state.js';

/** What a lead's workflow knows of its lead: enough to wait and to be read, no personal data of the lead. */
export interface LeadView {
  leadId: string;
  status: LeadStatus;
  /** False: nothing more will happen, the workflow ends. */
  open: boolean;
  ownerId: string | null;
  breached: boolean;
  deadlineAtMs: InstantMs | null;
  /** When the machine must look again; null: only a proof or a person moves the lead. */
  nextDueAtMs: InstantMs | null;
  /** What it will do then, for the timer's summary. */
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
    nextDueAtMs: next[0]?.atMs ?? null,
    nextText: next[0]?.text ?? null,
    details: detailsOf(lead, nameOf),
  };
}

function detailsOf(lead: LeadState, nameOf: (userId: string) => string): string {
  const lines = [
    `**${lead.status}**${lead.outcome ? ` (${lead.outcome})` : ''} · from ${lead.source}, received ${iso(lead.receivedAtMs)}`,
  ];
  if (lead.duplicateOfId !== null) lines.push(`**Duplicate** of the open lead ${lead.duplicateOfId}`);
  if (lead.linkedToId !== null) lines.push(`**Same person** as lead ${lead.linkedToId}`);
  const why = whyOf(lead, [], nameOf);
  if (why.score !== null) lines.push(`**Score** ${why.score}`);
  lines.push(`**Owner** ${why.owner}`);
  if (lead.pausedAtMs !== null) lines.push(`**Paused** since ${iso(lead.pausedAtMs)}`);
  if (lead.clocks.length > 0) {
    const rows = lead.clocks.map((clock) => {
      const met = clock.metAtMs === null ? '' : iso(clock.metAtMs);
      return `| ${clock.key} ${clock.cycle} | ${clock.status}${isOpen(clock) ? '' : ' ·'} | ${iso(clock.deadlineAtMs) ?? 'paused'} | ${met} |`;
    });
    lines.push(['| Clock | Status | Deadline | Met |', '| --- | --- | --- | --- |', ...rows].join('\n'));
    if (why.deadlines.length > 0) lines.push(`**Why these deadlines**\n${listed(why.deadlines)}`);
  }
  lines.push(
    why.next.length > 0
      ? `**Next, unless a proof comes first**\n${listed(why.next.slice(0, 5))}`
      : '**Next** only a proof or a person moves this lead',
  );
  return lines.join('\n\n');
}

const listed = (items: string[]): string => items.map((item) => `- ${item}`).join('\n');
