import type { InstantMs } from '../../engine/time/instant.js';
import { availabilityOf, type Worker } from '../../platform/absence/availability.js';
import { waitAfterMs, type AccessMailKind } from '../../platform/access/links.js';
import { isGood, type DeliveryOutcome } from '../vocabulary/deliveries.js';
import type { DiagnosticCheck, DiagnosticRemedy } from '../vocabulary/diagnostics.js';
import { fails, ofEach, warns, WELL, type Subject, type Verdict } from './verdict.js';

/** Checks of which one click mends what they find; of the others a page does. */
export const REMEDY_OF = {
  MAIL: 'SEND_TEST_MAIL',
  OUTBOX: 'BRING_FORWARD',
  DEAD_LETTERS: 'REQUEUE',
  WORKFLOWS: 'START_WORKFLOWS',
  COUNTS: 'RECOUNT',
  CLOCKS: 'RECOUNT_CLOCKS',
} as const satisfies Partial<Record<DiagnosticCheck, DiagnosticRemedy>>;

/** How many of something there are, and since when the first of them. */
export interface Some {
  count: number;
  sinceMs: InstantMs | null;
}

export interface SignInFacts {
  /** Active admins who have chosen a password, or have come in by something else. */
  admins: number;
  /** When somebody was last made no admin, or deactivated. */
  adminsChangedMs: InstantMs | null;
  /** What the organisation's provider failed by since it was last used; null: nothing. */
  provider: { failedMs: InstantMs; isOnlyWay: boolean } | null;
  /** People whose log-ins were held up within the last hour, as too many had failed. */
  held: Some;
}

export function signIn({ admins, adminsChangedMs, provider, held }: SignInFacts): Verdict {
  if (admins === 0)
    return fails({ what: 'NO_ADMIN', sinceMs: adminsChangedMs, count: 1, remedy: { page: 'people', id: null } });
  if (provider !== null) {
    const says = provider.isOnlyWay ? fails : warns;
    return says({
      what: 'PROVIDER_FAILS',
      sinceMs: provider.failedMs,
      count: 1,
      remedy: { page: 'signOn', id: null },
    });
  }
  return held.count === 0 ? WELL : warns({ what: 'LOG_INS_HELD', ...held, remedy: { page: 'people', id: null } });
}

/** A mail that waits, as its last try failed. */
export type FailedMail = { waitsSinceMs: InstantMs } & (
  | { failedMs: InstantMs }
  /** About getting in: its row says when it is tried next, and how often it was. */
  | { kind: AccessMailKind; tries: number; nextTryMs: InstantMs }
);

export interface MailFacts {
  isSetUp: boolean;
  failed: readonly FailedMail[];
  /** When the mail server last took one; null: it never did. */
  takenMs: InstantMs | null;
}

const failedMs = (mail: FailedMail): InstantMs =>
  'failedMs' in mail ? mail.failedMs : mail.nextTryMs - waitAfterMs(mail.kind, mail.tries);

/** A server that has taken a mail since the last try that failed is well: the others follow by themselves. */
export function mail({ isSetUp, failed, takenMs }: MailFacts): Verdict {
  if (!isSetUp) return warns({ what: 'MAIL_NOT_SET_UP' });
  const last = Math.max(...failed.map(failedMs));
  if (failed.length === 0 || (takenMs !== null && takenMs > last)) return WELL;
  return fails({
    what: 'MAIL_REFUSED',
    sinceMs: Math.min(...failed.map(({ waitsSinceMs }) => waitsSinceMs)),
    count: failed.length,
    remedy: { action: REMEDY_OF.MAIL },
  });
}

/** A webhook that is not well: switched off by the machine, or with nothing having arrived for a while. */
export type IllWebhook = Subject & { isOff: boolean; sinceMs: InstantMs };

export function webhooks(ill: readonly IllWebhook[]): Verdict {
  const off = ill.filter(({ isOff }) => isOff);
  const found = ofEach(off.length > 0 ? off : ill);
  if (found.count === 0) return WELL;
  const remedy = { page: 'webhook', id: found.subjects[0]!.id } as const;
  return off.length > 0
    ? fails({ what: 'WEBHOOK_SWITCHED_OFF', ...found, remedy })
    : warns({ what: 'WEBHOOK_FAILING', ...found, remedy });
}

/** What was answered to a live source since it last did what it meant. */
export type SourceAnswers = Subject & {
  answers: readonly { outcome: DeliveryOutcome; times: number; sinceMs: InstantMs }[];
};

/** Not the sender's fault, and none that they could mend. */
const NOT_THEIRS: ReadonlySet<DeliveryOutcome> = new Set(['SWITCHED_OFF', 'DELETED', 'SUSPENDED']);

export function sources(all: readonly SourceAnswers[]): Verdict {
  const bad = all.flatMap(({ answers, ...source }) =>
    answers
      .filter(({ outcome }) => !isGood(outcome) && !NOT_THEIRS.has(outcome))
      .map((answer) => ({ ...source, ...answer })),
  );
  const unsigned = bad.filter(({ outcome }) => outcome === 'NOT_SIGNED');
  const told = unsigned.length > 0 ? unsigned : bad;
  if (told.length === 0) return WELL;
  const { sinceMs, subjects } = ofEach(told);
  const each = [...new Map(subjects.map((subject) => [subject.id, subject])).values()];
  const count = told.reduce((sum, { times }) => sum + times, 0);
  const wrong = { sinceMs, count, subjects: each, remedy: { page: 'source', id: each[0]!.id } } as const;
  return unsigned.length > 0
    ? fails({ what: 'BAD_SIGNATURE', ...wrong })
    : warns({ what: 'DELIVERIES_REFUSED', ...wrong });
}

