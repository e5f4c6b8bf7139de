import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as Client from '../../../client/src/index.js';
import { buildClient } from '../../../cli/stack/client.js';
import { projectRoot } from '../../../cli/stack/paths.js';
import { openWithEverybody, type Everybody } from '../../support/everybody.js';

const run = promisify(execFile);

let everybody: Everybody;
let server: Server;
let url: string;
/** Where the tarball is installed. */
let place: string;
let client: typeof Client;

beforeAll(async () => {
  everybody = await openWithEverybody('client');
  server = createServer(everybody.api.app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // Below the project, so that what it needs is found there: no registry is asked.
  const cache = join(projectRoot, 'node_modules', '.cache', 'pinggo');
  await mkdir(cache, { recursive: true });
  place = await mkdtemp(join(cache, 'client-'));
  const tarball = await buildClient(join(place, 'built'));
  const folder = join(place, 'node_modules', '@pinggo', 'client');
  await mkdir(folder, { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
  client = (await import(pathToFileURL(join(folder, 'dist', 'index.js')).href)) as typeof Client;
});
afterAll(async () => {
  server?.closeAllConnections();
  server?.close();
  await everybody?.api.stop();
  if (place) await rm(place, { recursive: true, force: true });
});

const admin = (more = {}) => client.createPinggo({ url, key: everybody.admin.token, firstWaitMs: 1, ...more });
const teams = async (name: string) =>
  (await everybody.api.sql.query('SELECT FROM teams WHERE name = $1', [name])).rowCount;

describe('@pinggo/client, built and installed', () => {
  it('is found by its name, and holds nothing but what it needs', async () => {
    await writeFile(
      join(place, 'consumer.mjs'),
      "import * as client from '@pinggo/client'; console.log(Object.keys(client).sort().join());",
    );
    const { stdout } = await run(process.execPath, [join(place, 'consumer.mjs')]);
    expect(stdout.trim()).toBe('PinggoError,WebhookRefused,createPinggo,signDelivery,verifyWebhook');
    const { stdout: files } = await run('tar', ['-tzf', join(place, 'built', 'pinggo-client-0.1.0.tgz')]);
    expect(files).toContain('package/README.md');
    expect(files).toContain('package/dist/schema.d.ts');
    expect(files).not.toMatch(/\.test\.|src\//);
  });

  it('has types that know the paths, the bodies and what is in a list', async () => {
    await writeFile(join(place, 'package.json'), '{ "type": "module" }');
    const readme = await readFile(join(projectRoot, 'client', 'README.md'), 'utf8');
    const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code!);
    expect(examples.length).toBeGreaterThan(3);
    // Each by itself, as somebody would copy it after the first, which makes the client.
    const [first, ...others] = examples;
    const files = [first!, ...others.map((code) => (code.startsWith('import ') ? code : `${first}\n${code}`))];
    await writeFile(
      join(place, 'wrong.ts'),
      `import { createPinggo } from '@pinggo/client';
       const pinggo = createPinggo({ url: '' });
       // @ts-expect-error there is no such path
       await pinggo.GET('/api/nothing');
       // @ts-expect-error a team has a name
       await pinggo.POST('/api/teams', { body: { nam: 'x' } });
       // @ts-expect-error this is no list
       pinggo.pages('/healthz');
       for await (const lead of pinggo.pages('/api/leads')) {
         lead.id satisfies string;
         // @ts-expect-error a lead has no such member
         lead.nothing;
       }
       export {};`,
    );
    await Promise.all(files.map((code, n) => writeFile(join(place, `example-${n}.ts`), `${code}\nexport {};\n`)));
    const compilerOptions = {
      noEmit: true,
      strict: true,
      skipLibCheck: true,
      target: 'ES2023',
      module: 'NodeNext',
      types: ['node'],
    };
    await writeFile(join(place, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    const tsc = join(projectRoot, 'node_modules', 'typescript', 'bin', 'tsc');
    const { stdout } = await run(process.execPath, [tsc, '--project', place]).catch(
      (error: { stdout: string }) => error,
    );
    expect(stdout).toBe('');
  });

  it('does a thing once though its answer was lost', async () => {
    let calls = 0;
    const pinggo = admin({
      fetch: async (request: Request) => {
        const response = await fetch(request);
        calls += 1;
        if (calls > 1) return response;
        await response.arrayBuffer();
        throw new TypeError('terminated');
      },
    });
    const { data, response } = await pinggo.POST('/api/teams', { body: { name: 'Once' } });
    expect([calls, response.status, data?.name]).toEqual([2, 201, 'Once']);
    expect(response.headers.get('idempotency-replayed')).toBe('true');
    expect(await teams('Once')).toBe(1);
  });

  it('does one thing of many at once that share a key', async () => {
    const pinggo = admin();
    const make = () =>
      pinggo.POST('/api/teams', { params: { header: { 'idempotency-key': 'many' } }, body: { name: 'Many' } });
    const made = await Promise.all([make(), make(), make(), make()]);
    expect(made.map(({ response }) => response.status)).toEqual([201, 201, 201, 201]);
    expect(new Set(made.map(({ data }) => data?.id)).size).toBe(1);
    expect(await teams('Many')).toBe(1);
  });

  it('says what was refused', async () => {
    const { error, response } = await admin().POST('/api/teams', { body: { name: '' } });
    expect(response.status).toBe(400);
    expect(error?.error.details.issues).toMatchObject([{ path: 'name' }]);
    const nobody = client.createPinggo({ url, key: 'pk_nothing' });
    await expect(nobody.pages('/api/leads').next()).rejects.toMatchObject({
      name: 'PinggoError',
      status: 401,
      code: 'UNAUTHORIZED',
    });
  });

  it('walks a list to its end, and delivers leads that are signed', async () => {
    const { data: endpoint } = await admin().POST('/api/endpoints', {
      body: { name: 'Form', source: 'web', adapter: 'standard' },
    });
    const to = { id: endpoint!.id, secret: endpoint!.secret };
    const form = client.createPinggo({ url });
    const lead = (n: number) => ({ name: `Lead ${n}`, email: `lead-${n}@example.com` });
    for (let n = 0; n < 5; n += 1) await form.deliver(to, lead(n), { id: `form-${n}` });
    expect(await form.deliver(to, lead(0), { id: 'form-0' })).toMatchObject({ duplicate: true });
    const key = await everybody.api.addKey(everybody.admin, ['leads:read']);
    const reader = client.createPinggo({ url, key });
    const names: (string | null)[] = [];
    for await (const { name } of reader.pages('/api/leads', {
      params: { query: { limit: 2, status: ['RECEIVED', 'ASSIGNED'] } },
    }))
      names.push(name);
    expect(names.sort()).toEqual(['Lead 0', 'Lead 1', 'Lead 2', 'Lead 3', 'Lead 4']);
    const wrong = { ...to, secret: `whsec_${Buffer.alloc(24).toString('base64')}` };
    await expect(form.deliver(wrong, lead(9))).rejects.toMatchObject({ status: 401 });
  });
});
