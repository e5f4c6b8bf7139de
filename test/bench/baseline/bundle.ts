import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';

/** Bundles the minimal workflows into a file, so that no bundler inflates their worker. */
export async function bundleMinimal(file: string): Promise<string> {
  const silent = () => undefined;
  const { code } = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./workflows.ts', import.meta.url)),
    logger: { log: silent, trace: silent, debug: silent, info: silent, warn: console.error, error: console.error },
  });
  await writeFile(file, code);
  return file;
}
