import { columns, commandOf } from './command.js';
import { EXIT } from './failure.js';
import { findPinggo } from './find.js';
import { probe } from './probe.js';

interface Cadence {
  dead: { kind: string; count: number; oldestAt: string }[];
  queues: {
    queue: string;
    what: string;
    waiting: number;
    tried: number;
    mostAttempts: number;
    nextAttemptAt: string | null;
    oldestAt: string;
  }[];
}

/** `pinggo status` */
export const status = () =>
  commandOf<[], object>('status', 'whether it is ready, what waits, and what lies dead', async () => {
    const { url, session } = await findPinggo();
    const [alive, ready] = [await probe(`${url}/healthz`), await probe(`${url}/readyz`)];
    const { dead, queues } = await session.get<Cadence>('/api/dlq/queue');
    const isReady = alive.ok && ready.ok;
    return {
      words: [
        `${url} is ${isReady ? 'ready' : 'not ready'}`,
        ...(queues.length === 0 ? ['Nothing waits.'] : []),
        ...(queues.length === 0
          ? []
          : columns(
              ['WAITS', 'WHAT', 'HOW MANY', 'FAILED', 'TRIES', 'NEXT TRY', 'SINCE'],
              queues.map((one) => [
                one.queue,
                one.what,
                String(one.waiting),
                String(one.tried),
                String(one.mostAttempts),
                one.nextAttemptAt ?? '–',
                one.oldestAt,
              ]),
            )),
        ...(dead.length === 0 ? ['Nothing lies dead.'] : []),
        ...dead.map(({ kind, count, oldestAt }) => `${count} dead ${kind}, the oldest since ${oldestAt}`),
      ],
      json: { url, alive: alive.ok, ready: ready.ok, readiness: ready.body, dead, queues },
      exitCode: isReady ? EXIT.DONE : EXIT.REFUSED,
    };
  });