/** An active flow, since it was published or activated, or for a month. */
export type FlowUse = Subject & {
  sinceMs: InstantMs;
  /** A source hands its leads to it: whether it takes any is for that source. */
  isOfSource: boolean;
  /** How many leads were looked at, and how many of them it took. */
  came: number;
  taken: number;
};

export interface FlowFacts {
  active: readonly FlowUse[];
  /** Leads that are open and that no flow has taken. */
  withoutFlow: Some;
}

/** Of fewer leads nobody can tell whether a flow's rule is at fault. */
export const LEAST_LEADS = 20;

export function flows({ active, withoutFlow }: FlowFacts): Verdict {
  const all = { page: 'flows', id: null } as const;
  if (withoutFlow.count > 0) return fails({ what: 'LEADS_WITHOUT_FLOW', ...withoutFlow, remedy: all });
  if (active.length === 0) return fails({ what: 'NO_FLOW', count: 1, remedy: all });
  const idle = ofEach(
    active.filter(({ isOfSource, came, taken }) => !isOfSource && taken === 0 && came >= LEAST_LEADS),
  );
  if (idle.count === 0) return WELL;
  return warns({ what: 'FLOW_TAKES_NOTHING', ...idle, remedy: { page: 'flow', id: idle.subjects[0]!.id } });
}

/** Somebody of a team to whom routing may give leads. */
export interface Member extends Worker {
  /** When their status last changed; null: nobody wrote it down. */
  statusSinceMs: InstantMs | null;
}

/** A team that an active flow gives leads to. */
export type StaffedTeam = Subject & {
  members: readonly Member[];
  /** When somebody was last taken out of it, or else when it was made. */
  changedMs: InstantMs;
};

/** Who is off for the night comes back; who is away, on leave or deactivated left at an instant. */
function awaySinceMs(member: Member, nowMs: InstantMs): InstantMs | 'HERE' | null {
  const { now, backAtMs } = availabilityOf(member, nowMs);
  if (now === 'AT_WORK' || now === 'BUSY') return 'HERE';
  if (now === 'OFF_SHIFT') return backAtMs === null ? null : 'HERE';
  if (now === 'TIME_OFF')
    return Math.max(...member.absences.filter(({ fromMs }) => fromMs <= nowMs).map(({ fromMs }) => fromMs));
  return member.statusSinceMs;
}

export function teams(all: readonly StaffedTeam[], nowMs: InstantMs): Verdict {
  const empty = all.filter(({ members }) => members.length === 0).map((team) => ({ ...team, sinceMs: team.changedMs }));
  const left = all.flatMap((team) => {
    const since = team.members.map((member) => awaySinceMs(member, nowMs));
    if (since.length === 0 || since.includes('HERE')) return [];
    const known = since.filter((one): one is InstantMs => typeof one === 'number');
    // Since the last of them left.
    return [{ ...team, sinceMs: known.length === since.length ? Math.max(...known) : null }];
  });
  const told = ofEach(empty.length > 0 ? empty : left);
  if (told.count === 0) return WELL;
  const what = empty.length > 0 ? 'TEAM_EMPTY' : 'NOBODY_AT_WORK';
  return fails({ what, ...told, remedy: { page: 'team', id: told.subjects[0]!.id } });
}

/** Messages take seconds: one that waits for longer is put off, or nobody takes it. */
export const OUTBOX_PATIENCE_MS = 60_000;
const LONG_WAIT_MS = 10 * 60_000;

/** @param waiting messages that wait for longer than their patience */
export function outbox(waiting: Some, nowMs: InstantMs): Verdict {
  if (waiting.count === 0) return WELL;
  const isLong = waiting.sinceMs !== null && nowMs - waiting.sinceMs > LONG_WAIT_MS;
  return (isLong ? fails : warns)({ what: 'MESSAGES_WAIT', ...waiting, remedy: { action: REMEDY_OF.OUTBOX } });
}

export const deadLetters = (dead: Some): Verdict =>
  dead.count === 0 ? WELL : fails({ what: 'LEFT_DEAD', ...dead, remedy: { action: REMEDY_OF.DEAD_LETTERS } });

export interface WorkflowFacts {
  /** Open leads without a workflow that runs. */
  orphans: Some;
  /** Open leads to which something is owed for too long, though their workflows run. */
  owed: Some;
  isPartial: boolean;
}

export function workflows({ orphans, owed, isPartial }: WorkflowFacts): Verdict {
  const remedy = { action: REMEDY_OF.WORKFLOWS };
  if (orphans.count > 0) return fails({ what: 'NO_WORKFLOW', ...orphans, remedy, isPartial });
  if (owed.count > 0) return fails({ what: 'NOT_LOOKED_AFTER', ...owed, remedy, isPartial });
  return { ...WELL, isPartial };
}

export interface CountFacts {
  /** Kept counts that are not what the rows say. */
  drifted: number;
  /** When all of them were last found right; null: never yet. */
  rightMs: InstantMs | null;
  /** When the first of those that are wrong begins. */
  fromMs: InstantMs | null;
  isPartial: boolean;
}

export function counts({ drifted, rightMs, fromMs, isPartial }: CountFacts): Verdict {
  if (drifted === 0) return { ...WELL, isPartial };
  const sinceMs = rightMs ?? fromMs;
  return fails({ what: 'COUNTS_DRIFTED', count: drifted, sinceMs, remedy: { action: REMEDY_OF.COUNTS }, isPartial });
}

/** @param stale running clocks whose deadline today's time zones make another, since the first of them started */
export const clocks = (stale: Some & { isPartial: boolean }): Verdict =>
  stale.count === 0
    ? { ...WELL, isPartial: stale.isPartial }
    : fails({ what: 'ZONES_CHANGED', ...stale, remedy: { action: REMEDY_OF.CLOCKS } });
