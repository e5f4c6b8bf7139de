import type { EventSourceMessage } from 'eventsource-parser';
import type { Schemas } from '../api/client';
import { readStream } from './stream';

export type LiveEvent = Schemas['LiveEvent'];
export type Connection = 'connecting' | 'live' | 'lost';

/** What listeners are told: an event, or that anything may have changed since they last read. */
export type Told = { event: LiveEvent } | { everything: true };

type Shared =
  | { kind: 'message'; message: EventSourceMessage; resumed: boolean }
  | { kind: 'connection'; connection: Connection }
  | { kind: 'hello' };

/** A tab that was hidden for longer reads its lists anew rather than everything that happened. */
const STALE_MS = 5 * 60_000;

const listeners = new Set<(told: Told) => void>();
const watchers = new Set<() => void>();
let connection: Connection = 'connecting';
let position: string | undefined;
let hiddenAtMs: number | null = null;

export const connectionNow = (): Connection => connection;

/** @returns a function that ends the listening */
export function onConnectionChange(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** @returns a function that ends the listening */
export function onLive(listener: (told: Told) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Opens the org's live stream for as long as somebody is signed in. A browser gives a host six connections, so its tabs
 * share one: the visible tab that holds the lock reads, and passes on what it hears. Hidden tabs let go of it.
 * @returns a function that ends it
 */
export function startLive(): () => void {
  const ended = new AbortController();
  const channel = new BroadcastChannel('pinggo.live');
  let leading: AbortController | null = null;
  let reading = false;
  position = undefined;
  setConnection('connecting');

  const share = (shared: Shared): void => {
    channel.postMessage(shared);
    hear(shared);
  };
  channel.onmessage = ({ data }: MessageEvent<Shared>) => {
    if (data.kind !== 'hello') hear(data);
    else if (reading) channel.postMessage({ kind: 'connection', connection } satisfies Shared);
  };

  const lead = async (signal: AbortSignal): Promise<void> => {
    let resumed = false;
    reading = true;
    await readStream(
      {
        position: () => {
          resumed = position !== undefined;
          return position;
        },
        onMessage: (message) => share({ kind: 'message', message, resumed }),
        onConnection: (now) => share({ kind: 'connection', connection: now }),
      },
      signal,
    );
    reading = false;
  };
  const follow = (): void => {
    if (document.visibilityState === 'hidden') {
      hiddenAtMs = Date.now();
      leading?.abort();
      leading = null;
      return;
    }
    if (hiddenAtMs !== null && Date.now() - hiddenAtMs > STALE_MS) position = undefined;
    hiddenAtMs = null;
    if (leading) return;
    const mine = new AbortController();
    leading = mine;
    channel.postMessage({ kind: 'hello' } satisfies Shared);
    void navigator.locks
      .request('pinggo.live', { signal: mine.signal }, () => lead(mine.signal))
      // Let go while it waited for its turn.
      .catch(() => undefined);
  };
  document.addEventListener('visibilitychange', follow);
  ended.signal.addEventListener('abort', () => {
    document.removeEventListener('visibilitychange', follow);
    leading?.abort();
    channel.close();
  });
  follow();
  return () => {
    ended.abort();
    // Whoever signs in next is not told what became of this one's.
    setConnection('connecting');
  };
}

function hear(shared: Shared): void {
  if (shared.kind === 'connection') return setConnection(shared.connection);
  if (shared.kind !== 'message') return;
  const { message, resumed } = shared;
  if (message.id !== undefined) position = message.id;
  if (message.event === undefined || message.event === 'message')
    tell({ event: JSON.parse(message.data) as LiveEvent });
  // Ended because of other rights, too: what may be seen is read again, and who one is.
  else if (message.event === 'reset' || message.event === 'expired' || (message.event === 'ready' && !resumed))
    tell({ everything: true });
}

function tell(told: Told): void {
  for (const listener of listeners) listener(told);
}

function setConnection(now: Connection): void {
  if (connection === now) return;
  connection = now;
  for (const watcher of watchers) watcher();
}
