import { createHash } from 'node:crypto';
import type { Request } from 'express';
import type { Database } from '../../db/client.js';
import type { Caller } from './access.js';
import { ApiError, unprocessable } from './errors.js';

export const REPLAYED = 'Idempotency-Replayed';

/** What a request with a key was answered. */
export interface KeptAnswer {
  status: number;
  headers: Record<string, string | string[]>;
  /** JSON as it was sent; null: none. */
  body: string | null;
}

/** A request with a key whose turn it is. */
export interface Attempt {
  /** What it does by this is not done once more under the key, not even by this process after it lost the key. */
  db: Database;
  /** Never throws: what was done was done. */
  keep: (answer: KeptAnswer) => Promise<void>;
  /** Never throws. @param didNothing whether it was refused; else it broke off, and may have done something */
  giveUp: (didNothing: boolean) => Promise<void>;
}

export type Begun =
  | { kind: 'BEGUN'; attempt: Attempt }
  | { kind: 'ANSWERED'; answer: KeptAnswer }
  | { kind: 'OTHER_REQUEST' }
  | { kind: 'UNDER_WAY' }
  | { kind: 'UNKNOWN' };

/** What keeps keys: of a caller and an operation, so that nobody meets another's. */
export interface RequestKeys {
  begin: (caller: Caller, request: { operationId: string; key: string; fingerprint: string }) => Promise<Begun>;
}

/** SHA-256 of method, address and body; a body is the same however its members are ordered. @param body as parsed JSON */
export const fingerprintOf = (req: Pick<Request, 'method' | 'originalUrl'>, body: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify([req.method, req.originalUrl, ordered(body) ?? null]))
    .digest('hex');

function ordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(ordered);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, ordered(member)]));
}

/** 409: what this key was first sent with is still being done. */
export const keyInUse = (): ApiError =>
  new ApiError({
    status: 409,
    code: 'IDEMPOTENCY_KEY_IN_USE',
    title: 'A request with this Idempotency-Key is still under way',
    howToFix: ['Send the same request again in 1 s: it is told what that one was answered.'],
    headers: { 'Retry-After': '1' },
  });

/** 409: it was begun and changed something, and broke off before anybody knew what to answer. */
const outcomeUnknown = (): ApiError =>
  new ApiError({
    status: 409,
    code: 'IDEMPOTENCY_OUTCOME_UNKNOWN',
    title: 'A request with this Idempotency-Key was begun, and its answer is lost',
    howToFix: [
      'Look whether what it should do was done: it is not done a second time under this key.',
      'To do it again, use a new key.',
    ],
  });

const otherRequest = (): ApiError =>
  unprocessable('This Idempotency-Key was used before, with another request', [
    'Send the first request again to get its answer, or a new Idempotency-Key for a new one.',
  ]);

/**
 * Does what a key stands for once, and answers it as often as it is asked.
 * @param run does it with the database that it is given
 * @param isRefusal whether what was thrown says that nothing was done
 * @throws ApiError 409 or 422, or what `run` throws
 */
export async function once(
  begun: Begun,
  run: (db: Database) => Promise<KeptAnswer>,
  isRefusal: (thrown: unknown) => boolean,
): Promise<{ answer: KeptAnswer; replayed: boolean }> {
  switch (begun.kind) {
    case 'ANSWERED':
      return { answer: begun.answer, replayed: true };
    case 'OTHER_REQUEST':
      throw otherRequest();
    case 'UNDER_WAY':
      throw keyInUse();
    case 'UNKNOWN':
      throw outcomeUnknown();
    case 'BEGUN': {
      const { attempt } = begun;
      try {
        const answer = await run(attempt.db);
        await attempt.keep(answer);
        return { answer, replayed: false };
      } catch (error) {
        await attempt.giveUp(isRefusal(error));
        throw error;
      }
    }
  }
}
