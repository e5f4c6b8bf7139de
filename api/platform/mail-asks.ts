import { ipKeyGenerator } from 'express-rate-limit';
import type { OrgTransaction } from '../../db/client.js';
import { clearForgotten, lockFailures, writeFailures } from '../../db/platform/queries/login-failures.js';
import { judgeAttempt, type LoginLimits } from '../../domain/platform/access/login-limits.js';
import { ApiError } from '../http/errors.js';
import { hashOf } from './links.js';

/** So many mails an e-mail can be asked for, and an address can ask for; then each costs a wait, twice as long each time. */
const LIMITS: LoginLimits = { freePerAccount: 3, freePerAddress: 20, firstWaitMs: 60_000, longestWaitMs: 3_600_000 };
const OF = ['account', 'address'] as const;

/** 429 of its own: mails that were asked for count, whether anybody has such an e-mail or not. */
const tooManyMails = (retryAfterSeconds: number): ApiError =>
  new ApiError({
    status: 429,
    code: 'TOO_MANY_MAILS',
    title: 'Too many mails were asked for',
    howToFix: [
      `Look for those that were sent, also in the folder for spam; or ask again in ${retryAfterSeconds} s.`,
      'Your administrator can send you a link, too.',
    ],
    headers: { 'Retry-After': String(retryAfterSeconds) },
  });

/**
 * Counts a mail that somebody asks for who is not signed in, by the e-mail and by the address that it comes from. Counted in
 * the transaction that asks for it, of the platform's org: of many at once no more are let through than one after the other.
 * @param account as log-ins are counted by
 * @returns when the next may be asked for, where that is not now; null: it was counted
 */
export async function countMail(
  tx: OrgTransaction,
  { account, address }: { account: string; address: string | null },
  now: Date,
): Promise<ApiError | null> {
  const keys = [`mail-account:${account}`, `mail-address:${hashOf(ipKeyGenerator(address ?? ''))}`];
  const rows = await lockFailures(tx, keys, now);
  const judged = rows.map(({ count, failedAt, heldUntil }, index) =>
    judgeAttempt(
      [{ of: OF[index]!, count, failedAtMs: failedAt.getTime() }],
      heldUntil?.getTime() ?? null,
      LIMITS,
      now.getTime(),
    ),
  );
  const waits = judged.flatMap((one) => (one.kind === 'HELD' ? [one.untilMs] : []));
  await writeFailures(
    tx,
    rows.map((row, index) => {
      const one = judged[index]!;
      const heldUntil = one.untilMs === null ? null : new Date(one.untilMs);
      if (one.kind === 'HELD') return { ...row, heldUntil };
      // Where the other place holds it up, nothing is asked for, and nothing counts.
      return waits.length > 0 ? row : { ...row, count: one.counts[0]!, failedAt: now, heldUntil };
    }),
  );
  await clearForgotten(tx, now);
  return waits.length === 0 ? null : tooManyMails(Math.ceil((Math.max(...waits) - now.getTime()) / 1_000));
}
