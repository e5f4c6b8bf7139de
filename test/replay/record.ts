/**
 * Records the histories that `replay.test.ts` replays. Run it by hand when a shape of `leadWorkflow` is released:
 *
 *     node --import tsx test/replay/record.ts SUFFIX [NAME…]   # e.g. v1: writes histories/NAME.SUFFIX.json
 *
 * It starts a Postgres and a Temporal dev server of its own and stops them again. Histories of earlier releases stay
 * as long as a lead may still run that began under them; never overwrite them. All names in them are made up: look at
 * what you commit. `type must be a Type` means that `protobufjs` is installed more than once: it must be a direct
 * devDependency at the version that `@temporalio/common` asks for.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ApplicationFailure } from '@temporalio/activity';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import type { LeadActivities, LeadRef } from '../../activities/leads/lead.js';
import { dataDirectory } from '../../cli/stack/paths.js';
import { onFreePort } from '../../cli/stack/ports.js';
import { startPostgres } from '../../cli/stack/postgres.js';
import { temporalCli } from '../../cli/stack/temporal-binary.js';
import { ensureRoles, migrate } from '../../db/migrate.js';
import type { FlowDefinition } from '../../domain/leads/flow/definition.js';
import { webhookTaskQueue, webhookWorkflowId } from '../../workflows/ids.js';
import { absenceChanged, absenceProgress } from '../../workflows/leads/absence/messages.js';
import { webhookRung } from '../../workflows/platform/webhooks/messages.js';
import { endingWithUs } from '../support/ephemeral.js';
import { waitFor } from '../support/wait.js';
import { flowDefinition, type LeadSeed, type World } from '../support/world.js';
import { LeadLab, workflowBundle, type RunningLead } from '../workflows/harness.js';

const histories = fileURLToPath(new URL('./histories', import.meta.url));
const [suffix, ...only] = process.argv.slice(2);
if (!suffix || !/^[\w.-]+$/.test(suffix))
  throw new Error('name the release: node --import tsx test/replay/record.ts v1');

const clocks: FlowDefinition['clocks'] = [
  {
    key: 'first_contact',
    name: 'First contact',
    starts: 'RECEIVED',
    target: { duration: 'PT1H', time: 'ELAPSED' },
    targets: [{ when: { field: 'tags', op: 'contains', value: 'hurry' }, duration: 'PT3S' }],
    atRisk: 0.75,
    proofs: ['CALL_LOGGED'],
    ladder: [
      { key: 'remind', at: { share: 0.5 }, action: 'REMINDER' },
      { key: 'reassign', at: { offset: 'PT0S' }, action: 'REASSIGN' },
      { key: 'alert', at: { offset: 'PT1S' }, action: 'MANAGER_ALERT' },
    ],
  },
];

/** Whether a history is asked for; without names, all are. */
const wanted = (name: string): boolean => only.length === 0 || only.includes(name);
type Save = (name: string, events: Awaited<ReturnType<RunningLead['events']>>) => Promise<void>;
type Shape = (start: (seed?: LeadSeed) => Promise<RunningLead>) => Promise<RunningLead>;

async function close(lead: RunningLead): Promise<RunningLead> {
  await lead.command({ kind: 'CLOSE', outcome: 'WON' });
  await lead.handle.result();
  return lead;
}

/** Every way through the workflow's code, each ended. */
const shapes: Record<string, Shape> = {
  async 'met-and-closed'(start) {
    const lead = await start();
    await lead.waitForStatus('ASSIGNED');
    await lead.prove();
    await lead.waitForStatus('CONTACTED');
    return close(lead);
  },
  async 'breached-reassigned-alerted'(start) {
    const lead = await start({ tags: ['hurry'] });
    await lead.waitForEscalations(3);
    await lead.prove();
    await lead.waitForStatus('CONTACTED');
    return close(lead);
  },
  async unqualified(start) {
    const lead = await start({ tags: ['spam'] });
    await lead.handle.result();
    return lead;
  },
  async 'paused-and-resumed'(start) {
    const lead = await start();
    await lead.waitForStatus('ASSIGNED');
    await lead.command({ kind: 'PAUSE' });
    await lead.waitForView('paused', ({ nextDueAtMs }) => nextDueAtMs === null);
    await lead.command({ kind: 'RESUME' });
    await lead.waitForView('resumed', ({ nextDueAtMs }) => nextDueAtMs !== null);
    return close(lead);
  },
};

/** Offered, declined and accepted by updates. */
async function offered(start: (seed?: LeadSeed) => Promise<RunningLead>, reps: string[]): Promise<RunningLead> {
  const lead = await start({ tags: ['offer'] });
  await lead.waitForView('the offer', ({ nextText }) => nextText === 'the offer expires');
  const asked = async () =>
    (
      await lead.world.one<{ user_id: string }>(
        "SELECT user_id FROM offer_answers WHERE lead_id = $1 AND status = 'PENDING'",
        [lead.id],
      )
    ).user_id;
  await lead.answer({ kind: 'DECLINE', userId: await asked(), reason: 'no time' });
  const winner = await asked();
  const answers = reps.map((userId) => lead.answer({ kind: 'ACCEPT', userId }));
  await Promise.all(answers);
  if ((await lead.row()).owner_id !== winner) throw new Error('who was asked did not get it');
  await lead.prove();
  await lead.waitForStatus('CONTACTED');
  return close(lead);
}

