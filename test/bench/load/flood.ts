// A process of its own that asks without end, each connection again as soon as it is answered: `flood.ts FILE`. It tells
// each second how it was answered.
import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';

export interface Flood {
  port: number;
  /** Each with connections of its own. */
  streams: {
    connections: number;
    method: 'GET' | 'POST';
    path: string;
    headers: Record<string, string>;
    body?: string;
  }[];
}

export interface Flooding {
  type: 'flooding';
  /** Answers by status, since it began. */
  answers: Record<string, number>;
}

const { port, streams } = JSON.parse(await readFile(process.argv[2]!, 'utf8')) as Flood;
const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
const answers: Record<string, number> = {};

function ask({ method, path, headers, body }: Flood['streams'][number]): Promise<string> {
  return new Promise((resolve) => {
    const sent = request({ host: '127.0.0.1', port, agent, method, path, headers }, (response) => {
      response.on('end', () => resolve(String(response.statusCode)));
      response.on('error', () => resolve('broken'));
      response.resume();
    });
    sent.on('error', () => resolve('broken'));
    sent.end(body);
  });
}

async function flood(stream: Flood['streams'][number]): Promise<void> {
  for (;;) {
    const status = await ask(stream);
    answers[status] = (answers[status] ?? 0) + 1;
  }
}

for (const stream of streams) for (let n = 0; n < stream.connections; n += 1) void flood(stream);
setInterval(() => process.send?.({ type: 'flooding', answers } satisfies Flooding), 1_000);
process.send?.({ type: 'ready' });
