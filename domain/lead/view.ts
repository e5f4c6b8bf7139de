import type { InstantMs } from '../sla/types.js';
import { isOpen } from '../sla/ladder.js';
import { isEnded } from './command.js';
import { iso } from './draft.js';
import { breachOf, deadlineOf, describeNext } from './next.js';
import { openOffer, pendingOf } from './offer.js';
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
    details: detailsOf(lead, next, nameOf),
  };
}

/** Of a broadcast. */
const MOST_NAMED = 10;

function detailsOf(lead: LeadState, next: ReturnType<typeof describeNext>, nameOf: (userId: string) => string): string {
  const lines = [
    `**${lead.status}**${lead.outcome ? ` (${lead.outcome})` : ''} · from ${lead.source}, received ${iso(lead.receivedAtMs)}`,
  ];
  if (lead.score) {
    const reasons = lead.score.reasons
      .map(({ points, reason }) => `${reason} (${points > 0 ? '+' : ''}${points})`)
      .join(', ');
    lines.push(`**Score** ${lead.score.value}, threshold ${lead.score.threshold}: ${reasons || 'no rule held'}`);
  }
  const assignment = lead.assignments.at(-1);
  lines.push(
    lead.ownerId === null
      ? '**Owner** nobody'
      : `**Owner** ${nameOf(lead.ownerId)}${assignment ? `. Why: ${assignment.explanationText}` : ''}`,
  );
  const offer = openOffer(lead);
  if (offer) {
    const asked = pendingOf(offer);
    const names = asked.slice(0, MOST_NAMED).map(nameOf).join(', ');
    const more = asked.length > MOST_NAMED ? ` and ${asked.length - MOST_NAMED} more` : '';
    lines.push(`**${offer.mode}** to ${names}${more}, until ${iso(offer.expiresAtMs)}`);
  }
  if (lead.pausedAtMs !== null) lines.push(`**Paused** since ${iso(lead.pausedAtMs)}`);
  if (lead.clocks.length > 0) {
    const rows = lead.clocks.map((clock) => {
      const met = clock.metAtMs === null ? '' : iso(clock.metAtMs);
      return `| ${clock.key} ${clock.cycle} | ${clock.status}${isOpen(clock) ? '' : ' ·'} | ${iso(clock.deadlineAtMs) ?? 'paused'} | ${met} |`;
    });
    lines.push(['| Clock | Status | Deadline | Met |', '| --- | --- | --- | --- |', ...rows].join('\n'));
    const running = lead.clocks.filter(isOpen).map((clock) => `- ${clock.key}: ${clock.receiptText}`);
    if (running.length > 0) lines.push(`**Why these deadlines**\n${running.join('\n')}`);
  }
  const coming = next.slice(0, 5).map(({ atMs, text }) => `- ${iso(atMs)}: ${text}`);
  lines.push(
    coming.length > 0
      ? `**Next, unless a proof comes first**\n${coming.join('\n')}`
      : '**Next** only a proof or a person moves this lead',
  );
  return lines.join('\n\n');
}
