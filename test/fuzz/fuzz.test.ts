// `npm run api:fuzz`: schemathesis over the whole OpenAPI document, as each role, as another organisation's admin, by key and as nobody.
import { execFile, spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerClientErrors } from '../../api/http/client-errors.js';
import { apiDocument } from '../../api/routes.js';
import { dataDirectory, projectRoot } from '../../cli/stack/paths.js';
import { exitOf } from '../../cli/stack/processes.js';
import { SCOPES } from '../../domain/platform/access/grants.js';
import { openWithOneOfEach, type OneOfEach } from '../support/one-of-each.js';

const VERSION = '4.32.5';
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];
/** Requests of each kind for an operation. */
const MOST = Number(process.env['PINGGO_FUZZ_EXAMPLES'] ?? 20);

let each: OneOfEach;
let server: Server;
let libraries: string;
let document: string;
let folder: string;
const tokens: Record<string, string | null> = {};

/** Python's packages go into a folder of their own, once. */
async function installed(): Promise<string> {
  const into = join(dataDirectory(), `schemathesis-${VERSION}`);
  const run = promisify(execFile);
  const isThere = await run('python3', ['-c', 'import schemathesis'], {
    env: { ...process.env, PYTHONPATH: into },
  }).then(
    () => true,
    () => false,
  );
  if (!isThere)
    await run('python3', ['-m', 'pip', 'install', '--quiet', '--target', into, `schemathesis==${VERSION}`], {
      maxBuffer: 1e8,
    });
  return into;
}

beforeAll(async () => {
  libraries = await installed();
  each = await openWithOneOfEach('fuzz');
  const { api, admin, manager, ana } = each;
  server = createServer(api.app).listen(0, '127.0.0.1');
  answerClientErrors(server);
  const there = newId();
  const { body } = await each.send('post', '/api/api-keys', { name: 'All', scopes: SCOPES }, admin).expect(201);
  Object.assign(tokens, {
    nobody: null,
    REP: await api.tokenOf(ana, 'REP'),
    AUDITOR: await api.tokenOf(newId(), 'AUDITOR'),
    MANAGER: manager,
    'API key': `Bearer ${body['key'] as string}`,
    stranger: await api.tokenOf(newId(), 'ADMIN', there),
    // Last: they take away what the others name.
    ADMIN: admin,
  });
  folder = join(projectRoot, 'node_modules', '.cache', 'pinggo', 'fuzz');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  document = join(folder, 'openapi.json');
  await writeFile(document, JSON.stringify(apiDocument()));
}, 600_000);
afterAll(async () => {
  server?.closeAllConnections();
  server?.close();
  await each?.api.close();
});

/** The values of each path's names. */
function idsByPath(): Record<string, Record<string, string>> {
  const all = Object.keys((apiDocument() as { paths: object }).paths);
  return Object.fromEntries(
    all.map((path) => {
      const places = path.split('/');
      const values = each.pathTo(path).split('/');
      const named = places.flatMap((place, at) => (place.startsWith('{') ? [[place.slice(1, -1), values[at]!]] : []));
      return [path, Object.fromEntries(named) as Record<string, string>];
    }),
  );
}

describe('schemathesis', () => {
  it.each(['nobody', 'REP', 'AUDITOR', 'MANAGER', 'API key', 'stranger', 'ADMIN'])(
    'finds no 5xx, and nothing that the document does not say, as %s',
    { timeout: 3_600_000 },
    async (who) => {
      const { port } = server.address() as AddressInfo;
      const token = tokens[who];
      const child = spawn(
        'python3',
        [
          '-c',
          'from schemathesis.cli import schemathesis; schemathesis()',
          'run',
          document,
          `--url=http://127.0.0.1:${port}`,
          `--checks=${CHECKS.join(',')}`,
          '--phases=examples,coverage,fuzzing',
          `--max-examples=${MOST}`,
          '--workers=2',
          '--request-timeout=30',
          // It never ends by itself.
          '--exclude-path=/api/events/stream',
          '--generation-database=none',
          '--no-color',
          ...(token ? [`--header=Authorization: ${token}`] : []),
        ],
        {
          cwd: folder,
          stdio: ['ignore', 'pipe', 'inherit'],
          env: {
            ...process.env,
            PYTHONPATH: libraries,
            SCHEMATHESIS_HOOKS: join(projectRoot, 'test', 'fuzz', 'hooks.py'),
            PINGGO_IDS: JSON.stringify(idsByPath()),
          },
        },
      );
      let said = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
      const code = await exitOf(child);
      await writeFile(join(folder, `${who.replaceAll(' ', '-')}.txt`), said);
      console.log(`${who}: ${summaryOf(said)}`);
      expect(code, said.slice(-20_000)).toBe(0);
    },
  );
});

/** What it says it has done. */
const summaryOf = (said: string): string =>
  said
    .split('\n')
    .filter((line) => /^\s*(Operations|Selected|Tested|Test cases|\d+ generated|.*passed|.*failures?)/.test(line))
    .map((line) => line.trim())
    .join('; ');
