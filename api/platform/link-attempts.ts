import type { Request } from 'express';
import { ApiError } from '../http/errors.js';
import type { PlatformDeps } from './deps.js';
import { accountOf, admitAttempt, forgiveAttempt } from './login-attempts.js';

const heldUp = (seconds: number): ApiError =>
  new ApiError({
    status: 429,
    code: 'TOO_MANY_ATTEMPTS',
    title: 'Too many links were tried that do not work',
    howToFix: [`Wait ${seconds} s: then a link that works is taken. Trying before makes it no shorter and no longer.`],
    headers: { 'Retry-After': String(seconds) },
  });

/**
 * Takes up a link, limited as log-ins are: who tried too many from an address that do not work waits, and nobody else does.
 * @param kind of link
 * @throws ApiError 429 while it is to be waited
 */
export async function limitedByAddress<T>(
  deps: PlatformDeps,
  req: Request,
  kind: string,
  isGood: (result: T) => boolean,
  work: () => Promise<T>,
): Promise<T> {
  const address = req.ip ?? null;
  // There is no account that others could hold up: each address counts for itself.
  const origin = { account: accountOf(`${kind} link from ${address ?? 'nowhere'}`), address, deviceId: null };
  const admission = await admitAttempt(deps, origin);
  if (admission.kind === 'HELD')
    throw heldUp(Math.max(1, Math.ceil((admission.untilMs - deps.clock().getTime()) / 1_000)));
  const result = await work();
  if (isGood(result)) await forgiveAttempt(deps, origin);
  return result;
}
