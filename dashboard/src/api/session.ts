import type { components } from './schema';

/**
 * The signed-in person's session. Its refresh token is a cookie, which no script reads; the access token does not leave memory.
 * What the tabs tell each other of it is in the local storage: that there is one.
 */

type Session = components['schemas']['Session'];
export type FactorAsked = components['schemas']['FactorAsked'];

/** A name of its own for each session of this browser. */
const MARK = 'pinggo.session';
/** Of the exchange that was asked for and not heard of: sent again, it is the same exchange. */
const EXCHANGE_KEY = 'pinggo.exchangeKey';
/** Somebody signed out, and the server does not know yet. */
const SIGNING_OUT = 'pinggo.signingOut';
/** Where the version before kept the refresh token: it is moved into the cookie, once. */
const KEPT_BEFORE = 'pinggo.refreshToken';
/** So long before its end an access token is exchanged, so that no request meets an old one. */
const EARLY_MS = 60_000;
/** Where an operator is told that it is over. */
const SUPPORT_OVER = '/support?over';

/** Says that this page's session is in a cookie: no form and no other site's page can. */
export const OWN_PAGE = { 'x-pinggo-session': 'cookie' } as const;

/** The grant by which an operator looks into an organisation: in this tab alone, until they leave or it is over. */
const SUPPORT = 'pinggo.support';

let access: { token: string; untilMs: number } | null = null;
let support: { token: string; untilMs: number } | null = null;
let refreshing: Promise<string | null> | null = null;
let asked: FactorAsked | null = null;
/** Whether the page is about to be another, as somebody else. */
let isGoing = false;
const listeners = new Set<() => void>();

/** The local demo: the API takes everybody on this machine for the demo manager, without tokens. */
export const needsNoLogIn = document.querySelector('meta[name="log-in"][content="none"]') !== null;

/** Names the session that there is; null: none. */
export const markNow = (): string | null => localStorage.getItem(MARK) ?? localStorage.getItem(KEPT_BEFORE);

export const isSignedIn = (): boolean => needsNoLogIn || markNow() !== null;

/** The second factor that a sign-in asks for; null: none does. */
export const factorAsked = (): FactorAsked | null => asked;

/** @returns a function that ends the listening */
export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  for (const listener of listeners) listener();
}

// Another tab signed in or out: this one follows.
window.addEventListener('storage', ({ key, oldValue, newValue }) => {
  if (key !== MARK && key !== null) return;
  // Another session took its place: nothing that is shown here is theirs.
  if (oldValue !== null && newValue !== null && oldValue !== newValue) location.reload();
  access = null;
  asked = null;
  tell();
});

/** Takes the answer to whoever has shown who they are: they are signed in, or asked for their second factor. */
export function takeSession(answer: Session | FactorAsked): void {
  if ('challenge' in answer) {
    asked = answer;
  } else {
    asked = null;
    begin();
    keep(answer);
  }
  tell();
}

/** Whoever was asked for a second factor begins again. */
export function giveUpSignIn(): void {
  asked = null;
  tell();
}

function begin(): void {
  localStorage.setItem(MARK, crypto.randomUUID());
  for (const key of [KEPT_BEFORE, EXCHANGE_KEY, SIGNING_OUT]) localStorage.removeItem(key);
}

function keep({ accessToken, expiresIn }: Session): void {
  access = { token: accessToken, untilMs: Date.now() + expiresIn * 1000 };
}

/** The session has ended: the server said so, or somebody signed out. */
function forgetSession(): void {
  access = null;
  support = null;
  sessionStorage.removeItem(SUPPORT);
  for (const key of [MARK, KEPT_BEFORE, EXCHANGE_KEY]) localStorage.removeItem(key);
  tell();
}

/** Signs out here and in every tab at once, and at the server as soon as it can be reached. */
export async function signOut(): Promise<void> {
  localStorage.setItem(SIGNING_OUT, 'yes');
  forgetSession();
  await endAtServer();
}

