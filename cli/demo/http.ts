/** Longest time that one request is tried again while the system is away or busy. */
const PATIENCE_MS = 60_000;
const ATTEMPT_MS = 15_000;
const LONGEST_PAUSE_MS = 10_000;

export interface Answer {
  status: number;
  body: unknown;
}

/** How a request is built; called anew for each attempt, so that a signature carries the time of its attempt. */
export type Attempt = () => RequestInit;

export interface RequestOptions {
  /** Sent twice it does no harm: then it is tried again also when nobody knows whether it arrived. */
  repeatable: boolean;
  /** Told of each attempt that is to be repeated. */
  onRetry?: ((why: string) => void) | undefined;
}

/**
 * Sends a request and tries again, as `Retry-After` asks, while the answer is 429 or 503.
 * @throws Error when it is not answered in time. Any other answer is returned.
 */
export async function request(url: string, attempt: Attempt, options: RequestOptions): Promise<Answer> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (let tries = 1; ; tries++) {
    const { answer, retryAfterMs, why } = await once(url, attempt, options.repeatable);
    if (answer && retryAfterMs === null) return answer;
    const pause = Math.min(retryAfterMs ?? 100 * 2 ** Math.min(tries, 7), LONGEST_PAUSE_MS);
    if (Date.now() + pause > giveUpAt) throw new Error(`${url} could not be reached: ${why}`);
    options.onRetry?.(why);
    await new Promise((done) => setTimeout(done, pause));
  }
}

interface Tried {
  answer: Answer | null;
  /** Null: not asked to come again. */
  retryAfterMs: number | null;
  why: string;
}

async function once(url: string, attempt: Attempt, repeatable: boolean): Promise<Tried> {
  try {
    const response = await fetch(url, { ...attempt(), signal: AbortSignal.timeout(ATTEMPT_MS) });
    const text = await response.text();
    const busy = response.status === 429 || response.status === 503;
    const seconds = Number(response.headers.get('retry-after') ?? 1);
    return {
      answer: { status: response.status, body: text === '' ? null : parsed(text) },
      retryAfterMs: busy ? (Number.isFinite(seconds) ? seconds : 1) * 1000 : null,
      why: `status ${response.status}`,
    };
  } catch (error) {
    const { cause, message } = error as Error;
    const why = cause instanceof Error && cause.message ? cause.message : message;
    if (!repeatable) throw new Error(`${url} could not be reached: ${why}`, { cause: error });
    return { answer: null, retryAfterMs: null, why };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** An answer that was not expected, as the contract's problem document explains it. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  constructor(
    what: string,
    readonly answer: Answer,
  ) {
    super(`${what} was answered ${answer.status}: ${explanation(answer.body)}`);
  }
}

function explanation(body: unknown): string {
  const problem = body as {
    error?: { human_title?: string; details?: { issues?: { path: string; message: string }[] } };
  } | null;
  const title = problem?.error?.human_title;
  if (!title) return JSON.stringify(body)?.slice(0, 300) ?? '';
  const issues = problem.error?.details?.issues ?? [];
  return [title, ...issues.map((issue) => `${issue.path}: ${issue.message}`)].join('; ');
}
