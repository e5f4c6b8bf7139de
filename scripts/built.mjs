// Runs a program that `npm run build` has made. Usage: node --enable-source-maps scripts/built.mjs NAME [arguments].
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [name, ...args] = process.argv.slice(2);
const file = join(dirname(dirname(fileURLToPath(import.meta.url))), 'build', `${name}.mjs`);
if (!existsSync(file)) {
  console.error(`${file} is not there yet. Make it (npm run build), and start again.`);
  process.exit(1);
}
// In this same process, so that signals reach the program directly.
process.argv.splice(1, process.argv.length - 1, file, ...args);
await import(pathToFileURL(file).href);
