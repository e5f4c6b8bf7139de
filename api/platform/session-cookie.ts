import type { Request } from 'express';
import { forbidden } from '../http/errors.js';
import { cookieOf, setCookie } from './cookies.js';
import type { PlatformDeps } from './deps.js';

type Options = Pick<PlatformDeps['options'], 'publicUrl'>;

/**
 * By this header a page says that its session is in a cookie. No form can set it, and no page of another site without being asked
 * for first, which is refused: with the browser's word for where a request comes from, it is what tells our own pages from others'.
 */
export const SESSION_HEADER = 'x-pinggo-session';

const isSecure = ({ publicUrl }: Options): boolean => publicUrl.startsWith('https:');

/** Where it is secure, no other host of the domain can plant it. */
const nameOf = (options: Options): string => (isSecure(options) ? '__Host-pinggo_session' : 'pinggo_session');

/** The refresh token that a browser keeps; undefined: none. */
export const keptToken = (req: Request, options: Options): string | undefined => cookieOf(req, nameOf(options));

/** The `Set-Cookie` header that has a browser keep a refresh token. */
export const keepToken = (token: string, expireAt: Date, now: Date, options: Options): string =>
  setCookie(nameOf(options), token, {
    path: '/',
    maxAgeSeconds: Math.max(0, Math.floor((expireAt.getTime() - now.getTime()) / 1_000)),
    secure: isSecure(options),
  });

/** The one that has it forgotten. */
export const forgetToken = (options: Options): string =>
  setCookie(nameOf(options), '', { path: '/', maxAgeSeconds: 0, secure: isSecure(options) });

/**
 * Whether whoever asks wants their session in a cookie, as our pages do; everybody else gets tokens to keep themselves.
 * @throws ApiError 403 when it is wanted, and the request is no page's of ours
 */
export function wantsCookie(req: Request, options: Options): boolean {
  if (req.get(SESSION_HEADER) === undefined) return false;
  if (!isOwnPage(req, options))
    throw forbidden('A session in a cookie is for pages of this address only', [
      'Leave the header X-Pinggo-Session out, and keep the refresh token that the answer has.',
      'If this is your own page, see that PUBLIC_URL is the address under which it is reached.',
    ]);
  return true;
}

/** Browsers say where a request comes from, and no page can have them say anything else: newer ones so, older ones by the origin. */
function isOwnPage(req: Request, { publicUrl }: Options): boolean {
  const site = req.get('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  const origin = req.get('origin');
  if (origin === undefined || !URL.canParse(origin)) return false;
  return origin === new URL(publicUrl).origin || new URL(origin).host === req.get('host');
}
