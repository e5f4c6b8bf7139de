import { pino, type DestinationStream, type Level, type Logger, type LoggerOptions } from 'pino';
import { describeError } from './errors.js';

/** An error under whichever name; what is described already stays as it is. */
const safely = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? describeError(value) : value]),
  );

/** What is longer does not wait for the end of the turn. */
const MOST_TOGETHER = 8 * 1024;

/**
 * Stdout, to which the lines of one turn of the event loop go together: for each by itself a request would pay a system call. A
 * line waits no longer than that, and none is left when the process ends by itself.
 */
function stdoutTogether(): DestinationStream & { flushSync: () => void } {
  const stdout = pino.destination({ dest: 1, sync: true });
  let lines = '';
  // Not the stream's own `flushSync`, which waits for the disk where stdout is a file.
  const flushSync = (): void => {
    if (lines !== '') stdout.write(lines);
    lines = '';
  };
  process.on('exit', flushSync);
  return {
    write(line) {
      if (lines === '') setImmediate(flushSync);
      lines += line;
      if (lines.length > MOST_TOGETHER) flushSync();
    },
    // Asked by `fatal`, after which nothing may come any more.
    flushSync,
  };
}

/**
 * The log of a process: JSON lines, and of errors never what they hold of rows.
 * @param to stdout, where it is left out
 */
export function openLog(name: string, level: Level | 'silent', to: DestinationStream = stdoutTogether()): Logger {
  const options: LoggerOptions = { level, base: { process: name }, formatters: { log: safely } };
  return pino(options, to);
}

/** What nobody catches ends the process, and is told like everything else: the supervisor starts it again. */
export function endOnUncaught(log: Logger): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(event, (error: unknown) => {
      log.fatal({ err: describeError(error) }, 'ended by an error that nobody caught');
      process.exit(1);
    });
}
