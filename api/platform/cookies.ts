import type { Request } from 'express';

/** What a cookie of a request says; undefined: there is none. */
export function cookieOf(req: Request, name: string): string | undefined {
  const start = `${name}=`;
  return req
    .get('cookie')
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(start))
    ?.slice(start.length);
}

/** @returns a `Set-Cookie` header: no script reads it, and no other site's request brings it */
export function setCookie(
  name: string,
  value: string,
  { path, maxAgeSeconds, secure }: { path: string; maxAgeSeconds: number; secure: boolean },
): string {
  return `${name}=${value}; Path=${path}; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
}
