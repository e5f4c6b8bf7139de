import { Agent, request } from 'node:http';

export interface Answer {
  status: number;
  body: unknown;
  /** Epoch milliseconds, with fractions, when the answer was there. */
  atMs: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** Epoch milliseconds with fractions, of the clock that Postgres stamps commits with. */
export const nowMs = (): number => performance.timeOrigin + performance.now();

/** Posts JSON. @throws Error for anything but 202 */
export async function post(port: number, path: string, headers: Record<string, string>, body: string): Promise<Answer> {
  const answer = await send(port, path, headers, body);
  if (answer.status !== 202) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer;
}

/** Posts JSON, whatever the answer. */
export function send(port: number, path: string, headers: Record<string, string>, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as unknown, atMs: nowMs() });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Asks for an answer 200. @returns milliseconds to its last byte */
export function timedGet(port: number, path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const startedAtMs = performance.now();
    const asked = request({ host: '127.0.0.1', port, path, agent, headers }, (response) => {
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve(performance.now() - startedAtMs);
        else reject(new Error(`${path} answered ${response.statusCode}`));
      });
      response.resume();
    });
    asked.on('error', reject);
    asked.end();
  });
}

export const closeConnections = (): void => agent.destroy();
