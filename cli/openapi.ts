// What `npm run check` runs as `openapi`: lints the OpenAPI document of these very routes.
import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { apiDocument } from '../api/routes.js';
import { projectRoot } from './stack/paths.js';
import { exitOf } from './stack/processes.js';

const file = join(projectRoot, 'node_modules', '.cache', 'pinggo', 'openapi.json');
await mkdir(dirname(file), { recursive: true });
await writeFile(file, JSON.stringify(apiDocument(), null, 2));
const redocly = join(projectRoot, 'node_modules', '@redocly', 'cli', 'bin', 'cli.js');
const child = spawn(process.execPath, [redocly, 'lint', file, '--config', 'redocly.yaml'], {
  cwd: projectRoot,
  stdio: 'inherit',
  // It works without a network.
  env: { ...process.env, REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', REDOCLY_TELEMETRY: 'off' },
});
process.exit((await exitOf(child)) ?? 1);
