import {
  DefaultLogger,
  type ActivityInterceptorsFactory,
  type LogLevel,
  type RuntimeOptions,
} from '@temporalio/worker';
import { ApplicationFailure, TemporalFailure } from '@temporalio/common';
import type { Level, Logger } from 'pino';
import { describeError, messageOf } from '../db/errors.js';

const SDK_LEVELS: Record<Level | 'silent', LogLevel> = {
  trace: 'TRACE',
  debug: 'DEBUG',
  info: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
  fatal: 'ERROR',
  silent: 'ERROR',
};
const OURS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;
/** Of the libraries under the SDK's core, whose `INFO` and below tells of each frame on the wire. */
const UNDER_CORE: Record<LogLevel, LogLevel> = {
  TRACE: 'INFO',
  DEBUG: 'INFO',
  INFO: 'WARN',
  WARN: 'WARN',
  ERROR: 'ERROR',
};

/**
 * Everything that the SDK, its core and the workflows say, in the process's own log and by its level.
 * @param traceOf the trace id that belongs to a workflow, where it is known
 */
export function temporalLog(
  log: Logger,
  level: Level | 'silent',
  traceOf: (workflowId: string) => string | undefined,
): { logger: RuntimeOptions['logger']; logging: NonNullable<RuntimeOptions['telemetryOptions']>['logging'] } {
  const core = log.child({ from: 'temporal' });
  const sdkLevel = SDK_LEVELS[level];
  return {
    logger: new DefaultLogger(sdkLevel, ({ level: its, message, meta = {} }) => {
      const { workflowId } = meta as { workflowId?: unknown };
      const traceId = typeof workflowId === 'string' ? traceOf(workflowId) : undefined;
      core[OURS[its]]({ ...meta, ...(traceId && { traceId }) }, message);
    }),
    logging: { filter: { core: sdkLevel, other: UNDER_CORE[sdkLevel] }, forward: {} },
  };
}

/** A failure as Temporal may keep and show it: without what it quotes of rows. */
function withoutRows(thrown: unknown): unknown {
  if (thrown instanceof ApplicationFailure) {
    const { message, type, nonRetryable, details, nextRetryDelay, cause } = thrown;
    return ApplicationFailure.create({
      message: messageOf(new Error(message)),
      ...(type && { type }),
      ...(details && { details }),
      ...(nextRetryDelay !== undefined && nextRetryDelay !== null && { nextRetryDelay }),
      nonRetryable: nonRetryable === true,
      ...(cause && { cause: withoutRows(cause) as Error }),
    });
  }
  // A cancellation and the like, which mean something to Temporal and quote nothing.
  if (thrown instanceof TemporalFailure || !(thrown instanceof Error) || isTemporals(thrown)) return thrown;
  const { type, message, stack } = describeError(thrown) as { type: string; message: string; stack?: string };
  const plain = new Error(message);
  plain.name = type;
  plain.stack = `${type}: ${message}\n${stack ?? ''}`;
  return plain;
}

const isTemporals = ({ name }: Error): boolean => name === 'CompleteAsyncError' || name === 'AbortError';

/** What activities throw goes to Temporal's histories and its UI. */
export const safeFailures: ActivityInterceptorsFactory = () => ({
  inbound: {
    async execute(input, next) {
      try {
        return await next(input);
      } catch (error) {
        throw withoutRows(error);
      }
    },
  },
});
