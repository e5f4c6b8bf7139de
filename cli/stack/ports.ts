import { createServer } from 'node:net';

const given = new Set<number>();

/** A server found its port taken after all: someone came in between. */
export class PortTakenError extends Error {
  constructor(name: string) {
    super(`The port of ${name} has just been taken by another process.`);
  }
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code !== 'EADDRINUSE' && error.code !== 'EACCES'),
    );
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * The preferred port, or the next one that is free; never the same one twice in this process. Both loopback addresses
 * count, since `localhost` may mean either. 0 asks for any free port.
 * @param say told when the port is another than the preferred one
 */
export async function freePort(
  preferred: number,
  name: string,
  say: (line: string) => void = () => {},
): Promise<number> {
  if (preferred === 0) return anyPort();
  for (let port = preferred; port <= Math.min(preferred + 200, 65535); port += 1) {
    if (given.has(port)) continue;
    if ((await canListen(port, '127.0.0.1')) && (await canListen(port, '::1'))) {
      given.add(port);
      if (port !== preferred) say(`Port ${preferred} (${name}) is taken: using ${port}.`);
      return port;
    }
  }
  throw new Error(`No free port for ${name} from ${preferred} on. Stop what listens there, or choose another start.`);
}

/** A free port that nobody else gets until it is released. */
export interface HeldPort {
  port: number;
  release: () => Promise<void>;
}

/** Chooses a free port and holds it, for a server that starts only later. */
export async function holdPort(preferred: number, name: string, say: (line: string) => void): Promise<HeldPort> {
  return onFreePort(preferred, name, say, (port) => {
    const server = createServer((socket) => socket.destroy());
    return new Promise<HeldPort>((resolve, reject) => {
      server.once('error', () => reject(new PortTakenError(name)));
      server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
        server.unref();
        resolve({ port, release: () => new Promise((done) => server.close(() => done())) });
      });
    });
  });
}

/** Starts a server on the preferred port or the next free one, and on another if it is taken at the last moment. */
export async function onFreePort<T>(
  preferred: number,
  name: string,
  say: (line: string) => void,
  start: (port: number) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(await freePort(preferred, name, say));
    } catch (error) {
      if (!(error instanceof PortTakenError) || attempt === 5) throw error;
    }
  }
}

function anyPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') return reject(new Error('No free port.'));
        given.add(address.port);
        resolve(address.port);
      });
    });
  });
}
