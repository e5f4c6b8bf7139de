import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { projectRoot } from './paths.js';

const run = promisify(execFile);

/**
 * Has something made by a Node process of its own: what builds takes its time and its memory.
 * @param what in words, for the error: `The programs`
 * @param childArguments of Node, the program among them
 * @throws with what the process said
 */
export async function makeBy(
  what: string,
  childArguments: readonly string[],
  { signal, env }: { signal?: AbortSignal | undefined; env?: NodeJS.ProcessEnv } = {},
): Promise<void> {
  try {
    await run(process.execPath, childArguments, {
      cwd: projectRoot,
      maxBuffer: 1e7,
      ...(env && { env }),
      ...(signal && { signal }),
    });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new Error(`${what} could not be built:\n${stderr?.trim() || message}`, { cause: error });
  }
}
