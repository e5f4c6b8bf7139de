import type { SettledView } from '../../../domain/leads/view/settled-view.js';

const MINUTE_MS = 60_000;
/** Ten events an hour at most, and whoever mends the cause waits no longer than this; the sweep tries each minute. */
const LONGEST_MS = 60 * MINUTE_MS;

/**
 * A lead that cannot be settled, as its workflow shows it and waits for it.
 * @param last how it was left before; null where it never began
 * @param failed how many settlements have failed since
 */
export function standingStill(leadId: string, last: SettledView | null, failed: number, nowMs: number): SettledView {
  const againAtMs = nowMs + Math.min(LONGEST_MS, MINUTE_MS * 2 ** (failed - 1));
  const known: SettledView = last ?? {
    leadId,
    status: 'RECEIVED',
    open: true,
    ownerId: null,
    breached: false,
    deadlineAtMs: null,
    nextDueAtMs: null,
    nextText: null,
    details: '',
  };
  const words = `**Stands still**: the machine cannot bring this lead up to date. A work item tells of it. Next try ${new Date(againAtMs).toISOString()}.`;
  return {
    ...known,
    open: true,
    nextDueAtMs: againAtMs,
    nextText: 'try again what failed',
    details: `${words}\n\n${known.details}`,
    settledAtMs: nowMs,
  };
}
