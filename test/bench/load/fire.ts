// A process of its own that fires prepared requests at a server: `fire.ts FILE`. Each is sent once.
import { readFile } from 'node:fs/promises';
import autocannon, { type Request } from 'autocannon';

export interface Salvo {
  url: string;
  connections: number;
  requests: Request[];
}

export interface Fired {
  type: 'fired';
  /** Answers 2xx a second. */
  rate: number;
  p50: number;
  p99: number;
  max: number;
  accepted: number;
  refused: number;
}

const { url, connections, requests } = JSON.parse(await readFile(process.argv[2]!, 'utf8')) as Salvo;
process.send?.({ type: 'ready' });

const each = Math.floor(requests.length / connections);
let next = 0;
// Its own `finish` is the next whole second after the last answer.
let lastAnswerAtMs = 0;
const startedAtMs = performance.now();
const result = await autocannon({
  url,
  connections,
  // Every connection goes once through a share of its own, so that no request is sent twice.
  amount: each * connections,
  timeout: 30,
  setupClient(client) {
    client.setRequests(requests.slice(next * each, (next + 1) * each));
    next += 1;
    client.on('response', () => {
      lastAnswerAtMs = performance.now();
    });
  },
});
const seconds = (lastAnswerAtMs - startedAtMs) / 1000;
const fired: Fired = {
  type: 'fired',
  rate: result['2xx'] / seconds,
  p50: result.latency.p50,
  p99: result.latency.p99,
  max: result.latency.max,
  accepted: result['2xx'],
  refused: result.non2xx + result.errors,
};
process.send?.(fired, () => process.exit(0));
