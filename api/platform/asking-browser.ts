import type { Request } from 'express';
import { ACCESS_MAIL_LIVES_MS } from '../../domain/platform/access/links.js';
import { cookieOf, setCookie } from './cookies.js';
import type { PlatformDeps } from './deps.js';
import { hashOf, newSecret } from './links.js';

const NAME = 'pinggo_asked';
const SECRET = /^[\w-]{43}$/;

const secretOf = (req: Request): string | null => {
  const cookie = cookieOf(req, NAME);
  return cookie !== undefined && SECRET.test(cookie) ? cookie : null;
};

/** The browser that asks, as links are bound to it; null: it has asked for none. */
export function askingBrowser(req: Request): string | null {
  const secret = secretOf(req);
  return secret === null ? null : hashOf(secret);
}

/**
 * A browser asks for a link. One that has asked before is the same still: links that are under way stay good.
 * @returns what the link is bound to, and the `Set-Cookie` header by which the browser is known
 */
export function rememberBrowser(
  req: Request,
  { options }: Pick<PlatformDeps, 'options'>,
): { hash: string; cookie: string } {
  const secret = secretOf(req) ?? newSecret();
  const cookie = setCookie(NAME, secret, {
    path: '/api/auth/magic-link',
    maxAgeSeconds: ACCESS_MAIL_LIVES_MS.MAGIC_LINK / 1_000,
    secure: options.publicUrl.startsWith('https:'),
  });
  return { hash: hashOf(secret), cookie };
}
