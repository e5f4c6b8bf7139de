import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { versionOf } from '../../../activities/temporal-deployment.js';
import { leadWorkflowId } from '../../../workflows/ids.js';
import { createNamespace, startWorker, type Process } from '../../support/processes.js';
import { createTestDatabase, temporalAddress, type TestDatabase } from '../../support/stack.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition, World } from '../../support/world.js';

const DEPLOYMENT = 'pinggo';

let database: TestDatabase;
let namespace: string;
let connection: Connection;
let client: Client;
let world: World;
let directory: string;
const started: Process[] = [];

/** Two builds of the same workflows, as after a release that changed something in them. */
const bundles = { old: '', new: '' };
const builds = { old: '', new: '' };
type Build = keyof typeof builds;

beforeAll(async () => {
  database = await createTestDatabase('versions');
  namespace = await createNamespace('versions');
  connection = await Connection.connect({ address: temporalAddress() });
  client = new Client({ connection, namespace });
  world = await World.create(database.ownerUrl);
  await world.addRep('Ana');
  await world.addFlow(flowDefinition(world.teamId));
  directory = await mkdtemp(join(tmpdir(), 'pinggo-versions-'));
  const code = await readFile(inject('workflowBundle'), 'utf8');
  // In front: behind it stands the source map.
  const texts = { old: code, new: `// A later build.\n${code}` };
  for (const build of ['old', 'new'] as const) {
    bundles[build] = join(directory, `${build}.js`);
    builds[build] = versionOf(DEPLOYMENT, texts[build]).buildId;
    await writeFile(bundles[build], texts[build]);
  }
});

afterAll(async () => {
  await Promise.all(started.map((process) => process.stop()));
  await connection?.close();
  await world?.close();
  await database?.drop();
  await rm(directory, { recursive: true });
});

async function start(build: Build): Promise<Process> {
  const env = { WORKER_DEPLOYMENT: DEPLOYMENT, PINGGO_WORKFLOW_BUNDLE: bundles[build] };
  const worker = await startWorker({ database, namespace, env });
  started.push(worker);
  return worker;
}

/** As an operator does it: `temporal worker deployment set-current-version`. */
async function makeCurrent(build: Build): Promise<void> {
  await waitFor(`${build} is known`, () =>
    connection.workflowService
      .setWorkerDeploymentCurrentVersion({
        namespace,
        deploymentName: DEPLOYMENT,
        buildId: builds[build],
        identity: 'test',
      })
      .then(
        () => true,
        () => false,
      ),
  );
}

/** Which builds did a lead's workflow tasks, in order, each once in a row. */
async function buildsOf(leadId: string): Promise<(Build | 'none')[]> {
  const { events } = await client.workflow.getHandle(leadWorkflowId(world.orgId, leadId)).fetchHistory();
  const ids = (events ?? []).flatMap(({ workflowTaskCompletedEventAttributes: done }) =>
    done ? [done.deploymentVersion?.buildId ?? 'none'] : [],
  );
  const named = ids.map((id) => (id === builds.old ? 'old' : id === builds.new ? 'new' : 'none'));
  return named.filter((one, place) => one !== named[place - 1]);
}

async function begun(): Promise<string> {
  const id = await world.receive();
  await waitFor('it is assigned, and its workflow waits', async () => {
    const row = await world.one('SELECT status, clocks_started FROM leads WHERE id = $1', [id]);
    return (
      row['status'] === 'ASSIGNED' && row['clocks_started'] === true && (await buildsOf(id).catch(() => [])).length > 0
    );
  });
  return id;
}

async function isMet(leadId: string): Promise<void> {
  await world.prove(leadId);
  await waitFor('the clock is met', async () => {
    const { status } = await world.one<{ status: string }>('SELECT status FROM clocks WHERE lead_id = $1', [leadId]);
    return status === 'MET';
  });
}

const endsBy = async (leadId: string, build: Build): Promise<void> => {
  await waitFor(`${build} goes on with it`, async () => (await buildsOf(leadId)).at(-1) === build);
};

it('a version takes over from another, with the leads that are open, and gives them back', async () => {
  const old = await start('old');
  const [first, second] = [await begun(), await begun()];
  expect(await buildsOf(first)).toEqual(['old']);

  // Side by side: nothing goes to the new one until somebody says so, and it says how.
  const next = await start('new');
  await waitFor('it says that it waits', () => Promise.resolve(next.output().includes('set-current-version')));
  expect(next.output()).toContain(`--build-id ${builds.new}`);
  expect(await buildsOf(await begun())).toEqual(['old']);

  await makeCurrent('new');
  const third = await waitFor('leads begin by the new one', async () => {
    const id = await begun();
    return (await buildsOf(id)).join() === 'new' && id;
  });
  await isMet(first);
  await endsBy(first, 'new');
  expect(await buildsOf(first)).toEqual(['old', 'new']);
  await old.stop();
  await isMet(second);
  await endsBy(second, 'new');

  // Rolled back: leads that began by the new one go on by the old one.
  const again = await start('old');
  await makeCurrent('old');
  await next.stop();
  await isMet(third);
  await endsBy(third, 'old');
  expect(again.output()).not.toContain('Nondeterminism');
  const open = await world.all("SELECT 1 FROM clocks WHERE status NOT IN ('RUNNING', 'MET')");
  expect(open).toEqual([]);
});
