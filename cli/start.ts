// `npm start`: the whole of Pinggo on this machine.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { removeFile } from './stack/files.js';
import { lockDataDirectory } from './stack/lock.js';
import { createDataDirectory, dataDirectory, dataPaths } from './stack/paths.js';
import { Stack } from './stack/stack.js';
import { report } from './stack/report.js';

/** npm passes a terminal's Ctrl-C on, so one key press arrives twice. */
const sameKeyPressMs = 1000;

const { values: flags } = parseArgs({
  options: {
    verbose: { type: 'boolean', short: 'v', default: false },
    empty: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (flags.help) {
  console.log(
    'npm start [-- --verbose] [--empty]\n' +
      'Starts Postgres, Temporal, worker and API on this machine and keeps them running until Ctrl-C.\n' +
      '--empty begins without the demo, in a directory of its own (.pinggo-empty), and prints the link that makes the first organisation.\n' +
      'PINGGO_DATA_DIR (.pinggo), PORT (3000), DATABASE_URL and TEMPORAL_ADDRESS (to use servers that run elsewhere);\n' +
      'the other variables are in the README. --verbose shows every log line, not only warnings.',
  );
  process.exit(0);
}
process.exitCode = await main();
// Nothing may keep a stopped stack's process alive.
process.exit();

async function main(): Promise<number> {
  const started = Date.now();
  const stopping = new AbortController();
  const hurry = new AbortController();
  listenForSignals(stopping, hurry);
  // What the stack writes is for its owner alone: leads are personal data.
  process.umask(0o077);
  const dataDir = dataDirectory(process.env, flags.empty);
  await createDataDirectory(dataDir);

  let release: () => Promise<void>;
  try {
    release = await lockDataDirectory(dataDir);
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  }
  const runtimeFile = dataPaths(dataDir).runtime;
  const stack = new Stack({ dataDir, verbose: flags.verbose, empty: flags.empty, say, stopping });
  let code = 0;
  try {
    say(`Starting Pinggo; its data is in ${dataDir}.`);
    const runtime = await stack.start();
    console.log(report(runtime, { seconds: (Date.now() - started) / 1000, logs: join(dataDir, 'logs') }));
    await aborted(stopping.signal);
  } catch (error) {
    if (!stopping.signal.aborted || stack.failed) {
      code = 1;
      console.error(
        `\nPinggo could not be started.\n${flags.verbose ? (error as Error).stack : (error as Error).message}`,
      );
    }
  }
  say('Stopping …');
  await removeFile(runtimeFile);
  await stack.stop(hurry.signal);
  await release();
  say('Stopped.');
  return code;
}

function say(line: string): void {
  console.log(line);
}

function listenForSignals(stopping: AbortController, hurry: AbortController): void {
  let first = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (first === 0) {
        first = Date.now();
        stopping.abort();
      } else if (Date.now() - first > sameKeyPressMs) {
        hurry.abort();
      }
    });
  }
  // A closed terminal or pipe must not keep the servers from being stopped.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    // A promise alone does not keep the process alive.
    const alive = setInterval(() => {}, 1 << 30);
    signal.addEventListener('abort', () => {
      clearInterval(alive);
      resolve();
    });
  });
}
