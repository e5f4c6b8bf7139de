// What integrators are shown first works as it stands there: each command of the guide is run against the real API.
import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GUIDE } from '../../../api/leads/guide.js';
import { openWithEverybody, type Everybody } from '../../support/everybody.js';

let everybody: Everybody;
let server: Server;
let origin: string;
const printed = new Map<string, string>();
const examples = GUIDE.steps.flatMap(({ id, examples }) =>
  examples.map((example, place) => ({ name: `${id}: ${example.says}`, mark: `--- ${id} ${place}`, ...example })),
);

beforeAll(async () => {
  everybody = await openWithEverybody('guide');
  server = createServer(everybody.api.app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // In one shell, as somebody would: later examples use what earlier ones have set.
  const script = ['set -eu', ...examples.flatMap(({ mark, shell }) => [`printf '\\n%s\\n' '${mark}'`, shell])].join(
    '\n',
  );
  const { email: EMAIL, password: PASSWORD } = everybody.admin;
  const { stdout } = await promisify(execFile)('sh', ['-c', script], {
    env: { ...process.env, PINGGO: origin, EMAIL, PASSWORD },
    maxBuffer: 1e8,
  }).catch((error: Error & { stdout: string; stderr: string }) => {
    throw new Error(`a command of the guide failed:\n${error.stderr}\n${error.stdout}`);
  });
  for (const { mark } of examples) printed.set(mark, stdout.split(`\n${mark}\n`)[1]?.split('\n--- ')[0] ?? '');
});
afterAll(async () => {
  server?.closeAllConnections();
  server?.close();
  await everybody?.api.stop();
});

describe('the guide', () => {
  it.each(examples.filter(({ prints }) => prints !== undefined))('$name', ({ mark, prints }) => {
    expect(printed.get(mark)).toMatch(prints!);
  });

  it('does what it says: two leads, one key, one proof, one source, one webhook', async () => {
    const count = async (table: string, where = 'true') =>
      (await everybody.api.sql.query(`SELECT FROM ${table} WHERE org_id = $1 AND ${where}`, [everybody.admin.orgId]))
        .rowCount;
    expect([
      await count('leads'),
      await count('api_keys'),
      await count('proofs'),
      await count('endpoints'),
      await count('webhooks'),
    ]).toEqual([2, 1, 1, 1, 1]);
  });

  it('names each value that it is copied with, and every value is used', () => {
    const shells = examples.map(({ shell }) => shell).join('\n');
    for (const { name } of GUIDE.values) expect(shells).toMatch(new RegExp(`\\$${name}\\b`));
  });

  it('is a page that loads nothing from elsewhere and runs nothing inline', async () => {
    const page = await fetch(`${origin}/docs/`);
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toBe(
      "default-src 'none';script-src 'self';style-src 'self';img-src 'self';base-uri 'none';form-action 'none';frame-ancestors 'none'",
    );
    for (const { title } of GUIDE.steps) expect(html).toContain(title);
    expect(html).not.toMatch(/<script(?! src="\/docs\/)|<style|style=|\son\w+=|src="https?:/);
    for (const [path, type] of [
      ['/docs/guide.js', 'text/javascript'],
      ['/docs/guide.css', 'text/css'],
      ['/docs/favicon-32x32.png', 'image/png'],
      ['/docs/start.md', 'text/markdown'],
      ['/docs/reference.md', 'text/markdown'],
      ['/docs/reference', 'text/html'],
      ['/llms.txt', 'text/plain'],
    ] as const) {
      const answer = await fetch(`${origin}${path}`);
      expect([answer.status, answer.headers.get('content-type')?.split(';')[0]]).toEqual([200, type]);
    }
    expect((await fetch(`${origin}/docs`, { redirect: 'manual' })).headers.get('location')).toBe('/docs/');
  });

  it('leads to all that it names', async () => {
    const llms = await (await fetch(`${origin}/llms.txt`)).text();
    expect(llms).toMatch(/^# Pinggo API\n\n> /);
    const html = await (await fetch(`${origin}/docs/`)).text();
    const named = [...llms.matchAll(/\]\(http:\/\/localhost:3000([^)]+)\)/g), ...html.matchAll(/<a href="([^"]+)"/g)];
    expect(named.length).toBeGreaterThan(7);
    for (const [, path] of named) expect((await fetch(origin + path!)).status, path).toBe(200);
  });
});