function endAtServer(): Promise<void> {
  return navigator.locks
    .request('pinggo.refresh', async () => {
      if (localStorage.getItem(SIGNING_OUT) === null) return;
      const response = await send('/api/auth/logout', {}, {});
      if (response.status < 500) localStorage.removeItem(SIGNING_OUT);
    })
    .catch(() => undefined);
}

// What could not be said when somebody signed out: the cookie is there until then.
if (localStorage.getItem(SIGNING_OUT) !== null) void endAtServer();
window.addEventListener('online', () => void endAtServer());

/** The access token was refused before its time: whoever needs one next asks for another, and hears whether there is a session. */
export function dropAccessToken(): void {
  if (supportNow() === null) access = null;
  else support = null;
}

/** The grant that this tab is in an organisation by; null: it is its person's own. */
export const supportNow = (): string | null => sessionStorage.getItem(SUPPORT);

/** Enters an organisation, or leaves it: nothing that was read as somebody else stays. @param page where to go on */
export function goSupport(id: string | null, page: string): void {
  if (id === null) sessionStorage.removeItem(SUPPORT);
  else sessionStorage.setItem(SUPPORT, id);
  isGoing = true;
  location.assign(page);
}

/** The server takes this tab's token no more. Of several requests that hear so the first decides: the page goes, and the operator's own session stays. */
export function sessionRefused(): void {
  if (isGoing) return;
  if (supportNow() === null) forgetSession();
  else goSupport(null, SUPPORT_OVER);
}

/** A token that is good for the next minute at least, none at all where none is needed; null when nobody is signed in any more. */
export async function accessToken(): Promise<string | null> {
  if (needsNoLogIn) return '';
  // What the page that goes still asks for would be asked as somebody else.
  if (isGoing) return null;
  const id = supportNow();
  return id === null ? ownToken() : supportToken(id);
}

/** The grant is asked each time for what the next minutes are good for: one that is over leads home. */
async function supportToken(id: string): Promise<string | null> {
  if (support && support.untilMs - EARLY_MS > Date.now()) return support.token;
  const own = await ownToken();
  if (own === null) return null;
  const path = '/api/support-access/{id}/enter'.replace('{id}', id);
  const response = await send(path, { authorization: `Bearer ${own}` }, {});
  if (response.status === 409) {
    goSupport(null, SUPPORT_OVER);
    return null;
  }
  if (!response.ok) throw new Error(`the support session could not be renewed: ${response.status}`);
  const { accessToken: token, expiresIn } = (await response.json()) as components['schemas']['SupportToken'];
  // The last of it is less than a minute before the end.
  support = { token, untilMs: Date.now() + Math.max(expiresIn * 1_000, EARLY_MS + 5_000) };
  return token;
}

async function ownToken(): Promise<string | null> {
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
    const mark = markNow();
    if (mark === null) return null;
    const before = localStorage.getItem(KEPT_BEFORE);
    const key = localStorage.getItem(EXCHANGE_KEY) ?? crypto.randomUUID();
    localStorage.setItem(EXCHANGE_KEY, key);
    const body = before === null ? {} : { refreshToken: before };
    const response = await send('/api/auth/refresh', { 'idempotency-key': key }, body);
    // Somebody signed out, or in as somebody else, while this waited for the answer.
    const isSame = markNow() === mark;
    if (response.status === 401) {
      if (isSame) forgetSession();
      return null;
    }
    if (!response.ok) throw new Error(`the session could not be renewed: ${response.status}`);
    const session = (await response.json()) as Session;
    if (!isSame) return null;
    if (before === null) localStorage.removeItem(EXCHANGE_KEY);
    else begin();
    keep(session);
    return session.accessToken;
  });
}

const send = (path: string, headers: Record<string, string>, body: object): Promise<Response> =>
  fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...OWN_PAGE, ...headers },
    body: JSON.stringify(body),
  });
