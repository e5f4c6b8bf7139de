import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../../cli/stack/ports.js';
import { projectRoot } from '../../../cli/stack/paths.js';
import { startPostgres, type RunningPostgres } from '../../../cli/stack/postgres.js';
import type { ProgramName } from '../../../cli/stack/programs.js';
import { loadConfig } from '../../../config.js';
import { program } from '../../support/processes.js';

let directory: string;
let file: string;

const run = (name: ProgramName, args: string[], env: object = {}) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile(
      process.execPath,
      [...program(name), ...args],
      { cwd: projectRoot, env: { PATH: process.env['PATH'], ...env } },
      (error, out, err) => resolve({ code: error ? Number(error.code ?? -1) : 0, out, err }),
    );
  });
const write = (...args: string[]) => run('env', ['--file', file, ...args]);
const written = async (): Promise<NodeJS.ProcessEnv> => parseEnv(await readFile(file, 'utf8'));

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pinggo-env-'));
  file = join(directory, '.env');
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('npm run env', () => {
  it('writes all that docker-compose.yml asks for, once, and for its owner only', async () => {
    const smtp = "smtp://user:pass$word;'@mail.example.com:587".replace("'", '%27');
    const made = await write(
      '--public-url',
      'https://leads.example.com/',
      '--smtp-url',
      smtp,
      '--smtp-from',
      'Pinggo <leads@example.com>',
      '--trust-proxy',
      '1',
    );
    expect(made).toMatchObject({ code: 0, err: '' });
    expect(made.out).toContain('docker compose up --build --detach && docker compose logs migrate');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const env = await written();
    const compose = await readFile(join(projectRoot, 'docker-compose.yml'), 'utf8');
    const asked = [...compose.matchAll(/(?<!\$)\$\{([A-Z_]+):\?/g)].map((match) => match[1]!);
    expect(new Set(asked).size).toBeGreaterThan(5);
    for (const name of asked) expect(env[name], name).toBeTruthy();
    // Nothing in it would be read as something else by Compose or in a URL.
    for (const name of asked.filter((one) => one.endsWith('PASSWORD'))) expect(env[name]).toMatch(/^[\w-]+$/);
    expect(loadConfig({ ...env, DATABASE_URL: 'postgres://pinggo_app@postgres/pinggo' })).toMatchObject({
      publicUrl: 'https://leads.example.com',
      SMTP_URL: smtp,
      SMTP_FROM: 'Pinggo <leads@example.com>',
      TRUST_PROXY: 1,
    });

    const before = await readFile(file, 'utf8');
    const again = await write('--public-url', 'https://other.example.com');
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('is there already')]);
    expect(await readFile(file, 'utf8')).toBe(before);
  });

  it('writes nothing where something could not be used', async () => {
    await rm(file, { force: true });
    const bad = await Promise.all([
      write('--public-url', 'leads.example.com'),
      write('--public-url', 'https://leads.example.com', '--smtp-url', 'mail.example.com:587'),
      write('--public-url', 'https://leads.example.com', '--trust-proxy', 'everybody'),
      write('--public-url', 'https://leads.example.com', '--smtp-from', "O'Neill <x@example.com>"),
      write(),
    ]);
    expect(bad.map(({ code }) => code)).toEqual([1, 1, 1, 1, 1]);
    expect(bad.map(({ err }) => /--public-url|--smtp-url|TRUST_PROXY|SMTP_FROM/.exec(err)?.[0])).toEqual([
      '--public-url',
      '--smtp-url',
      'TRUST_PROXY',
      'SMTP_FROM',
      '--public-url',
    ]);
    await expect(stat(file)).rejects.toThrow();
  });
});

describe('an installation that was made of it', () => {
  let postgres: RunningPostgres;

  beforeAll(async () => {
    postgres = await startPostgres({
      dataDir: join(directory, 'postgres'),
      port: await freePort(0, 'Postgres'),
      password: 'of the machine',
      logFile: join(directory, 'postgres.log'),
      durable: false,
    });
  });
  afterAll(() => postgres?.stop());

  it('is migrated by an owner who is no superuser, lets the processes in, and prints the setup link while it is empty', async () => {
    await rm(file, { force: true });
    await write('--public-url', 'https://leads.example.com');
    const env = await written();
    const superuser = new pg.Client({ connectionString: postgres.ownerUrl });
    await superuser.connect();
    // As a managed database has it.
    await superuser.query(`CREATE ROLE pinggo LOGIN CREATEROLE NOSUPERUSER PASSWORD '${env['POSTGRES_PASSWORD']}'`);
    await superuser.query('CREATE DATABASE installed OWNER pinggo');
    await superuser.end();
    const urlOf = (user: string, password: string | undefined): string =>
      `postgres://${user}:${password}@127.0.0.1:${postgres.port}/installed`;
    const DATABASE_URL = urlOf('pinggo', env['POSTGRES_PASSWORD']);
    const migrate = () => run('migrate', [], { DATABASE_URL, PUBLIC_URL: env['PUBLIC_URL'] });

    const first = await migrate();
    expect(first).toMatchObject({ code: 0, err: '' });
    const linkIn = (text: string) => /https:\/\/leads\.example\.com\/setup#[\w-]{43}\n/.exec(text)?.[0];
    expect(linkIn(first.out)).toBeDefined();
    // Text for the operator, and nothing that a log would keep as an entry.
    expect(first.out).not.toContain('{');

    for (const [role, password] of [
      ['pinggo_app', env['PINGGO_APP_PASSWORD']],
      ['pinggo_relay', env['PINGGO_RELAY_PASSWORD']],
    ] as const) {
      const client = new pg.Client({ connectionString: urlOf(role, password) });
      await client.connect();
      expect((await client.query('SELECT current_user AS who')).rows).toEqual([{ who: role }]);
      await client.end();
    }

    const second = await migrate();
    expect(linkIn(second.out)).toBeDefined();
    expect(linkIn(second.out)).not.toBe(linkIn(first.out));
    const where = ['--time-zone', 'Europe/Bucharest', '--language', 'ro', '--country', 'RO'];
    const made = await run('admin', ['create-org', '--name', 'Installed', ...where], { DATABASE_URL });
    expect(made).toMatchObject({ code: 0, err: '' });
    const third = await migrate();
    expect([third.code, linkIn(third.out)]).toEqual([0, undefined]);
  });

  it('may have its database elsewhere', async () => {
    await writeFile(file, '').then(() => rm(file));
    const made = await write(
      '--public-url',
      'https://leads.example.com',
      '--database-url',
      'postgres://owner:p%40ss@db.example.com:5432/sales',
    );
    expect(made.code).toBe(0);
    const env = await written();
    expect(env['DATABASE_URL']).toMatch(/^postgres:\/\/pinggo_app:[\w-]+@db\.example\.com:5432\/sales$/);
    expect(env['RELAY_DATABASE_URL']).toMatch(/^postgres:\/\/pinggo_relay:/);
    expect(env['POSTGRES_PASSWORD']).toBeUndefined();
    expect(await readFile(file, 'utf8')).not.toContain('p%40ss');
  });
});
