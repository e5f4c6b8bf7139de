import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import express, { type Express } from 'express';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mountDashboard } from './dashboard.js';

const SCRIPT = 'void 0;'.repeat(1000);

let directory: string;
let app: Express;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pinggo-dashboard-'));
  await mkdir(join(directory, 'assets'));
  await writeFile(join(directory, 'assets', 'index-1a2b.js'), 'void 0;');
  await writeFile(join(directory, 'assets', 'large-3c4d.js'), SCRIPT);
  await writeFile(join(directory, 'assets', 'large-3c4d.js.br'), brotliCompressSync(SCRIPT));
  await writeFile(join(directory, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(
    join(directory, 'index.html'),
    '<meta name="style-nonce" content="__STYLE_NONCE__" /><meta name="log-in" content="__LOG_IN__" />',
  );
  app = express();
  // As for all answers of the API.
  app.use((_req, res, next) => {
    res.setHeader('Cache-Control', 'no-store');
    next();
  });
  mountDashboard(app, directory);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const page = (path: string) => request(app).get(path).set('Accept', 'text/html');

describe('the built dashboard', () => {
  it('is the page for every path that it finds by itself, never kept, each time with a nonce of its own', async () => {
    const nonces = new Set<string>();
    for (const path of [
      '/',
      '/leads',
      '/Leads/',
      '/leads/1?breach=breached',
      '/dead-letters',
      '/dead-letters/1',
      '/my-day',
      '/notifications',
    ]) {
      const { status, text, headers } = await page(path);
      expect(status).toBe(200);
      const nonce = /content="([^"]+)"/.exec(text)![1]!;
      expect(headers['content-security-policy']).toContain(`style-src 'self' 'nonce-${nonce}'`);
      expect(headers['cache-control']).toBe('no-store');
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(8);
  });

  it.each(['/nowhere', '/leads/1/2', '/api', '/wp-admin/', '/leads//', '/dead-letters/1/2'])(
    'is the page that says so, with 404, at %s',
    async (path) => {
      const { status, text, headers } = await page(path);
      expect(status).toBe(404);
      expect(headers['content-type']).toContain('text/html');
      expect(text).toContain('style-nonce');
    },
  );

  it.each([
    '/.env',
    '/.git/config',
    '/leads/.env',
    '/%2Eenv',
    '/wp-login.php',
    '/robots.txt',
    '/leads/1.php',
    '/index.html',
  ])('is nothing at %s, which asks for a file', async (path) => {
    const { status, text } = await page(path);
    expect(status).toBe(404);
    expect(text).not.toContain('style-nonce');
  });

  it('says whether somebody has to log in', async () => {
    expect((await page('/')).text).toContain('name="log-in" content="required"');
    const demo = express();
    mountDashboard(demo, directory, false);
    const { text } = await request(demo).get('/').set('Accept', 'text/html');
    expect(text).toContain('name="log-in" content="none"');
  });

  it('has its files, named by their contents, kept for ever', async () => {
    const { status, headers } = await request(app).get('/assets/index-1a2b.js');
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it('sends a file as it was compressed, to those who take that', async () => {
    const ask = (encoding: string) =>
      request(app)
        .get('/assets/large-3c4d.js')
        .set('Accept-Encoding', encoding)
        .buffer(true)
        .parse((res, done) => {
          const chunks: Buffer[] = [];
          res.on('data', (chunk: Buffer) => chunks.push(chunk));
          res.on('end', () => done(null, Buffer.concat(chunks)));
        });
    for (const [encoding, sent] of [
      ['gzip, br', 'br'],
      ['gzip', undefined],
    ] as const) {
      const { status, headers } = await ask(encoding);
      expect(status).toBe(200);
      expect(headers['content-encoding']).toBe(sent);
      expect(headers['content-type']).toMatch(/^text\/javascript/);
      expect(headers['vary']).toContain('Accept-Encoding');
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    }
    expect(Number((await ask('br')).headers['content-length'])).toBe(brotliCompressSync(SCRIPT).length);
    expect(Number((await ask('identity')).headers['content-length'])).toBe(SCRIPT.length);
  });

  it.each(['/api/leads', '/docs', '/healthz', '/assets/gone.js'])('leaves %s to others', async (path) => {
    expect((await page(path)).status).toBe(404);
  });

  it('leaves programs that ask for no page alone', async () => {
    expect((await request(app).get('/leads').set('Accept', 'application/json')).status).toBe(404);
  });

  it('is not there without a build', async () => {
    const bare = express();
    mountDashboard(bare, join(directory, 'nowhere'));
    expect((await request(bare).get('/').set('Accept', 'text/html')).status).toBe(404);
  });
});
