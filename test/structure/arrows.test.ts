import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../cli/stack/paths.js';

interface Violation {
  from: string;
  to: string;
  rule: { name: string };
}

interface Rules {
  forbidden: { name: string }[];
}

const require = createRequire(import.meta.url);
const ARROWS = '.dependency-cruiser.cjs';
const FOLDERS = '.dependency-cruiser.folders.cjs';
const rulesOf = (config: string): string[] =>
  (require(join(projectRoot, config)) as Rules).forbidden.map(({ name }) => name);

/** A wrong import for each rule; some rules have more to say than one shows. */
const WRONG: [rule: string, from: string, to: string][] = [
  ['no-circular', 'domain/leads/ring/one.ts', './two.js'],
  ['no-orphans', 'domain/leads/alone.ts', ''],
  ['domainengine-arrows', 'domain/engine/sla/knows-leads.ts', '../../leads/lead.js'],
  ['domainengine-arrows', 'domain/engine/sla/knows-platform.ts', '../../platform/person.js'],
  ['platform-knows-no-product', 'domain/platform/knows-leads.ts', '../leads/lead.js'],
  ['platform-knows-no-product', 'db/platform/queries/knows-leads.ts', '../../leads/rows.js'],
  ['platform-knows-no-product', 'api/platform/routes/knows-leads.ts', '../../leads/route.js'],
  ['platform-knows-no-product', 'dashboard/src/pages/platform/knows-leads.ts', '../leads/page.js'],
  ['products-apart', 'domain/leads/knows-orders.ts', '../orders/order.js'],
  ['products-apart', 'db/orders/knows-leads.ts', '../leads/rows.js'],
  ['domain-arrows', 'domain/leads/knows-relay.ts', '../../relay/relay.js'],
  ['domain-arrows', 'domain/leads/knows-rows.ts', '../../db/leads/rows.js'],
  ['domain-no-io', 'domain/leads/reads-files.ts', 'node:fs'],
  ['domain-no-io', 'domain/leads/reads-rows.ts', 'pg'],
  ['workflows-arrows', 'workflows/leads/knows-rows.ts', '../../db/leads/rows.js'],
  ['workflows-arrows', 'workflows/leads/knows-relay.ts', '../../relay/relay.js'],
  ['workflows-activities-as-types', 'workflows/leads/calls.ts', '../../activities/leads/lead.js'],
  ['workflows-no-libraries', 'workflows/leads/parses.ts', 'zod'],
  ['db-arrows', 'db/leads/knows-api.ts', '../../api/leads/route.js'],
  ['settlement-arrows', 'settlement/knows-relay.ts', '../relay/relay.js'],
  ['settlement-arrows', 'settlement/is-an-activity.ts', '../activities/leads/lead.js'],
  ['outgoing-arrows', 'outgoing/knows-leads.ts', '../domain/leads/lead.js'],
  ['activities-arrows', 'activities/leads/knows-relay.ts', '../../relay/relay.js'],
  ['relay-arrows', 'relay/knows-workflow.ts', '../workflows/leads/workflow.js'],
  ['relay-arrows', 'relay/knows-api.ts', '../api/leads/route.js'],
  ['apihttp-arrows', 'api/http/knows-leads.ts', '../leads/route.js'],
  ['apihttp-arrows', 'api/http/knows-platform.ts', '../platform/session.js'],
  ['api-arrows', 'api/leads/settles.ts', '../../settlement/settle.js'],
  ['dashboard-arrows', 'dashboard/src/shared/knows-rows.ts', '../../../db/leads/rows.js'],
  ['dashboard-arrows', 'dashboard/src/shared/decides.ts', '../../../domain/leads/lead.js'],
  ['dashboard-arrows', 'dashboard/src/shared/knows-routes.ts', '../../../api/leads/route.js'],
  ['bodies-arrows', 'api/leads/contract/bodies/knows-routes.ts', '../../route.js'],
  ['bodies-arrows', 'api/leads/contract/bodies/knows-rows.ts', '../../../../db/leads/rows.js'],
  ['client-arrows', 'client/src/knows-routes.ts', '../../api/leads/route.js'],
  ['scripts-arrows', 'scripts/knows-domain.ts', '../domain/leads/lead.js'],
  ['pages-stand-alone', 'dashboard/src/shared/knows-a-page.ts', '../pages/leads/page.js'],
  ['not-from-tests', 'db/leads/knows-tests.ts', '../../test/support/world.js'],
  ['no-dev-deps', 'db/leads/needs-vitest.ts', 'vitest'],
];

