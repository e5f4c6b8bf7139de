// `npm run build`: what production runs, in build/ and dashboard/dist: the programs, the workflows' bundle, the Control Tower.
import { copyFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleWorkflows } from './stack/bundle.js';
import { buildDashboard } from './stack/dashboard.js';
import { projectRoot } from './stack/paths.js';
import { buildInto } from './stack/programs.js';
import { hashOf, OF_BUILD } from './stack/sources.js';

const directory = join(projectRoot, 'build');
/** It takes its place once it is whole. */
const making = `${directory}.${process.pid}`;
const log = (line: string): void => console.log(line);

try {
  // Before all else: what changes meanwhile is not in it.
  const hash = hashOf(OF_BUILD);
  log('Building the programs …');
  const [bundle] = await Promise.all([bundleWorkflows({ log }), buildInto(making), buildDashboard({ log })]);
  await copyFile(bundle, join(making, 'workflow-bundle.js'));
  await writeFile(join(making, 'made-of'), hash);
  await rm(directory, { recursive: true, force: true });
  await rename(making, directory);
  log(`Built: ${directory}. Start it by npm run migrate, npm run api and npm run worker.`);
} catch (error) {
  console.error((error as Error).message);
  await rm(making, { recursive: true, force: true });
  process.exitCode = 1;
}
