import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import { cookieOf, setCookie } from './cookies.js';
import { DEVICE_TOKEN_SECONDS } from './crypto/tokens.js';
import type { PlatformDeps } from './deps.js';

type Deps = Pick<PlatformDeps, 'tokens' | 'options'>;

/** A device may be several people's: each account has a cookie of its own there. */
const nameOf = (account: string): string => `pinggo_device_${account.slice(0, 16)}`;

/**
 * The device that a log-in comes from, if this account logged in on it before. Strangers can hold up log-ins of an account,
 * but not there.
 * @param account as log-ins are counted by
 */
export async function knownDevice(req: Request, account: string, { tokens }: Deps): Promise<string | null> {
  const cookie = cookieOf(req, nameOf(account));
  return cookie === undefined ? null : tokens.verifyDevice(cookie, account);
}

/** @returns the `Set-Cookie` header that makes the device known from now on */
export async function deviceCookie(
  account: string,
  deviceId: string | null,
  { tokens, options }: Deps,
): Promise<string> {
  const token = await tokens.signDevice(deviceId ?? randomUUID(), account);
  return setCookie(nameOf(account), token, {
    path: '/api/auth/login',
    maxAgeSeconds: DEVICE_TOKEN_SECONDS,
    secure: options.publicUrl.startsWith('https:'),
  });
}
