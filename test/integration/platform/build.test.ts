import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { CACHE } from '../../../cli/stack/made-once.js';
import { projectRoot } from '../../../cli/stack/paths.js';
import { programArguments } from '../../../cli/stack/programs.js';
import { hashOf, OF_BUILD } from '../../../cli/stack/sources.js';

/** A build beside the sources, and one in an image, which has none. */
let [beside, image] = ['', ''];
const temporary: string[] = [];

beforeAll(async () => {
  beside = await mkdtemp(join(CACHE, 'fresh-'));
  const root = await mkdtemp(join(tmpdir(), 'pinggo-image-'));
  temporary.push(beside, root);
  // As deep as where it was built: what it finds beside its sources it finds from there.
  image = join(root, 'as', 'deep', 'as', basename(beside));
  await cp(inject('programs'), beside, { recursive: true });
  await cp(inject('programs'), image, { recursive: true });
  await symlink(join(projectRoot, 'node_modules'), join(root, 'node_modules'));
});
afterAll(() => Promise.all(temporary.map((directory) => rm(directory, { recursive: true, force: true }))));

/** Runs one of its programs, of which only the help is wanted. */
const run = (directory: string) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const command = [...programArguments(directory, 'env'), '--help'];
    execFile(process.execPath, command, { cwd: tmpdir() }, (error, out, err) =>
      resolve({ code: error ? Number(error.code ?? -1) : 0, out, err }),
    );
  });

describe('a build', () => {
  it('runs while its sources are those that it was made of', async () => {
    await writeFile(join(beside, 'made-of'), hashOf(OF_BUILD));
    expect(await run(beside)).toMatchObject({ code: 0, err: '' });
  });

  it('refuses to start once they have changed, and says what to do', async () => {
    await writeFile(join(beside, 'made-of'), hashOf({ ...OF_BUILD, files: [] }));
    const { code, out, err } = await run(beside);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(`The sources have changed since ${beside} was built. Build it anew (npm run build)`);
  });

  it('runs in an image, where there are no sources', async () => {
    await writeFile(join(image, 'made-of'), 'whatever it was');
    expect(await run(image)).toMatchObject({ code: 0, err: '' });
  });
});
