import type { WebhookOffReason, WebhookStanding } from '../vocabulary/webhooks.js';

/** What a webhook's receiver can mean by its status: anything of 2xx is taken, 410 wants nothing any more. */
export type Verdict = 'TAKEN' | 'GONE' | 'REFUSED';

export function verdictOf(status: number | null): Verdict {
  if (status !== null && status >= 200 && status < 300) return 'TAKEN';
  return status === 410 ? 'GONE' : 'REFUSED';
}

/** A try that failed, as far as it says something about its webhook. */
export interface FailedTry {
  verdict: Exclude<Verdict, 'TAKEN'>;
  /** Whether the delivery is given up with it. */
  isLast: boolean;
  /** When the delivery was first tried, since it was last asked for. */
  firstTriedAtMs: number;
  /** Since when nothing has arrived by the webhook. */
  failingSinceMs: number;
}

/**
 * Whether a webhook is switched off for what a try came to: at once where its receiver says that it is gone; else where a delivery
 * is given up and nothing else arrived in all the time that it was tried. One event that a receiver never takes switches off nothing.
 */
export function offReasonOf({ verdict, isLast, firstTriedAtMs, failingSinceMs }: FailedTry): WebhookOffReason | null {
  if (verdict === 'GONE') return 'GONE';
  return isLast && failingSinceMs <= firstTriedAtMs ? 'FAILING' : null;
}

export function standingOf(webhook: {
  offReason: WebhookOffReason | null;
  failingSinceMs: number | null;
}): WebhookStanding {
  if (webhook.offReason === 'PERSON') return 'OFF';
  if (webhook.offReason !== null) return 'DISABLED';
  return webhook.failingSinceMs === null ? 'ACTIVE' : 'FAILING';
}
