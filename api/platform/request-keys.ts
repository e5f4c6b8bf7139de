import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { v7 as newId } from 'uuid';
import type { Database, OrgTransaction } from '../../db/client.js';
import { messageOf } from '../../db/errors.js';
import {
  breakOff,
  claimKey,
  commitUnderKey,
  freeKey,
  keepAnswer,
  prolongKey,
  takeKeyOver,
  type IdempotencyKeyRow,
  type KeyTry,
} from '../../db/platform/queries/idempotency-keys.js';
import type { SecretBox } from '../../db/platform/secret-box.js';
import { judgeKey, KEY_LEASE_MS } from '../../domain/platform/keyed/judge.js';
import { actorOf, type Caller } from '../http/access.js';
import { keyInUse, type Attempt, type Begun, type KeptAnswer, type RequestKeys } from '../http/keyed.js';

interface KeysDeps {
  db: Database;
  secrets: SecretBox;
  clock: () => Date;
  log: Logger;
}

/** Says three times in a lease that it is still there. */
const PROLONG_MS = KEY_LEASE_MS / 3;

/** Keys in the table of them: they hold for all replicas, and for a day. */
export function requestKeys(deps: KeysDeps): RequestKeys {
  const { db, secrets, clock } = deps;
  return {
    async begin(caller, { operationId, key, fingerprint }) {
      const { orgId } = caller;
      const id = idOf(caller, operationId, key);
      const place = `${orgId}/idempotency/${id}`;
      const now = clock();
      const first = {
        id,
        tryId: newId(),
        request: secrets.encrypt(fingerprint, place),
        createdAt: now,
        leaseUntil: new Date(now.getTime() + KEY_LEASE_MS),
      };
      const verdict = await db.inOrg(orgId, async (tx): Promise<Exclude<Begun, { kind: 'BEGUN' }> | 'MINE'> => {
        const known = await claimKey(tx, first);
        if (known === null) return 'MINE';
        // Given up this moment: whoever comes again has it.
        if (known === undefined) return { kind: 'UNDER_WAY' };
        const sealed = opened(secrets, known, place);
        const kind = judgeKey(
          {
            createdAtMs: known.createdAt.getTime(),
            leaseUntilMs: known.leaseUntil.getTime(),
            committed: known.committedAt !== null,
            answered: known.answer !== null,
          },
          sealed?.request === fingerprint,
          now.getTime(),
        );
        if (kind === 'FREE') return (await takeKeyOver(tx, known, first)) ? 'MINE' : { kind: 'UNDER_WAY' };
        // Sealed by a key that is gone: nobody can say any more what it was.
        if (sealed === null) return { kind: 'UNKNOWN' };
        return kind === 'ANSWERED' ? { kind, answer: sealed.answer! } : { kind };
      });
      return verdict === 'MINE' ? { kind: 'BEGUN', attempt: attemptOf(deps, orgId, first, place) } : verdict;
    },
  };
}

function idOf(caller: Caller, operationId: string, key: string): string {
  const { type, id } = actorOf(caller);
  return createHash('sha256')
    .update(JSON.stringify([type, id, operationId, key]))
    .digest('hex');
}

function opened(
  secrets: SecretBox,
  { request, answer }: IdempotencyKeyRow,
  place: string,
): { request: string; answer: KeptAnswer | null } | null {
  try {
    return {
      request: secrets.decrypt(request, place),
      answer: answer === null ? null : (JSON.parse(secrets.decrypt(answer, place)) as KeptAnswer),
    };
  } catch {
    return null;
  }
}

function attemptOf({ db, secrets, clock, log }: KeysDeps, orgId: string, mine: KeyTry, place: string): Attempt {
  const quietly = async (work: (tx: OrgTransaction) => Promise<void>): Promise<void> => {
    try {
      await db.inOrg(orgId, work);
    } catch (error) {
      // Its lease ends by itself, and what it committed is known.
      log.warn({ orgId, error: messageOf(error) }, 'an idempotency key could not be brought up to date');
    }
  };
  const leaseUntil = (): Date => new Date(clock().getTime() + KEY_LEASE_MS);
  const prolonging = setInterval(() => void quietly((tx) => prolongKey(tx, mine, leaseUntil())), PROLONG_MS).unref();
  return {
    db: {
      ...db,
      inOrg: (whose, work, options) =>
        db.inOrg(
          whose,
          async (tx, withCommit) => {
            const result = await work(tx, withCommit);
            if (whose === orgId && !(await commitUnderKey(tx, mine, clock()))) throw keyInUse();
            return result;
          },
          options,
        ),
    },
    keep: async (answer) => {
      clearInterval(prolonging);
      await quietly((tx) => keepAnswer(tx, mine, secrets.encrypt(JSON.stringify(answer), place)));
    },
    giveUp: async (didNothing) => {
      clearInterval(prolonging);
      await quietly((tx) => (didNothing ? freeKey(tx, mine) : breakOff(tx, mine, clock())));
    },
  };
}
