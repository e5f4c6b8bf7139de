// A process of its own that fires prepared requests at a server: `fire.ts FILE`. Each is sent once.
import { readFile } from 'node:fs/promises';
import autocannon, { type Request } from 'autocannon';
import { nowMs } from './http.js';

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
  /** Epoch milliseconds. */
  firstSentAtMs: number;
  /** Of each request, in their order, when its answer was there: epoch milliseconds. */
  answeredAtMs: number[];
  /** CPU seconds of this process from the first to the last. */
  cpuSeconds: number;
}

const { url, connections, requests } = JSON.parse(await readFile(process.argv[2]!, 'utf8')) as Salvo;
process.send?.({ type: 'ready' });

const each = Math.floor(requests.length / connections);
const answeredAtMs: number[] = Array.from({ length: each * connections }, () => NaN);
let answered = 0;
let next = 0;
const used = process.cpuUsage();
const firstSentAtMs = nowMs();
const result = await autocannon({
  url,
  connections,
  // Every connection goes once through a share of its own, so that no request is sent twice.
  amount: each * connections,
  timeout: 30,
  setupClient(client) {
    let place = next * each;
    client.setRequests(requests.slice(place, place + each));
    next += 1;
    // One after another on each connection: the answers come in the order of the requests.
    client.on('response', () => {
      answeredAtMs[place] = nowMs();
      place += 1;
      answered += 1;
      if (answered === Math.ceil(answeredAtMs.length / 2)) process.send?.({ type: 'half' });
    });
  },
});
// Its own `finish` is the next whole second after the last answer.
const seconds = (Math.max(...answeredAtMs.filter(Number.isFinite)) - firstSentAtMs) / 1000;
const { user, system } = process.cpuUsage(used);
const fired: Fired = {
  type: 'fired',
  rate: result['2xx'] / seconds,
  p50: result.latency.p50,
  p99: result.latency.p99,
  max: result.latency.max,
  accepted: result['2xx'],
  refused: result.non2xx + result.errors,
  firstSentAtMs,
  answeredAtMs,
  cpuSeconds: (user + system) / 1e6,
};
process.send?.(fired, () => process.exit(0));
