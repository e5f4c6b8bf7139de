/** What a one-time link lets somebody do, who has it from a mail or from the hand of an admin. */
export const LINK_PURPOSES = ['INVITATION', 'RESET', 'MAGIC_LINK'] as const;
export type LinkPurpose = (typeof LINK_PURPOSES)[number];

/** What somebody is told of that was changed about their getting in; and a test, which says that mails arrive. */
export const ACCESS_NEWS = ['PASSWORD_CHANGED', 'FACTOR_RESET', 'TEST'] as const;

/** Mails about getting in: each kind of link, and news. */
export const ACCESS_MAIL_KINDS = [...LINK_PURPOSES, ...ACCESS_NEWS] as const;
export type AccessMailKind = (typeof ACCESS_MAIL_KINDS)[number];

/**
 * What became of such a mail. `SHOWN`: no mail is set up, and whoever asked was shown the link; `GIVEN_UP`: its link has ended
 * or nobody has its address; `WITHDRAWN`: it was taken back, or what it was for has gone.
 */
export const ACCESS_MAIL_STATUSES = ['WAITING', 'SENT', 'SHOWN', 'GIVEN_UP', 'WITHDRAWN'] as const;
export type AccessMailStatus = (typeof ACCESS_MAIL_STATUSES)[number];

/** Why a try to send one failed, as people can do something about it. */
export const MAIL_FAULTS = ['NOT_SET_UP', 'UNREACHABLE', 'LOG_IN_REFUSED', 'ADDRESS_REFUSED', 'NOT_TAKEN'] as const;
export type MailFault = (typeof MAIL_FAULTS)[number];

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** From the asking on: how long a link is good for, and so how long its mail is worth sending. */
export const ACCESS_MAIL_LIVES_MS: Readonly<Record<AccessMailKind, number>> = {
  INVITATION: 7 * 24 * HOUR_MS,
  RESET: HOUR_MS,
  MAGIC_LINK: 15 * MINUTE_MS,
  PASSWORD_CHANGED: 24 * HOUR_MS,
  FACTOR_RESET: 24 * HOUR_MS,
  TEST: 15 * MINUTE_MS,
};

const FIRST_WAIT_MS = 2_000;
/** Somebody sits there and waits for a link that lives for minutes; an invitation has days. */
const LONGEST_WAIT_MS: Readonly<Record<AccessMailKind, number>> = {
  INVITATION: 5 * MINUTE_MS,
  RESET: MINUTE_MS,
  MAGIC_LINK: 20_000,
  PASSWORD_CHANGED: 5 * MINUTE_MS,
  FACTOR_RESET: 5 * MINUTE_MS,
  TEST: 20_000,
};

/** How long is waited after a try that failed. @param tries that failed, this one too */
export const waitAfterMs = (kind: AccessMailKind, tries: number): number =>
  Math.min(LONGEST_WAIT_MS[kind], FIRST_WAIT_MS * 2 ** Math.min(Math.max(tries, 1) - 1, 20));

/**
 * When a mail is tried again that could not be sent.
 * @param tries that failed, this one too
 * @returns epoch milliseconds; null: its link has ended by then
 */
export function nextTryAtMs(kind: AccessMailKind, tries: number, nowMs: number, expireAtMs: number): number | null {
  const waitMs = waitAfterMs(kind, tries);
  return nowMs + waitMs < expireAtMs ? nowMs + waitMs : null;
}

/** What a mail program says of a try that failed (nodemailer's words for it). */
export interface MailError {
  code?: string | undefined;
  responseCode?: number | undefined;
  command?: string | undefined;
}

interface FailedTry {
  fault: MailFault;
  /** Trying again is pointless. */
  isFinal: boolean;
  /** The server may have the mail all the same: we did not hear its answer. */
  mayHaveArrived: boolean;
}

/** What a try that failed means. */
export function failedTryOf({ code, responseCode, command }: MailError): FailedTry {
  const answered = responseCode !== undefined;
  const mayHaveArrived = !answered && code !== undefined && !BEFORE_THE_MAIL.has(code) && command === 'DATA';
  const says = (fault: MailFault, isFinal = false): FailedTry => ({ fault, isFinal, mayHaveArrived });
  if (code === 'EAUTH' || code === 'ENOAUTH') return says('LOG_IN_REFUSED');
  if (code === 'EENVELOPE' && answered && responseCode >= 500) return says('ADDRESS_REFUSED', true);
  if (answered || code === 'EMESSAGE') return says('NOT_TAKEN');
  return says('UNREACHABLE');
}
const BEFORE_THE_MAIL: ReadonlySet<string> = new Set([
  'ECONNECTION',
  'EDNS',
  'ECONNREFUSED',
  'EAUTH',
  'ENOAUTH',
  'ETLS',
]);
