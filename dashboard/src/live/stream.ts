import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { accessToken, dropAccessToken } from '../api/session';

/** Comments come every 15 seconds: after so much silence the connection is lost, whatever TCP believes. */
const SILENCE_MS = 30_000;
const MAX_WAIT_MS = 10_000;

export interface StreamListener {
  /** Told before the listener is asked for the next position. */
  onMessage: (message: EventSourceMessage) => void;
  onConnection: (connection: 'live' | 'lost') => void;
  /** The `id` to resume from; undefined: begin now. */
  position: () => string | undefined;
}

/**
 * Reads `GET /api/events/stream` until the signal ends it, over every loss of the connection. Resolves early only when
 * nobody is signed in any more.
 */
export async function readStream(listener: StreamListener, signal: AbortSignal): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    const token = await accessToken().catch(() => undefined);
    if (token === null || signal.aborted) return;
    try {
      if (token === undefined) throw new Error('the session could not be renewed');
      await readOnce(token, listener, signal, () => (failures = 0));
    } catch {
      // What failed is not told apart: each is mended by connecting again.
    }
    if (signal.aborted) return;
    // The server ends streams when it restarts; only a second failure in a row is worth words.
    if (failures > 0) listener.onConnection('lost');
    await pause(failures === 0 ? 0 : Math.min(MAX_WAIT_MS, 250 * 2 ** failures) * (0.5 + Math.random() / 2), signal);
    failures++;
  }
}

async function readOnce(
  token: string,
  listener: StreamListener,
  signal: AbortSignal,
  onReady: () => void,
): Promise<void> {
  const silence = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const heard = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), SILENCE_MS);
  };
  const offline = (): void => silence.abort();
  window.addEventListener('offline', offline);
  try {
    heard();
    const position = listener.position();
    const response = await fetch('/api/events/stream', {
      headers: {
        ...(token !== '' && { authorization: `Bearer ${token}` }),
        ...(position !== undefined && { 'last-event-id': position }),
      },
      signal: AbortSignal.any([signal, silence.signal]),
      cache: 'no-store',
    });
    // Ended by a log-out elsewhere, or a deactivation: the next token says so.
    if (response.status === 401) dropAccessToken();
    if (!response.ok || !response.body) throw new Error(`the stream was answered ${response.status}`);
    const parser = createParser({
      onEvent: (message) => {
        if (message.event === 'ready' || message.event === 'reset') {
          onReady();
          listener.onConnection('live');
        }
        listener.onMessage(message);
      },
    });
    const text = response.body.pipeThrough(new TextDecoderStream());
    for (const reader = text.getReader(); ;) {
      const { done, value } = await reader.read();
      if (done) return;
      heard();
      parser.feed(value);
    }
  } finally {
    clearTimeout(timer);
    window.removeEventListener('offline', offline);
  }
}

/** Waits, but not longer than until the network is back. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    window.addEventListener('online', done);
    signal.addEventListener('abort', done);
  });
}
