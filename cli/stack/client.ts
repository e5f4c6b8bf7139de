import { execFile } from 'node:child_process';
import { copyFile, cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeClientTypes } from './client-types.js';
import { makeBy } from './make-by.js';
import { projectRoot } from './paths.js';

const source = join(projectRoot, 'client');

/**
 * Builds the client for integrators.
 * @param directory where its package comes to lie, and the tarball of it; what is there goes
 * @returns the tarball
 */
export async function buildClient(directory: string): Promise<string> {
  await writeClientTypes();
  const folder = join(directory, 'package');
  await rm(directory, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const tsc = join(projectRoot, 'node_modules', 'typescript', 'bin', 'tsc');
  await makeBy('The client', [tsc, '--project', source, '--outDir', join(folder, 'dist')]);
  // It is types only, which the compiler does not carry over.
  await copyFile(join(source, 'src', 'schema.d.ts'), join(folder, 'dist', 'schema.d.ts'));
  for (const file of ['package.json', 'README.md']) await cp(join(source, file), join(folder, file));
  const { stdout } = await promisify(execFile)('npm', ['pack', folder, '--silent', '--pack-destination', directory]);
  return join(directory, stdout.trim());
}
