import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench } from '../figure.js';
import { watchCpu, type CpuUse, type Watched } from '../cpu.js';
import type { Child } from '../system.js';
import type { Signed } from '../signed.js';
import type { Fired, Salvo } from './fire.js';
import type { Pace, Paced } from './pace.js';

export type Shot = Fired & {
  /** Cores used meanwhile, by process. */
  cpu: CpuUse;
};

interface Target {
  child: Child;
  /** Whose processor time counts besides the servers' and the target's. */
  watched?: readonly Watched[];
}

/**
 * Sends prepared requests over several connections, each connection the next one as soon as it is answered.
 * @param requests as many as `connections` divides
 * @param onHalf called once half of them are answered
 * @throws Error when one is not answered 202
 */
export async function fire(
  { system }: Bench,
  { child, watched = [] }: Target,
  requests: readonly Signed[],
  connections: number,
  onHalf: () => void = () => undefined,
): Promise<Shot> {
  const salvo: Salvo = {
    url: `http://127.0.0.1:${child.port}`,
    connections,
    requests: requests.map(({ path, headers, body }) => ({
      method: 'POST',
      path,
      headers: { 'content-type': 'application/json', ...headers },
      body,
    })),
  };
  const file = join(system.directory, 'salvo.json');
  await writeFile(file, JSON.stringify(salvo));
  const used = await watchCpu([...system.servers, child, ...watched]);
  const gun = await system.startChild('autocannon', 'test/bench/load/fire.ts', {}, [file]);
  const fired = await new Promise<Fired>((resolve) =>
    gun.onMessage((message) => {
      const { type } = message as { type?: string };
      if (type === 'half') onHalf();
      if (type === 'fired') resolve(message as Fired);
    }),
  );
  const cpu = await used();
  await gun.stop();
  if (fired.accepted !== requests.length || fired.refused > 0) {
    throw new Error(`${child.name}: ${fired.accepted} of ${requests.length} accepted, ${fired.refused} refused`);
  }
  return { ...fired, cpu };
}

/** Sends prepared requests on a schedule, whatever the answers. */
export async function pace(
  { system }: Bench,
  { port }: Child,
  requests: readonly Signed[],
  perSecond: number,
): Promise<Paced> {
  const asked: Pace = { port, perSecond, requests: [...requests] };
  const file = join(system.directory, 'pace.json');
  await writeFile(file, JSON.stringify(asked));
  const gun = await system.startChild('pace', 'test/bench/load/pace.ts', {}, [file]);
  const paced = await new Promise<Paced>((resolve) =>
    gun.onMessage((message) => {
      if ((message as { type?: string }).type === 'paced') resolve(message as Paced);
    }),
  );
  await gun.stop();
  return paced;
}
