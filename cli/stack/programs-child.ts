// Builds programs: `programs-child.ts FOLDER {"name":"source.ts",…}`. One file of our own code for each, with what they share
// beside it; libraries stay where they are.
import { rename, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { build, type Plugin } from 'vite';
import { projectRoot } from './paths.js';

const [target, given] = process.argv.slice(2);
if (!target || !given) throw new Error('Usage: programs-child.ts FOLDER PROGRAMS');
const programs = Object.entries(JSON.parse(given) as Record<string, string>);
const input = Object.fromEntries(programs.map(([name, file]) => [name, join(projectRoot, file)]));
const entries = new Set(Object.values(input));
const made = `${target}.${process.pid}`;

// Neither moves a line; so the maps hold without one of their own.

/** What a source finds beside it, such as migrations, it finds from here too, wherever the two lie together. */
const whereItWas: Plugin = {
  name: 'where-it-was',
  enforce: 'pre',
  transform: (code, id) => {
    if (id.includes(`${sep}node_modules${sep}`) || !code.includes('import.meta.url')) return null;
    const from = JSON.stringify(relative(made, id).replaceAll(sep, '/'));
    return { code: code.replaceAll('import.meta.url', `new URL(${from}, import.meta.url).href`), map: null };
  },
};

/** Looks first whether it is stale; on the first line, so that all lines keep their numbers. */
const looksFirst: Plugin = {
  name: 'looks-first',
  enforce: 'pre',
  transform: (code, id) =>
    entries.has(id)
      ? { code: `import ${JSON.stringify(join(projectRoot, 'cli/stack/only-fresh.ts'))}; ${code}`, map: null }
      : null,
};

await build({
  configFile: false,
  root: projectRoot,
  logLevel: 'warn',
  plugins: [looksFirst, whereItWas],
  build: {
    ssr: true,
    outDir: made,
    target: 'node20',
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      input,
      output: {
        // All in one folder, from which the sources have one address.
        entryFileNames: '[name].mjs',
        chunkFileNames: 'shared-[hash].mjs',
        sourcemapExcludeSources: true,
      },
    },
  },
});
await rename(made, target).catch(async (error: NodeJS.ErrnoException) => {
  await rm(made, { recursive: true, force: true });
  // Somebody else has built the same meanwhile.
  if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
});
