import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Lab } from '../lab.js';
import { takeIn } from '../lives.js';
import { post } from '../load/http.js';
import { steadily } from '../load/steadily.js';

/** A lead that was taken in, as its sender saw it. */
export interface SentLead {
  id: string;
  /** When its 202 was there. */
  receivedAtMs: number;
  /** When the 202 of its proof was there; null: none was sent. */
  provenAtMs: number | null;
}

export interface Load {
  /** Sends no more and waits for the answers. @throws Error when anything was answered otherwise than 202 */
  stop(): Promise<SentLead[]>;
}

/** Sends leads by the clock, and for every second of them a proof some time later, whatever else happens. */
export function startLoad(
  { tenant, api }: Pick<Lab, 'tenant' | 'api'>,
  { perSecond, proofAfterMs }: { perSecond: number; proofAfterMs: number },
): Load {
  const stopping = new AbortController();
  const { signal } = stopping;
  // Every lead that waits for its proof listens.
  setMaxListeners(0, signal);
  const pause = (ms: number): Promise<boolean> => delay(ms, true, { signal }).catch(() => false);

  const live = async (isProven: boolean): Promise<SentLead> => {
    const { id, atMs } = await takeIn(tenant, api);
    const sent = { id, receivedAtMs: atMs, provenAtMs: null };
    if (!isProven || !(await pause(proofAfterMs))) return sent;
    const proof = tenant.newProof(sent.id);
    return { ...sent, provenAtMs: (await post(api.port, proof.path, proof.headers, proof.body)).atMs };
  };

  const sending = steadily({ perSecond, count: Infinity }, (n) => live(n % 2 === 1), signal);
  sending.catch(() => undefined);
  return {
    stop() {
      stopping.abort();
      return sending;
    },
  };
}
