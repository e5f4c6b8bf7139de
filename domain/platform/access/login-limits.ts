/** How often log-ins may fail, and how long one waits then. */
export interface LoginLimits {
  /** So many failures of an account, or of one on a device that it knows, cost no wait. */
  freePerAccount: number;
  /** So many of an address, whoever is tried from there. */
  freePerAddress: number;
  /** After the first failure beyond them; it doubles with each further one. */
  firstWaitMs: number;
  longestWaitMs: number;
}

/** What is counted of an account, an address or a device. */
export interface Failures {
  count: number;
  failedAtMs: number;
}

const HOUR_MS = 60 * 60_000;
/**
 * Half of the failures are forgotten after so long, half of the rest after as long again. Behind one address may be a whole
 * office, where somebody mistypes every few minutes.
 */
export const HALF_FORGOTTEN_MS = { account: 6 * HOUR_MS, address: HOUR_MS };

/** Of whom failures are counted. */
export interface Counted extends Failures {
  of: keyof typeof HALF_FORGOTTEN_MS;
}

/** What is left of failures at an instant. */
const remaining = ({ of, count, failedAtMs }: Counted, nowMs: number): number =>
  count * 2 ** (-Math.max(0, nowMs - failedAtMs) / HALF_FORGOTTEN_MS[of]);

function waitAfter(count: number, of: Counted['of'], limits: LoginLimits): number {
  const beyond = Math.round(count) - (of === 'account' ? limits.freePerAccount : limits.freePerAddress);
  // Beyond all waits the power would be no number any more.
  return beyond < 0 ? 0 : Math.min(limits.longestWaitMs, limits.firstWaitMs * 2 ** Math.min(beyond, 40));
}

export type Attempt =
  /** The password is to be checked. It counts as failed until it is known to fit: `untilMs`, the next one's wait, is set before. */
  | { kind: 'TRY'; counts: number[]; untilMs: number | null }
  /** It is not looked at before this instant. */
  | { kind: 'HELD'; untilMs: number };

/**
 * Whether a log-in may be tried now. What failed before decides how long is to be waited; who waits is one account from one
 * address (or on one device), and each for itself: whatever others do meanwhile, who waited as they were told is let try. So
 * nobody can keep another out for longer than the longest wait, and trying from many addresses costs the wait at each.
 * @param counted the account and the address; on a device that the account knows, the account there alone
 * @param heldUntilMs what this account was told at this address before; null: nothing
 */
export function judgeAttempt(
  counted: readonly Counted[],
  heldUntilMs: number | null,
  limits: LoginLimits,
  nowMs: number,
): Attempt {
  const waitMs = (more: number): number =>
    Math.max(...counted.map((each) => waitAfter(remaining(each, nowMs) + more, each.of, limits)));
  const nowWaits = waitMs(0);
  if (nowWaits > 0 && heldUntilMs === null) return { kind: 'HELD', untilMs: nowMs + nowWaits };
  if (nowWaits > 0 && heldUntilMs! > nowMs) return { kind: 'HELD', untilMs: heldUntilMs! };
  const nextWaits = waitMs(1);
  return {
    kind: 'TRY',
    counts: counted.map((each) => remaining(each, nowMs) + 1),
    untilMs: nextWaits > 0 ? nowMs + nextWaits : null,
  };
}