/** Imports that are right: the arrows go this way. */
const RIGHT: [from: string, to: string][] = [
  ['domain/leads/asks-engine.ts', '../engine/sla/clock.js'],
  ['domain/platform/asks-engine.ts', '../engine/sla/clock.js'],
  ['db/leads/asks-platform.ts', '../platform/rows.js'],
  ['settlement/asks-rows.ts', '../db/leads/rows.js'],
  ['activities/leads/asks-settlement.ts', '../../settlement/settle.js'],
  ['activities/platform/calls-out.ts', '../../outgoing/guarded.js'],
  ['api/platform/calls-out.ts', '../../outgoing/guarded.js'],
  ['relay/asks-ids.ts', '../workflows/ids.js'],
  ['api/leads/asks-http.ts', '../http/route.js'],
  ['dashboard/src/shared/says-words.ts', '../../../domain/leads/vocabulary/words.js'],
  ['dashboard/src/shared/sends-a-form.ts', '../../../api/leads/contract/bodies/lead.js'],
  ['api/leads/contract/bodies/asks-domain.ts', '../../../../domain/leads/lead.js'],
];

/** What the imports above lead to. */
const THERE = [
  'api/leads/contract/bodies/lead.ts',
  'domain/engine/sla/clock.ts',
  'domain/leads/lead.ts',
  'domain/leads/vocabulary/words.ts',
  'domain/orders/order.ts',
  'domain/platform/person.ts',
  'db/leads/rows.ts',
  'db/platform/rows.ts',
  'activities/leads/lead.ts',
  'settlement/settle.ts',
  'outgoing/guarded.ts',
  'relay/relay.ts',
  'workflows/ids.ts',
  'workflows/leads/workflow.ts',
  'api/http/route.ts',
  'api/leads/route.ts',
  'api/platform/session.ts',
  'dashboard/src/pages/leads/page.ts',
  'test/support/world.ts',
];

describe('the arrows between layers and rooms', () => {
  let tree: string;
  let found: Violation[];

  async function write(file: string, text: string): Promise<void> {
    await mkdir(dirname(join(tree, file)), { recursive: true });
    await writeFile(join(tree, file), text);
  }

  async function cruise(config: string, ...folders: string[]): Promise<Violation[]> {
    const bin = join(projectRoot, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const args = [bin, '--config', config, '--output-type', 'json', ...folders];
    // It ends with the number of violations.
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: tree, maxBuffer: 1e8 }).catch(
      (error: { stdout: string }) => error,
    );
    return (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
  }

  beforeAll(async () => {
    tree = await mkdtemp(join(tmpdir(), 'pinggo-arrows-'));
    for (const file of [ARROWS, FOLDERS, 'package.json', 'tsconfig.json'])
      await cp(join(projectRoot, file), join(tree, file));
    await symlink(join(projectRoot, 'node_modules'), join(tree, 'node_modules'));
    for (const file of THERE) await write(file, 'export const it = 1;\n');
    for (const [, from, to] of WRONG)
      await write(from, to === '' ? 'export {};\n' : `import * as it from '${to}';\nit;\n`);
    for (const [from, to] of RIGHT) await write(from, `import * as it from '${to}';\nit;\n`);
    await write('domain/leads/ring/two.ts', `import './one.js';\n`);
    // As types only, workflows know activities.
    await write(
      'workflows/leads/types.ts',
      `import type { it } from '../../activities/leads/lead.js';\nexport type A = typeof it;\n`,
    );
    found = await cruise(ARROWS, '.');
    // Seconds of a processor, which others may be busy on.
  }, 120_000);
  afterAll(() => rm(tree, { recursive: true, force: true }));

  it.each(WRONG)('%s refuses %s → %s', (rule, from) => {
    expect(found.filter((one) => one.from === from).map((one) => one.rule.name)).toContain(rule);
  });

  it('have a wrong import for each rule', () => {
    expect(new Set(WRONG.map(([rule]) => rule))).toEqual(new Set(rulesOf(ARROWS)));
  });

  it('let right imports be', () => {
    const right = new Set([...RIGHT.map(([from]) => from), 'workflows/leads/types.ts']);
    // Nobody imports these files, which is not what is asked here.
    expect(found.filter(({ from, rule }) => right.has(from) && rule.name !== 'no-orphans')).toEqual([]);
  });

  it('go one way between the folders of a layer', async () => {
    await write('domain/leads/a/one.ts', `import '../b/two.js';\n`);
    await write('domain/leads/b/two.ts', 'export {};\n');
    await write('domain/leads/b/three.ts', `import '../a/four.js';\n`);
    await write('domain/leads/a/four.ts', 'export {};\n');
    const cycles = await cruise(FOLDERS, 'domain');
    expect(rulesOf(FOLDERS)).toEqual(['no-folder-cycles']);
    expect(cycles.map(({ from }) => from)).toEqual(expect.arrayContaining(['domain/leads/a', 'domain/leads/b']));
  });
});

it('the engine has no word for what runs on it', async () => {
  const engine = join(projectRoot, 'domain/engine');
  const files = (await readdir(engine, { recursive: true })).filter((name) => /(?<!\.test)\.ts$/.test(name));
  expect(files.length).toBeGreaterThan(30);
  for (const file of files) {
    const text = await readFile(join(engine, file), 'utf8');
    expect(text.match(/\blead(?!ing\b)\w*|[a-z]Lead\w*/gi), file).toBeNull();
  }
});
