import { type ChildProcess, execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A process of the stack that runs. */
export interface Running {
  pid: number;
  /** Settles when the process is gone: its exit code, or null after a signal. */
  exited: Promise<number | null>;
  /** Ends it in order; an aborted `hurry` cuts the waiting short. */
  stop: (hurry?: AbortSignal) => Promise<void>;
}

/** Whether a process with this id runs. A dead one that nobody has reaped (containers without an init) does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  if (process.platform !== 'linux') return true;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2)[0] !== 'Z';
  } catch {
    return false;
  }
}

/** Sends a signal; `false` when there is no such process. */
export function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** The command line of a process, arguments joined by spaces; `undefined` when it cannot be told. */
export async function commandLine(pid: number): Promise<string | undefined> {
  try {
    if (process.platform === 'linux') {
      return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim();
    }
    return (await run('ps', ['-o', 'command=', '-p', String(pid)])).stdout.trim();
  } catch {
    return undefined;
  }
}

export interface Listed {
  pid: number;
  parent: number;
  command: string;
}

/** Every process that this one may see. */
export async function listProcesses(): Promise<Listed[]> {
  if (process.platform !== 'linux') {
    const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,command='], { maxBuffer: 1e7 });
    return stdout.split('\n').flatMap((line) => {
      const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      return command === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
    });
  }
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const [stat, command] = await Promise.all([
        readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null),
        commandLine(pid),
      ]);
      if (stat === null) return null;
      const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return { pid, parent: Number(parent), command: command ?? '' };
    }),
  );
  return found.filter((one) => one !== null);
}

/** The processes that a process has started, and those that they have. */
export async function descendantsOf(pid: number): Promise<Listed[]> {
  const all = await listProcesses();
  const below = (of: number): Listed[] =>
    all.filter(({ parent }) => parent === of).flatMap((one) => [one, ...below(one.pid)]);
  return below(pid);
}

/**
 * What tells this process from a later one with the same id: boot and start time on Linux, start time elsewhere.
 * `undefined` when the system does not say.
 */
export async function processIdentity(pid: number): Promise<string | undefined> {
  try {
    if (process.platform === 'linux') {
      const [stat, boot] = await Promise.all([
        readFile(`/proc/${pid}/stat`, 'utf8'),
        readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
      ]);
      // The command's name, in brackets, may itself hold spaces; start time is field 22, the 20th after it.
      const startTime = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
      return `${boot.trim()}/${startTime}`;
    }
    return (await run('ps', ['-o', 'lstart=', '-p', String(pid)])).stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}

/** The end of a child as a promise. A child that could not be started at all ends with null. */
export function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code));
    child.once('error', () => resolve(null));
  });
}

/** One step of an ending: the signal, and how long it is given. */
export interface EndStep {
  signal: NodeJS.Signals;
  waitMs: number;
}

/** Sends one signal after the other until the process is gone. An aborted `hurry` goes to the next step at once. */
export async function end(pid: number, exited: Promise<unknown>, steps: EndStep[], hurry?: AbortSignal): Promise<void> {
  let gone = false;
  const done = exited.then(() => {
    gone = true;
  });
  for (const [index, step] of steps.entries()) {
    if (gone) return;
    const last = index === steps.length - 1;
    if (hurry?.aborted && !last) continue;
    if (!send(pid, step.signal)) return;
    const waited = new AbortController();
    const cut = () => waited.abort();
    hurry?.addEventListener('abort', cut, { once: true });
    await Promise.race([done, sleep(step.waitMs, undefined, { signal: waited.signal }).catch(() => undefined)]);
    hurry?.removeEventListener('abort', cut);
    waited.abort();
  }
}

/** Settles when a process that is not our child is gone. */
export async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await sleep(50);
}
