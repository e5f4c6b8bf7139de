// A process of its own that sends prepared requests on a schedule, each once, however long the answers take: `pace.ts FILE`.
import { readFile } from 'node:fs/promises';
import type { Signed } from '../signed.js';
import { closeConnections, nowMs, send } from './http.js';
import { steadily } from './steadily.js';

export interface Pace {
  port: number;
  perSecond: number;
  requests: Signed[];
}

export interface PacedRequest {
  /** The lead that the answer names; null: it was refused, or there was no answer. */
  leadId: string | null;
  /** Epoch milliseconds: when it was to be sent, and when its answer was there. */
  dueAtMs: number;
  answeredAtMs: number;
}

export interface Paced {
  type: 'paced';
  /** In the order in which they were to be sent. */
  requests: PacedRequest[];
  /** CPU seconds of this process from the first to the last. */
  cpuSeconds: number;
}

const { port, perSecond, requests } = JSON.parse(await readFile(process.argv[2]!, 'utf8')) as Pace;
process.send?.({ type: 'ready' });

async function ask({ path, headers, body }: Signed, dueAtMs: number): Promise<PacedRequest> {
  try {
    const answer = await send(port, path, headers, body);
    const leadId = answer.status === 202 ? (answer.body as { leadId: string }).leadId : null;
    return { leadId, dueAtMs, answeredAtMs: answer.atMs };
  } catch {
    return { leadId: null, dueAtMs, answeredAtMs: nowMs() };
  }
}

const used = process.cpuUsage();
const all = await steadily({ perSecond, count: requests.length }, (n, dueAtMs) => ask(requests[n]!, dueAtMs));
const { user, system } = process.cpuUsage(used);
closeConnections();
const paced: Paced = { type: 'paced', requests: all, cpuSeconds: (user + system) / 1e6 };
process.send?.(paced, () => process.exit(0));
