import type { Request } from 'express';
import { mayCall, mayUnlessSuspended, type Access, type Caller } from './access.js';
import type { HttpDeps } from './deps.js';
import { forbidden, tenantSuspended } from './errors.js';

/**
 * Signs a request in as the access rule demands.
 * @returns the caller; null for public and signed routes.
 * @throws ApiError 401 without good credentials or without any signature, 403 when the caller may not.
 */
export async function authorise(
  req: Request,
  access: Access,
  { identify }: Pick<HttpDeps, 'identify'>,
): Promise<Caller | null> {
  if (access.kind === 'signature' && !access.headers.some((name) => (req.get(name) ?? '') !== ''))
    throw access.refusal();
  if (access.kind !== 'permission') return null;
  const caller = await identify(req);
  // Set before the refusal: the log line of a 403 should say whose it was.
  req.caller = caller;
  if (!mayCall(access, caller)) throw mayUnlessSuspended(access, caller) ? tenantSuspended() : forbidden();
  return caller;
}
