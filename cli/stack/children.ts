import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { logTail, openLog } from './files.js';
import { endWithUs } from './keeper.js';
import { projectRoot } from './paths.js';
import { type EndStep, type Running, commandLine, end, exitOf, isAlive, untilGone } from './processes.js';

export interface ChildOptions {
  name: string;
  /** What to give Node: the program, with options before it. */
  command: readonly string[];
  env: NodeJS.ProcessEnv;
  logFile: string;
  /** Echo everything, not only warnings. */
  verbose: boolean;
  say: (line: string) => void;
  signal: AbortSignal;
  /** Asked again and again after the child said it is ready, until it answers true. */
  answers?: () => Promise<boolean>;
}

/** They drain on SIGTERM: the worker within its force time, which is below this. */
const ending: EndStep[] = [
  { signal: 'SIGTERM', waitMs: 25_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
];
const leftoverEnding: EndStep[] = [
  { signal: 'SIGTERM', waitMs: 5_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
];
const readyMs = 90_000;
const pinoWarning = 40;
const pinoLevels: Record<number, string> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

/**
 * Starts one of the product's processes and waits for its `{ type: 'ready' }` message. It gets an IPC channel, by which
 * it notices our end even after a `kill -9`.
 */
export async function startChild(options: ChildOptions): Promise<Running> {
  const { name, command, env, logFile, signal } = options;
  const log = await openLog(logFile);
  const child = spawn(process.execPath, command, {
    cwd: projectRoot,
    env,
    // Its own process group: a terminal's Ctrl-C must reach it through us, in order.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const exited = exitOf(child);
  const output = log.createWriteStream();
  output.on('error', () => {}); // A full disk must not stop the stack.
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    stream.pipe(output, { end: false });
    echo(stream, options, stream === child.stderr);
  }
  child.once('close', () => output.end());
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${name} could not be started with ${process.execPath}.`);
  // By its channel it notices our end itself; this is for one that hangs.
  endWithUs(pid, exited, { waitS: 30 });
  const stop = (hurry?: AbortSignal) => end(pid, exited, ending, hurry);
  try {
    await untilReady(child, exited, options);
  } catch (error) {
    await stop(signal.aborted ? undefined : AbortSignal.abort());
    throw error;
  }
  return { pid, exited, stop };
}

/** Stops a child that outlived its starter: it drains still, or hangs. */
export async function stopLeftoverChild(pid: number, program: string): Promise<void> {
  if (!isAlive(pid) || !(await commandLine(pid))?.includes(`${program}.mjs`)) return;
  await end(pid, untilGone(pid), leftoverEnding);
}

async function untilReady(child: ChildProcess, exited: Promise<number | null>, options: ChildOptions): Promise<void> {
  const { name, logFile, signal, answers } = options;
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal, AbortSignal.timeout(readyMs)]);
  const ready = new Promise<void>((resolve) => {
    child.on('message', (message) => {
      if ((message as { type?: string } | null)?.type === 'ready') resolve();
    });
  });
  const aborted = new Promise<void>((resolve) => until.addEventListener('abort', () => resolve(), { once: true }));
  const died = exited.then(async (code) => {
    if (over.signal.aborted || signal.aborted) return;
    const how = code === null ? 'was killed' : `ended with code ${code}`;
    throw new Error(`The ${name} ${how} before it was ready. The end of ${logFile}:\n${await logTail(logFile)}`);
  });
  try {
    await Promise.race([ready, aborted, died]);
    while (!until.aborted && answers && !(await Promise.race([answers(), died.then(() => false)]))) await sleep(50);
    signal.throwIfAborted();
    if (until.aborted) {
      throw new Error(
        `The ${name} was not ready after ${readyMs / 1000} s. The end of ${logFile}:\n${await logTail(logFile)}`,
      );
    }
  } finally {
    over.abort();
  }
}

/** Shows on the console what of a stream concerns it. */
function echo(stream: Readable, options: ChildOptions, isStderr: boolean): void {
  createInterface({ input: stream }).on('line', (line) => {
    const text = readable(line, options.verbose, isStderr);
    if (text) options.say(`${options.name.padEnd(6)} | ${text}`);
  });
}

/** What a line of a child's output says to the console; nothing, when it is of no concern there. */
function readable(line: string, verbose: boolean, isStderr: boolean): string | undefined {
  // Most lines are requests at info: not worth parsing.
  if (!verbose && /^\{"level":[123]0,/.test(line)) return undefined;
  if (!line.startsWith('{')) return verbose || isStderr ? line : undefined;
  try {
    const entry = JSON.parse(line) as { level?: number; msg?: string; err?: { message?: string } };
    const level = entry.level ?? pinoWarning;
    if (level < pinoWarning && !verbose) return undefined;
    const reason = entry.err?.message && entry.err.message !== entry.msg ? `: ${entry.err.message}` : '';
    return `${pinoLevels[level] ?? level} ${entry.msg ?? line}${reason}`;
  } catch {
    return line;
  }
}
