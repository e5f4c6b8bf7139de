import type { SignInRules } from './sign-in-rules.js';

/** By what somebody showed who they are. */
export const SIGNED_IN_BY = [
  'PASSWORD',
  'PASSKEY',
  'MAGIC_LINK',
  'SINGLE_SIGN_ON',
  'INVITATION',
  'RESET',
  'SETUP',
] as const;
export type SignedInBy = (typeof SIGNED_IN_BY)[number];

/** By what they showed it once more. */
export const SECOND_FACTORS = ['TOTP', 'PASSKEY', 'RECOVERY_CODE'] as const;
export type SecondFactor = (typeof SECOND_FACTORS)[number];

/** Why a session ended before its time. */
export const ENDED_WHY = [
  'SIGNED_OUT',
  'REPLACED',
  'REVOKED',
  'REVOKED_BY_ADMIN',
  'TOKEN_REUSED',
  'DEACTIVATED',
  'PASSWORD_CHANGED',
  'UNUSED',
  'LIFE_OVER',
] as const;
export type EndedWhy = (typeof ENDED_WHY)[number];

/** What is asked of whoever takes a factor away, or adds one: that they showed who they are no longer ago than this. */
export const PROOF_MS = 5 * 60_000;

const DAY_MS = 24 * 60 * 60_000;

type Lives = Pick<SignInRules, 'sessionIdleDays' | 'sessionLifeDays'>;

/** When a session that begins now is over, whatever happens. */
export const sessionEnd = (createdAtMs: number, { sessionLifeDays }: Lives): number =>
  createdAtMs + sessionLifeDays * DAY_MS;

/** When what was used now ends, if it is not used again. */
export const unusedEnd = (usedAtMs: number, { sessionIdleDays }: Lives): number => usedAtMs + sessionIdleDays * DAY_MS;

export type SessionStanding =
  /** `endsAtMs`: its end, which rules that are stricter now bring nearer. `unusedAtMs`: the same if it is not used again. */
  { goesOn: true; endsAtMs: number; unusedAtMs: number } | { goesOn: false; why: 'UNUSED' | 'LIFE_OVER' };

/** Whether a session may go on at an instant. Stricter rules count for sessions that are there; milder ones for new ones. */
export function standingOf(
  session: { createdAtMs: number; lastUsedAtMs: number; endsAtMs: number },
  rules: Lives,
  nowMs: number,
): SessionStanding {
  const endsAtMs = Math.min(session.endsAtMs, sessionEnd(session.createdAtMs, rules));
  if (nowMs >= endsAtMs) return { goesOn: false, why: 'LIFE_OVER' };
  if (nowMs >= unusedEnd(session.lastUsedAtMs, rules)) return { goesOn: false, why: 'UNUSED' };
  return { goesOn: true, endsAtMs, unusedAtMs: Math.min(endsAtMs, unusedEnd(nowMs, rules)) };
}

/** Whether its person showed who they are a short while ago. */
export const isProved = (provedAtMs: number | null, nowMs: number): boolean =>
  provedAtMs !== null && nowMs - provedAtMs < PROOF_MS;
