import { createHash } from 'node:crypto';
import { ApiError, tooManyLogins } from '../../http/errors.js';
import type { PlatformDeps } from '../deps.js';
import { admitAttempt, forgiveAttempt, type Origin } from '../login-attempts.js';

type Deps = Pick<PlatformDeps, 'db' | 'clock' | 'options'>;

/**
 * What fails beside passwords is held up as they are, each for itself: whoever has the password must not have all codes tried by
 * logging in again and again.
 */
const originOf = (what: 'factor' | 'proof', userId: string, address: string | undefined): Origin => ({
  account: createHash('sha256').update(`${what} of ${userId}`).digest('hex'),
  address: address ?? null,
  deviceId: null,
});

export interface Tries {
  what: 'factor' | 'proof';
  userId: string;
  address: string | undefined;
}

/** Counts a try as failed before it is looked at. @throws ApiError 429 when too many have failed */
export async function beginTry(deps: Deps, { what, userId, address }: Tries): Promise<void> {
  const admission = await admitAttempt(deps, originOf(what, userId, address));
  if (admission.kind === 'HELD')
    throw tooManyLogins(Math.max(1, Math.ceil((admission.untilMs - deps.clock().getTime()) / 1_000)));
}

/** It was right: what was counted is forgotten. */
export const tryFitted = (deps: Deps, { what, userId, address }: Tries): Promise<void> =>
  forgiveAttempt(deps, originOf(what, userId, address));

/** 401: half a sign-in that was left for too long, was answered, or was answered wrong too often. */
export const signInEnded = (): ApiError =>
  new ApiError({
    status: 401,
    code: 'SIGN_IN_ENDED',
    title: 'This sign-in is over',
    howToFix: ['Begin again: the second step is to follow within five minutes, and may fail five times.'],
  });

/** 401: what was given is wrong, or was used before. */
export const factorRefused = (): ApiError =>
  new ApiError({
    status: 401,
    code: 'FACTOR_REFUSED',
    title: 'That is not right',
    howToFix: [
      'A code of the app counts for half a minute, and once: wait for the next one, and see that the clock of your device is right.',
      'A recovery code counts once.',
      'Without any of them ask an administrator to reset your second factor.',
    ],
  });
