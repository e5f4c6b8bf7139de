// Bundles the workflow code into the file that is its argument. A process of its own: webpack would keep the event loop
// of `npm start` busy for seconds while that waits for the servers.
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import { projectRoot } from './paths.js';

const target = process.argv[2];
if (!target) throw new Error('Usage: bundle-child.ts FILE');
const { code } = await bundleWorkflowCode({
  workflowsPath: join(projectRoot, 'workflows', 'index.ts'),
  logger: { log() {}, trace() {}, debug() {}, info() {}, warn: console.error, error: console.error },
});
await writeFile(`${target}.${process.pid}`, code);
await rename(`${target}.${process.pid}`, target);
