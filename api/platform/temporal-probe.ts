import { Connection, type ConnectionOptions } from '@temporalio/client';
import { within } from '../http/within.js';

/** A look at Temporal that never throws and never takes longer than its deadline. */
export interface TemporalProbe {
  up: () => Promise<boolean>;
  close: () => Promise<void>;
}

/** Where Temporal is. */
export interface TemporalServer {
  connection: ConnectionOptions;
  namespace: string;
}

/** A connection that is made at its first use. */
export const connectLazily = ({ connection }: Pick<TemporalServer, 'connection'>, connectTimeout: number): Connection =>
  Connection.lazy({ ...connection, connectTimeout });

export function temporalProbe(server: Pick<TemporalServer, 'connection'>, deadlineMs = 2_000): TemporalProbe {
  const connection = connectLazily(server, deadlineMs);
  let running: Promise<boolean> | undefined;
  const ask = (): Promise<boolean> =>
    connection
      .withDeadline(Date.now() + deadlineMs, () => connection.workflowService.getSystemInfo({}))
      .then(
        () => true,
        () => false,
      );
  return {
    // Callers at the same time share one question: a probe must not be a way to load Temporal.
    // The deadline alone is not enough: a first connection has a timeout of its own before it.
    up: () => within(deadlineMs, (running ??= ask().finally(() => (running = undefined))), false),
    async close() {
      // A question that is still tried again would throw out of its timer, where nobody catches it.
      await running;
      await connection.close();
    },
  };
}
