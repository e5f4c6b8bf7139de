#!/usr/bin/env node
// `npx pinggo …`: from a clone as its sources are now, which installs what is missing; elsewhere as `npm run build` has made it.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const isClone = existsSync(join(here, '..', 'cli', 'pinggo.ts')) && existsSync(join(here, 'run.mjs'));
const [runner, program] = isClone ? ['./run.mjs', 'cli/pinggo.ts'] : ['./built.mjs', 'pinggo'];
process.argv.splice(2, 0, program);
await import(runner);
