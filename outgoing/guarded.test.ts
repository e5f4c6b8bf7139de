import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { guardedCall, guardedPost, OutgoingFailed } from './guarded.js';

const HERE = { innerHosts: [], local: true };
const PRODUCTION = { innerHosts: [], local: false };
const servers: Server[] = [];

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const post = (address: string, more: { withinMs?: number; longestBody?: number } = {}, rules = HERE) =>
  guardedPost(rules, address, { headers: {}, body: '{}', withinMs: 5_000, longestBody: 1_024, ...more });
/** What a call failed by. */
const faultOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'it came about',
    (error: unknown) => (error instanceof OutgoingFailed ? error.fault : String(error)),
  );

describe('a call to an address that a tenant gave', () => {
  it('follows no redirect', async () => {
    const asked: string[] = [];
    const address = await serve((req, res) => {
      asked.push(req.url ?? '');
      res.writeHead(307, { location: '/inner' }).end();
    });
    expect(await post(address)).toMatchObject({ status: 307 });
    expect(asked).toEqual(['/']);
  });

  it('waits no longer than it was told to, however slowly an answer comes', async () => {
    const silent = await serve(() => undefined);
    expect(await faultOf(post(silent, { withinMs: 100 }))).toBe('TIMEOUT');
    const slow = await serve((_req, res) => {
      res.writeHead(200);
      const timer = setInterval(() => res.write('.'), 20);
      res.on('close', () => clearInterval(timer));
    });
    expect(await faultOf(post(slow, { withinMs: 200 }))).toBe('TIMEOUT');
  });

  it('takes the beginning of an answer that does not end, and no more', async () => {
    const endless = await serve((_req, res) => {
      res.writeHead(200, { 'content-type': 'text/plain' });
      const more = (): void => {
        if (!res.destroyed && res.write('x'.repeat(4_096))) setImmediate(more);
        else res.once('drain', more);
      };
      more();
    });
    const answer = await post(endless);
    expect(answer).toMatchObject({ status: 200, contentType: 'text/plain' });
    expect(answer.body).toBe('x'.repeat(1_024));
    const whole = { method: 'GET', headers: {}, body: undefined, withinMs: 5_000, longestBody: 1_024 };
    expect(await faultOf(guardedCall(HERE, endless, { ...whole, longer: 'REFUSE' }))).toBe('TOO_LARGE');
  });

  it('says when it is to be tried again', async () => {
    const address = await serve((_req, res) => res.writeHead(503, { 'retry-after': '120' }).end());
    expect(await post(address)).toMatchObject({ status: 503, retryAfter: '120' });
  });

  it('takes no certificate that it cannot verify, and nobody who does not speak TLS', async () => {
    const plain = await serve((_req, res) => res.end());
    expect(await faultOf(post(plain.replace('http:', 'https:')))).toBe('CERTIFICATE');
  });

  it('goes to no address of this machine in production, whatever its name', async () => {
    const address = await serve((_req, res) => res.end());
    const { port } = new URL(address);
    expect(await faultOf(post(address, {}, PRODUCTION))).toBe('NOT_HTTPS');
    for (const host of [
      '127.0.0.1',
      'localhost',
      '[::1]',
      '[::ffff:7f00:1]',
      '0x7f.1',
      '2130706433',
      '[64:ff9b::7f00:1]',
    ])
      expect(await faultOf(post(`https://${host}:${port}/`, {}, PRODUCTION)), host).toBe('NOT_PUBLIC');
    expect(await faultOf(post('file:///etc/passwd', {}, HERE))).toBe('NOT_HTTPS');
  });
});