/** An absence that begins while its workflow waits, and one that is cancelled before. */
async function absences(lab: LeadLab, save: Save): Promise<void> {
  const world = await lab.newWorld();
  const ana = await world.addRep('Ana');
  await world.addFlow();
  const lead = await lab.start(world);
  await lead.waitForStatus('ASSIGNED');
  await world.addRep('Bob');
  const nowMs = Date.now();
  const begun = await lab.startAbsence(world, ana, { fromMs: nowMs + 2_000, toMs: nowMs + 3_600_000 });
  await begun.handle.result();
  await save('absence-replanned', (await begun.handle.fetchHistory()).events ?? []);
  const cancelled = await lab.startAbsence(world, ana, { fromMs: nowMs + 7_200_000, toMs: nowMs + 7_300_000 });
  await waitFor('it waits', async () => (await cancelled.handle.query(absenceProgress))?.state === 'PLANNED');
  await world.sql.query('UPDATE absences SET cancelled_at = now() WHERE id = $1', [cancelled.id]);
  await cancelled.handle.signal(absenceChanged);
  await cancelled.handle.result();
  await save('absence-cancelled', (await cancelled.handle.fetchHistory()).events ?? []);
}

/** A lane of a webhook: one that fails waits, is rung awake, and arrives; the next waits for its time. */
async function webhookLane({ server }: LeadLab, save: Save): Promise<void> {
  const answers = [{ waitMs: 60_000 }, { waitMs: 0 }, { waitMs: 1_000 }, { waitMs: 0 }];
  const taskQueue = 'record-webhooks';
  const { connection, namespace } = server;
  const sends = await Worker.create({
    connection,
    namespace,
    taskQueue: webhookTaskQueue(taskQueue),
    activities: { tryWebhook: () => Promise.resolve(answers.shift() ?? null) },
  });
  const decides = await Worker.create({ connection, namespace, taskQueue, workflowBundle: await workflowBundle() });
  const bothUntil = (work: () => Promise<void>) => sends.runUntil(() => decides.runUntil(work));
  await bothUntil(async () => {
    const [orgId, laneId] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];
    const handle = await server.workflows.start('webhookWorkflow', {
      taskQueue,
      workflowId: webhookWorkflowId(orgId, laneId),
      args: [{ orgId, laneId }],
    });
    await waitFor('it waits', () => Promise.resolve(answers.length === 3));
    await waitFor('its timer runs', async () => {
      const { events } = await handle.fetchHistory();
      return events?.some(({ timerStartedEventAttributes }) => timerStartedEventAttributes);
    });
    await handle.signal(webhookRung);
    await handle.result();
    await save('webhook-lane', (await handle.fetchHistory()).events ?? []);
  });
}

/** A lead that continues as new: its first run, and its second. */
async function continued(start: (seed?: LeadSeed) => Promise<RunningLead>): Promise<RunningLead> {
  const lead = await start();
  await lead.waitForStatus('ASSIGNED');
  for (let proof = 0; proof < 11; proof += 1) {
    const id = await lead.prove('EMAIL_SENT');
    await waitFor('the proof is applied', async () => {
      const row = await lead.world.one<{ applied_at: Date | null }>('SELECT applied_at FROM proofs WHERE id = $1', [
        id,
      ]);
      return row.applied_at;
    });
  }
  return close(lead);
}

/** Stacks name the directories of the machine. */
const withoutStack = (error: Error): Error => Object.assign(error, { stack: '' });

/** What the activities of a lead fail with at present. */
const failing = new Map<string, Error>();

function faulty(activities: LeadActivities): LeadActivities {
  const or =
    <T>(work: (ref: LeadRef) => Promise<T>) =>
    (ref: LeadRef): Promise<T> => {
      const error = failing.get(ref.leadId);
      return error ? Promise.reject(error) : work(ref);
    };
  const { beginLead, settleLead, qualifyLead, routeLead, startClocks } = activities;
  return {
    beginLead: or(beginLead),
    qualifyLead: or(qualifyLead),
    routeLead: or(routeLead),
    startClocks: or(startClocks),
    settleLead: or(settleLead),
  };
}

/** The database goes away for longer than the local tries last, and comes back. */
async function withoutDatabase(start: (seed?: LeadSeed) => Promise<RunningLead>): Promise<RunningLead> {
  const lead = await start();
  await lead.waitForStatus('ASSIGNED');
  failing.set(lead.id, withoutStack(new Error('connect ECONNREFUSED')));
  await lead.prove();
  // Asked all the while: a query that comes with a task puts what follows a local activity into a task of its own.
  await waitFor('the server holds the retries', async () => {
    await lead.view();
    return (await lead.handle.describe()).raw.pendingActivities?.some(({ attempt }) => (attempt ?? 0) > 1);
  });
  failing.delete(lead.id);
  await lead.waitForStatus('CONTACTED');
  return close(lead);
}

