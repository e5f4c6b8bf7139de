import type { IncomingMessage, ServerResponse } from 'node:http';

type Sets = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void;

/** What a middleware sets on every answer alike, asked once instead of at each. @throws Error when it does anything else */
export function fixedHeaders(middleware: Sets): Map<string, string> {
  const set = new Map<string, string>();
  const answer = new Proxy({} as ServerResponse, {
    get: (_target, does) => {
      if (does === 'setHeader') return (name: string, value: string) => void set.set(name, value);
      if (does === 'removeHeader') return (name: string) => void set.delete(name);
      throw new Error(`a header that is not the same for all: ${String(does)}`);
    },
  });
  let isDone = false;
  middleware({ headers: {} } as IncomingMessage, answer, () => (isDone = true));
  if (!isDone) throw new Error('a header that is not there at once');
  return set;
}
