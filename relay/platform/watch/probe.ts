import {
  Connection,
  isGrpcServiceError,
  WorkflowClient,
  WorkflowNotFoundError,
  type ConnectionOptions,
} from '@temporalio/client';

/** Where Temporal is. */
interface TemporalServer {
  connection: ConnectionOptions;
  namespace: string;
}

/** A workflow that nobody ever starts. */
const NOBODY = 'pinggo:is-temporal-there';
/** RESOURCE_EXHAUSTED: it has too much to do, which is not to be away. */
const BUSY = 8;

/**
 * Asks Temporal for a workflow that is not there: to know that, it must look into its own database, as it must for every
 * timer. A frontend that answers before a database that does not is of no use to a lead; nor is a server that does not
 * know our namespace or our key.
 */
export function temporalProbe({ connection: options, namespace }: TemporalServer): {
  /** Whether it answers; never throws. */
  ask: (deadlineMs: number) => Promise<boolean>;
  close: () => Promise<void>;
} {
  const connection = Connection.lazy({
    ...options,
    // Each probe is one question: to ask again is for the next one.
    interceptors: [],
    // Else a channel that was refused for a while looks again after minutes only.
    channelArgs: {
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.min_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 400,
      'grpc.dns_min_time_between_resolutions_ms': 1_000,
    },
  });
  const nobody = new WorkflowClient({ connection, namespace }).getHandle(NOBODY);
  return {
    async ask(deadlineMs) {
      try {
        await connection.withDeadline(Date.now() + deadlineMs, () => nobody.describe());
        return true;
      } catch (error) {
        return error instanceof WorkflowNotFoundError || (isGrpcServiceError(error) && Number(error.code) === BUSY);
      }
    },
    close: () => connection.close(),
  };
}
