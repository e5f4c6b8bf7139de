// One API process.
import { configOrExit } from '../config.js';
import { describeError, messageOf } from '../db/errors.js';
import { endOnUncaught, openLog } from '../db/log.js';
import { startApi } from './server.js';

async function main(): Promise<void> {
  const config = configOrExit();
  const log = openLog('api', config.LOG_LEVEL);
  endOnUncaught(log);
  const api = await startApi(config);
  let stopping: Promise<void> | undefined;
  const shutdown = (): void => {
    stopping ??= api.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.fatal({ err: describeError(error) }, 'the API could not be ended in order');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', shutdown);
  process.on('SIGINT', shutdown);
  // The parent is gone: nobody would stop us any more.
  process.on('disconnect', shutdown);
  process.send?.({ type: 'ready', port: api.port, opsPort: api.opsPort });
}

main().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exit(1);
});
