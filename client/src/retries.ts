export interface RetryOptions {
  /** How often a request is sent again at most; 0: never. */
  retries?: number;
  /** The first wait where the answer names none; each further one is twice as long. All are cut by chance, to the half at most. */
  firstWaitMs?: number;
  /** No wait is longer. Who is told to wait longer has the answer back instead. */
  maxWaitMs?: number;
  /** How long the head of an answer may take; then the try counts as lost. */
  timeoutMs?: number;
}

type Fetch = (request: Request) => Promise<Response>;

const DEFAULTS: Required<RetryOptions> = { retries: 5, firstWaitMs: 250, maxWaitMs: 30_000, timeoutMs: 30_000 };

export const IDEMPOTENCY_KEY = 'Idempotency-Key';
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Too many requests, and what stands in front of an API that is away or starts anew. */
const PASSES = new Set([429, 502, 503, 504]);

/**
 * Sends a request again where it did not arrive, or the answer says that it may succeed later. What changes something goes out with an
 * `Idempotency-Key`, the same at each try: so it is done once, also where only the answer was lost.
 */
export function retrying(fetch: Fetch, options: RetryOptions = {}): Fetch {
  const { retries, firstWaitMs, maxWaitMs, timeoutMs } = { ...DEFAULTS, ...options };
  return async (request) => {
    if (!SAFE.has(request.method) && !request.headers.has(IDEMPOTENCY_KEY))
      request.headers.set(IDEMPOTENCY_KEY, crypto.randomUUID());
    for (let tries = 0; ; tries += 1) {
      const isLast = tries >= retries;
      // A request's body is read once: each try has its own.
      const outcome = await attempt(fetch, isLast ? request : request.clone(), timeoutMs);
      if (isLast || (outcome.ok && !mayPass(outcome.response))) return given(outcome);
      request.signal.throwIfAborted();
      const wait = asked(outcome) ?? between(0.5, 1) * firstWaitMs * 2 ** tries;
      if (outcome.ok && wait > maxWaitMs) return outcome.response;
      if (outcome.ok) await outcome.response.body?.cancel();
      await sleep(Math.min(wait, maxWaitMs), request.signal);
    }
  };
}

type Outcome = { ok: true; response: Response } | { ok: false; error: unknown };

function given(outcome: Outcome): Response {
  if (!outcome.ok) throw outcome.error;
  return outcome.response;
}

async function attempt(fetch: Fetch, request: Request, timeoutMs: number): Promise<Outcome> {
  const timeout = new AbortController();
  const timer = setTimeout(
    () => timeout.abort(new DOMException(`no answer within ${timeoutMs} ms`, 'TimeoutError')),
    timeoutMs,
  );
  try {
    const signal = AbortSignal.any([request.signal, timeout.signal]);
    return { ok: true, response: await fetch(new Request(request, { signal })) };
  } catch (error) {
    return { ok: false, error };
  } finally {
    clearTimeout(timer);
  }
}

/** A key whose first request is still under way is a 409 that says when to come again; no other one does. */
const mayPass = ({ status, headers }: Response): boolean =>
  PASSES.has(status) || (status === 409 && headers.has('retry-after'));

/** What the answer asks for, in milliseconds; null: it names no time. */
function asked(outcome: Outcome): number | null {
  const given = outcome.ok ? outcome.response.headers.get('retry-after') : null;
  if (given === null) return null;
  const ms = /^\d+$/.test(given) ? Number(given) * 1_000 : Date.parse(given) - Date.now();
  // Those who were told the same do not all come at the same moment.
  return Number.isNaN(ms) ? null : Math.max(0, ms) + between(0, 0.1) * 1_000;
}

const between = (least: number, most: number): number => least + Math.random() * (most - least);

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', end);
      resolve();
    }, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}
