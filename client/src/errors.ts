import type { components } from './schema.js';

/** What every answer other than 2xx says: RFC 9457, with `error` beside it. */
export type Problem = components['schemas']['Problem'];

/** An answer other than 2xx, where it is thrown: by `pages` and `deliver`. */
export class PinggoError extends Error {
  override readonly name = 'PinggoError';
  readonly status: number;
  /** What programs tell refusals apart by; null where something else than Pinggo answered. */
  readonly code: string | null;
  readonly problem: Problem | null;

  constructor(status: number, body: unknown) {
    const problem = isProblem(body) ? body : null;
    super(problem === null ? `answered ${status}` : `${problem.title} (${status} ${problem.error.code})`);
    this.status = status;
    this.code = problem?.error.code ?? null;
    this.problem = problem;
  }
}

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'object';
