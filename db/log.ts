import { pino, type DestinationStream, type Level, type Logger, type LoggerOptions } from 'pino';
import { describeError } from './errors.js';

/** An error under whichever name; what is described already stays as it is. */
const safely = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? describeError(value) : value]),
  );

/**
 * The log of a process: JSON lines, and of errors never what they hold of rows.
 * @param to stdout, where it is left out
 */
export function openLog(process: string, level: Level | 'silent', to?: DestinationStream): Logger {
  const options: LoggerOptions = { level, base: { process }, formatters: { log: safely } };
  return to ? pino(options, to) : pino(options);
}

/** What nobody catches ends the process, and is told like everything else: the supervisor starts it again. */
export function endOnUncaught(log: Logger): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(event, (error: unknown) => {
      log.fatal({ err: describeError(error) }, 'ended by an error that nobody caught');
      process.exit(1);
    });
}
