import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporalServer } from '../../temporal.server.js';
import { temporalAddress } from '../support/stack.js';

/** By no address: what the certificate is for is checked. */
const NAME = 'temporal.example';

let server: Server;
let directory: string;
let env: Record<string, string>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pinggo-tls-'));
  const named = (value: string) => [{ name: 'commonName', value }];
  const common = { algorithm: 'sha256' } as const;
  const authority = await generate(named('Authority'), {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true },
    ],
  });
  const ca = { key: authority.private, cert: authority.cert };
  const own = await generate(named(NAME), {
    ...common,
    ca,
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: NAME }] }],
  });
  const client = await generate(named('worker'), { ...common, ca });
  const paths = { ca: authority.cert, crt: client.cert, key: client.private };
  for (const [name, text] of Object.entries(paths)) await writeFile(join(directory, name), text);
  // What stands before Temporal in production: it ends TLS and asks who comes.
  server = createServer(
    { key: own.private, cert: own.cert, ca: authority.cert, requestCert: true, ALPNProtocols: ['h2'] },
    (socket) => {
      const [host, port] = temporalAddress().split(':') as [string, string];
      const behind = connect(Number(port), host);
      for (const end of [socket, behind]) end.on('error', () => [socket, behind].forEach((one) => one.destroy()));
      socket.pipe(behind).pipe(socket);
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  env = {
    TEMPORAL_ADDRESS: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    TEMPORAL_TLS_SERVER_NAME: NAME,
    TEMPORAL_TLS_SERVER_CA_CERT_PATH: join(directory, 'ca'),
  };
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(directory, { recursive: true });
});

const KINDS = { client: Connection, worker: NativeConnection } as const;

it.each(['client', 'worker'] as const)('a %s shows its certificate, and is let in', async (kind) => {
  const pair = {
    TEMPORAL_TLS_CLIENT_CERT_PATH: join(directory, 'crt'),
    TEMPORAL_TLS_CLIENT_KEY_PATH: join(directory, 'key'),
  };
  const connection = await KINDS[kind].connect(temporalServer({ ...env, ...pair }).connection);
  try {
    const { serverVersion } = await connection.workflowService.getSystemInfo({});
    expect(serverVersion).toMatch(/^\d+\./);
  } finally {
    await connection.close();
  }
});

it.each([
  ['without a certificate', {}],
  ['to a server of another name', { TEMPORAL_TLS_SERVER_NAME: 'other.example' }],
])('nobody is let in %s', async (_, change) => {
  const { connection } = temporalServer({ ...env, ...change });
  await expect(Connection.connect({ ...connection, connectTimeout: 2_000 })).rejects.toThrow();
});
