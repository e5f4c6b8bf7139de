/** The signed-in person's tokens. The refresh token outlives the tab, the access token does not leave memory. */

interface Tokens {
  accessToken: string;
  refreshToken: string;
  expiresIn: number;
}

const KEPT = 'pinggo.refreshToken';
/** Of the exchange that was asked for and not heard of: sent again, it is the same exchange. */
const EXCHANGE_KEY = 'pinggo.exchangeKey';
/** So long before its end an access token is exchanged, so that no request meets an old one. */
const EARLY_MS = 60_000;

let access: { token: string; untilMs: number } | null = null;
let refreshing: Promise<string | null> | null = null;
const listeners = new Set<() => void>();

/** The local demo: the API takes everybody on this machine for the demo manager, without tokens. */
export const needsNoLogIn = document.querySelector('meta[name="log-in"][content="none"]') !== null;

export const isSignedIn = (): boolean => needsNoLogIn || localStorage.getItem(KEPT) !== null;

/** @returns a function that ends the listening */
export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

// Another tab signed in or out: this one follows.
window.addEventListener('storage', ({ key, oldValue, newValue }) => {
  if (key !== KEPT && key !== null) return;
  // It exchanged the token: what this one has is as good as before.
  if (oldValue !== null && newValue !== null) return;
  access = null;
  tell();
});

function tell(): void {
  for (const listener of listeners) listener();
}

export function keepTokens({ accessToken, refreshToken, expiresIn }: Tokens): void {
  access = { token: accessToken, untilMs: Date.now() + expiresIn * 1000 };
  const isNew = refreshTokenOf() === null;
  localStorage.setItem(KEPT, refreshToken);
  localStorage.removeItem(EXCHANGE_KEY);
  if (isNew) tell();
}

/** What an answer gives whoever is let in. */
export const takeSession = keepTokens;

export function forgetTokens(): void {
  access = null;
  localStorage.removeItem(KEPT);
  localStorage.removeItem(EXCHANGE_KEY);
  tell();
}

export const refreshTokenOf = (): string | null => localStorage.getItem(KEPT);

/** The access token was refused before its time: whoever needs one next asks for another, and hears whether there is a session. */
export function dropAccessToken(): void {
  access = null;
}

/** A token that is good for the next minute at least, none at all where none is needed; null when nobody is signed in any more. */
export async function accessToken(): Promise<string | null> {
  if (needsNoLogIn) return '';
  if (access && access.untilMs - EARLY_MS > Date.now()) return access.token;
  refreshing ??= refresh().finally(() => (refreshing = null));
  return refreshing;
}

/**
 * One tab at a time: a refresh token that is used twice revokes its whole family. With its key the same exchange may be
 * asked for again: its answer may have come when the page, or the way to it, was gone.
 */
function refresh(): Promise<string | null> {
  return navigator.locks.request('pinggo.refresh', async () => {
    const refreshToken = refreshTokenOf();
    if (refreshToken === null) return null;
    const key = localStorage.getItem(EXCHANGE_KEY) ?? crypto.randomUUID();
    localStorage.setItem(EXCHANGE_KEY, key);
    const response = await fetch('/api/auth/refresh', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ refreshToken }),
    });
    if (response.status === 401) {
      // Another tab may have exchanged it while this one waited for the answer.
      if (refreshTokenOf() === refreshToken) forgetTokens();
      return null;
    }
    if (!response.ok) throw new Error(`the session could not be renewed: ${response.status}`);
    keepTokens((await response.json()) as Tokens);
    return access?.token ?? null;
  });
}