/** It cannot be settled, until it can. */
async function notSettled(start: (seed?: LeadSeed) => Promise<RunningLead>): Promise<RunningLead> {
  const lead = await start();
  await lead.waitForStatus('ASSIGNED');
  failing.set(lead.id, withoutStack(ApplicationFailure.nonRetryable('the lead cannot be settled', 'NotSettled')));
  await lead.prove();
  await lead.waitForView('it stands still', ({ details }) => details.startsWith('**Stands still**'));
  failing.delete(lead.id);
  return close(lead);
}

/** Begun before its workflow was started; then its own timers, a proof that was decided when it was carried over, and an old one. */
async function decidedOutside(lab: LeadLab, world: World): Promise<RunningLead> {
  const lead = await lab.start(world, { inBulk: true, tags: ['hurry'] });
  await lead.waitForEscalations(3);
  const before = await lead.waitForView('all is told', ({ nextDueAtMs }) => nextDueAtMs === null);
  const proof = await lead.record();
  await lead.tell(proof, await lab.decide(world, lead.id));
  await lead.waitForView('it was reached', ({ status }) => status === 'CONTACTED');
  await lead.tell(proof, before);
  return close(lead);
}

async function record(lab: LeadLab): Promise<void> {
  const world = await lab.newWorld();
  const reps = [await world.addRep('Ana'), await world.addRep('Bob')];
  const rules: FlowDefinition['scoring']['rules'] = [
    { when: { not: { field: 'tags', op: 'contains', value: 'spam' } }, points: 10, reason: 'no spam' },
  ];
  await world.addFlow(flowDefinition(world.teamId, { clocks, scoring: { threshold: 0, rules } }));
  const offers = flowDefinition(world.teamId, { clocks, priority: 20 });
  offers.match = { field: 'tags', op: 'contains', value: 'offer' };
  offers.routing.rules[0]!.mode = 'OFFER';
  await world.addFlow(offers, 'offers');
  const start = (seed?: LeadSeed) => lab.start(world, seed);
  const save: Save = async (name, events) => {
    if (!wanted(name)) return;
    // Identities and sticky queues carry the name of the machine.
    const json = JSON.stringify(JSON.parse(historyToJSON({ events })), null, 1).replaceAll(hostname(), 'recorder');
    await writeFile(join(histories, `${name}.${suffix}.json`), `${json}\n`, { flag: 'wx' });
    console.log(`${name}: ${events.length} events`);
  };

  const all: Record<string, Shape> = {
    ...shapes,
    offer: () => offered(start, reps),
    'database-away': () => withoutDatabase(start),
    'not-settled': () => notSettled(start),
    'decided-outside': () => decidedOutside(lab, world),
  };
  for (const [name, shape] of Object.entries(all))
    if (wanted(name)) await save(name, await (await shape(start)).events());
  if (wanted('absence-replanned') || wanted('absence-cancelled')) await absences(lab, save);
  if (wanted('webhook-lane')) await webhookLane(lab, save);
  if (!wanted('continued-first-run') && !wanted('continued-second-run')) return;

  const lead = await continued(start);
  const runs = [await lead.events()];
  for (;;) {
    const before = runs[0]![0]!.workflowExecutionStartedEventAttributes!.continuedExecutionRunId;
    if (!before) break;
    runs.unshift(await lead.events(before));
  }
  if (runs.length < 2) throw new Error('the lead did not continue as new');
  await save('continued-first-run', runs[0]!);
  await save('continued-second-run', runs[1]!);
}

const directory = await mkdtemp(join(tmpdir(), 'pinggo-record-'));
const stops: (() => Promise<unknown>)[] = [() => rm(directory, { recursive: true, force: true })];
try {
  await mkdir(histories, { recursive: true });
  const postgres = await onFreePort(
    0,
    'Postgres',
    () => undefined,
    (port) =>
      startPostgres({
        dataDir: join(directory, 'postgres'),
        port,
        password: 'record',
        logFile: join(directory, 'postgres.log'),
      }),
  );
  stops.push(postgres.stop);
  await migrate(postgres.ownerUrl);
  const urls = await ensureRoles(postgres.ownerUrl);
  const path = await temporalCli({ dataDir: dataDirectory(), log: console.log });
  const env = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: endingWithUs(path) },
      extraArgs: ['--dynamic-config-value', 'limit.historyCount.suggestContinueAsNew=40'],
    },
  });
  stops.push(() => env.teardown());
  const server = {
    workflows: env.client.workflow,
    connection: env.nativeConnection,
    namespace: env.namespace ?? 'default',
    now: () => Promise.resolve(Date.now()),
  };
  const database = { ownerUrl: postgres.ownerUrl, ...urls, drop: () => Promise.resolve() };
  const lab = await LeadLab.open('record', server, faulty, database);
  stops.push(() => lab.close());
  await record(lab);
} finally {
  for (const stop of stops.reverse()) await stop();
}
