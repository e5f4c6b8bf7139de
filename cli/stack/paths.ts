import { chmod, mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's root directory. */
export const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * Where the local stack keeps its data: `PINGGO_DATA_DIR`, or `.pinggo` in the project.
 * @param empty one that begins without the demo has a directory of its own
 */
export function dataDirectory(env: NodeJS.ProcessEnv = process.env, empty = false): string {
  return resolve(projectRoot, env['PINGGO_DATA_DIR'] || (empty ? '.pinggo-empty' : '.pinggo'));
}

/** Every path inside a data directory. */
export function dataPaths(dataDir: string) {
  return {
    postgres: join(dataDir, 'postgres'),
    temporalDb: join(dataDir, 'temporal.db'),
    logs: join(dataDir, 'logs'),
    lock: join(dataDir, 'lock.json'),
    secrets: join(dataDir, 'secrets.json'),
    runtime: join(dataDir, 'runtime.json'),
  };
}

/** Creates the data directory. Others may pass through it (the `postgres` user must), but not list it. */
export async function createDataDirectory(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  await chmod(dataDir, 0o711);
  await mkdir(dataPaths(dataDir).logs, { recursive: true, mode: 0o700 });
}
