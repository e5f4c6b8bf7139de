import { createHash } from 'node:crypto';
import { ipKeyGenerator } from 'express-rate-limit';
import { PLATFORM_ORG } from '../../db/platform/platform-org.js';
import { clearForgotten, lockFailures, writeFailures } from '../../db/platform/queries/login-failures.js';
import { judgeAttempt, type Counted } from '../../domain/platform/access/login-limits.js';
import type { PlatformDeps } from './deps.js';

type Deps = Pick<PlatformDeps, 'db' | 'clock' | 'options'>;

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What log-ins of an e-mail are counted by, whether anybody has it or not. @param email folded */
export const accountOf = (email: string): string => hashOf(email);

/** Where a log-in comes from. */
export interface Origin {
  account: string;
  /** The client's address; null where there is none. */
  address: string | null;
  /** A device that the account knows; null: any other. */
  deviceId: string | null;
}

/** Whose failures count, first, and last who waits: an account from one address, or on one device. */
function placesOf({ account, address, deviceId }: Origin): { key: string; of: Counted['of'] | null }[] {
  if (deviceId !== null) return [{ key: `device:${hashOf(`${account} ${deviceId}`)}`, of: 'account' }];
  // Whoever has one address of IPv6 has a whole network of them.
  const from = ipKeyGenerator(address ?? '');
  return [
    { key: `account:${account}`, of: 'account' },
    { key: `address:${hashOf(from)}`, of: 'address' },
    { key: `account-at:${hashOf(`${account} ${from}`)}`, of: null },
  ];
}

export type Admission =
  /** `heldUntilMs`: should it fail, the next one waits until then. */
  | { kind: 'TRY'; heldUntilMs: number | null }
  /** `isNew`: neither a failure nor an attempt before told so. */
  | { kind: 'HELD'; untilMs: number; isNew: boolean };

/**
 * Asks whether a password may be checked, and counts the attempt as failed before it is: of many at once, no more are let
 * through than one after the other.
 */
export async function admitAttempt(deps: Deps, origin: Origin): Promise<Admission> {
  const limits = deps.options.loginLimits;
  if (limits === null) return { kind: 'TRY', heldUntilMs: null };
  const places = placesOf(origin);
  const now = deps.clock();
  return deps.db.inOrg(PLATFORM_ORG, async (tx) => {
    const rows = await lockFailures(
      tx,
      places.map(({ key }) => key),
      now,
    );
    const counted = places.flatMap(({ of }, index): Counted[] => {
      const { count, failedAt } = rows[index]!;
      return of === null ? [] : [{ of, count, failedAtMs: failedAt.getTime() }];
    });
    const waiting = rows.at(-1)!;
    const judged = judgeAttempt(counted, waiting.heldUntil?.getTime() ?? null, limits, now.getTime());
    const heldUntil = judged.untilMs === null ? null : new Date(judged.untilMs);
    const isNew = heldUntil?.getTime() !== waiting.heldUntil?.getTime();
    await writeFailures(
      tx,
      rows.map((row, index) => {
        const { of } = places[index]!;
        return {
          ...row,
          ...(judged.kind === 'TRY' && of !== null ? { count: judged.counts[index]!, failedAt: now } : {}),
          // That it waits is not to be cleared away.
          ...(of === null ? { failedAt: now } : {}),
          ...(row === waiting ? { heldUntil } : {}),
        };
      }),
    );
    await clearForgotten(tx, now);
    return judged.kind === 'HELD'
      ? { kind: 'HELD', untilMs: judged.untilMs, isNew }
      : { kind: 'TRY', heldUntilMs: judged.untilMs };
  });
}

/** The password fitted: what was counted of the account is forgotten, and of the address what this attempt added. */
export async function forgiveAttempt(deps: Deps, origin: Origin): Promise<void> {
  if (deps.options.loginLimits === null) return;
  const places = placesOf(origin);
  const now = deps.clock();
  await deps.db.inOrg(PLATFORM_ORG, async (tx) => {
    const rows = await lockFailures(
      tx,
      places.map(({ key }) => key),
      now,
    );
    await writeFailures(
      tx,
      rows.map((row, index) => ({
        ...row,
        count: places[index]!.of === 'address' ? Math.max(0, row.count - 1) : 0,
        heldUntil: null,
      })),
    );
  });
}
