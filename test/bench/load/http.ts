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
export function post(port: number, path: string, headers: Record<string, string>, body: string): Promise<Answer> {
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
          const status = response.statusCode ?? 0;
          if (status !== 202) return reject(new Error(`${path} answered ${status}: ${text}`));
          resolve({ status, body: JSON.parse(text) as unknown, atMs: nowMs() });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

export const closeConnections = (): void => agent.destroy();
