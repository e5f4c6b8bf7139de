import { readdir, readFile } from 'node:fs/promises';

/** `USER_HZ`: 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

interface Stat {
  parent: number;
  own: number;
  reaped: number;
}

async function stat(pid: number | string): Promise<Stat | null> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    return { parent: fields[1]!, own: fields[11]! + fields[12]!, reaped: fields[13]! + fields[14]! };
  } catch {
    return null;
  }
}

/** CPU seconds that a process and its children, also those that ended, have used. NaN where there is no /proc. */
export async function cpuSeconds(pid: number, withChildren = false): Promise<number> {
  const main = await stat(pid);
  if (!main) return NaN;
  let ticks = main.own;
  if (withChildren) {
    ticks += main.reaped;
    for (const name of await readdir('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      const child = await stat(name);
      if (child?.parent === pid) ticks += child.own;
    }
  }
  return ticks / ticksPerSecond;
}

export interface Watched {
  name: string;
  pid: number;
  withChildren?: boolean;
}

export type CpuUse = Record<string, number>;

/** Starts counting; what is returned gives the cores that each process used since. */
export async function watchCpu(watched: readonly Watched[]): Promise<() => Promise<CpuUse>> {
  const read = () => Promise.all(watched.map(({ pid, withChildren }) => cpuSeconds(pid, withChildren)));
  const since = performance.now();
  const before = await read();
  return async () => {
    const seconds = (performance.now() - since) / 1000;
    const after = await read();
    return Object.fromEntries(watched.map(({ name }, i) => [name, (after[i]! - before[i]!) / seconds]));
  };
}

export const describeCpu = (use: CpuUse): string =>
  Object.entries(use)
    .map(([name, cores]) => `${name} ${cores.toFixed(2)}`)
    .join(', ');

/** Resident memory of a process and its peak, in MiB. */
export async function memoryOf(pid: number): Promise<{ rss: number; peak: number }> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const mib = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? NaN) / 1024;
  return { rss: mib('VmRSS'), peak: mib('VmHWM') };
}
