import { ScheduleClient, WorkflowClient } from '@temporalio/client';
import { NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { createActivities } from './activities/index.js';
import type { Retention } from './activities/platform/retention.js';
import { safeFailures, temporalLog } from './activities/temporal-log.js';
import { asVersion, beFirst, versionOf, type DeploymentVersion } from './activities/temporal-deployment.js';
import { keepWorking, makeTogether, type TemporalWorker } from './activities/temporal-worker.js';
import { webhookActivities } from './activities/platform/webhooks.js';
import { openSenders } from './activities/platform/senders/index.js';
import { openMailer } from './activities/platform/senders/mail.js';
import { dyingAt } from './settlement/boundaries.js';
import { BACKLOG_FROM, startBacklogHelper, TOGETHER_FROM } from './settlement/backlog.js';
import { decideAlone, decideTogether, type DecideDeps } from './settlement/decide.js';
import { startHerdHelper } from './settlement/herd.js';
import { startFolding } from './settlement/tower.js';
import { Traces } from './settlement/traces.js';
import { startUnderstudy } from './settlement/understudy.js';
import { configOrExit, type Config } from './config.js';
import { openDatabase } from './db/client.js';
import { describeError, messageOf } from './db/errors.js';
import { endOnUncaught, openLog } from './db/log.js';
import { PATIENCE } from './db/patience.js';
import { Batcher } from './db/batcher.js';
import { leadToSend } from './db/leads/queries/sent-lead.js';
import { originsOfLeads, type LeadOrigin } from './db/leads/queries/lead-source.js';
import type { LeadKey } from './db/leads/queries/settlement/sweep.js';
import { deleteOldInboxKeys } from './db/leads/queries/retention.js';
import { createSecretBox } from './db/platform/secret-box.js';
import { requeuesOf, settleDeliveries } from './db/platform/queries/deliveries.js';
import { keepForQuiet } from './db/platform/queries/quiet-hours.js';
import { forgetWorker, tellOfWorker } from './db/platform/queries/workers.js';
import {
  deleteDeliveredMessages,
  deleteEndedSessions,
  deleteExpiredRefreshTokens,
  deleteOldIdempotencyKeys,
  deleteOldOneTimeLinks,
  deleteOldWebhookDeliveries,
  deleteReadNotices,
  deleteReadNoticesOfOrgs,
  deleteUnreadNotices,
  deleteUnreadNoticesOfOrgs,
} from './db/platform/queries/retention.js';
import { ZONES_ARE_OLD, ZONES_VERSION, zonesAreOld } from './domain/engine/calendars/zone-data.js';
import { LEAD_EVENTS } from './domain/leads/vocabulary/events.js';
import { leadPage } from './domain/leads/view/page.js';
import { linkPage } from './domain/leads/view/link-page.js';
import { PLATFORM_EVENTS } from './domain/platform/vocabulary/events.js';
import { temporalProbe } from './relay/platform/watch/probe.js';
import { watchTemporal } from './relay/platform/watch/watch.js';
import { startRelay, type RelayDeps } from './relay/relay.js';
import { startSealing } from './relay/platform/seal-audit.js';
import { startTellingWebhooks } from './relay/platform/tell-webhooks.js';
import { ensureSchedules, keepSchedules } from './relay/schedules.js';
import { ensureSearchAttributes } from './relay/search-attributes.js';
import { stoppedLeads } from './relay/leads/stopped-leads.js';
import { topicsOf } from './relay/topics.js';
import { searchAttributes, webhookTuning, workerTuning } from './temporal.config.js';
import { webhookTaskQueue } from './workflows/ids.js';

/** How long what is over is kept, each kind by its setting. */
const retentionsOf = (config: Config): Retention[] => [
  { kind: 'outbox', days: config.KEEP_OUTBOX_DAYS, deleteOld: deleteDeliveredMessages },
  { kind: 'refresh_tokens', days: config.KEEP_REFRESH_TOKEN_DAYS, deleteOld: deleteExpiredRefreshTokens },
  { kind: 'one_time_links', days: config.KEEP_ONE_TIME_LINK_DAYS, deleteOld: deleteOldOneTimeLinks },
  { kind: 'sessions', days: config.KEEP_REFRESH_TOKEN_DAYS, deleteOld: deleteEndedSessions },
  { kind: 'inbox_keys', days: config.KEEP_INBOX_KEY_DAYS, deleteOld: deleteOldInboxKeys },
  // What integrators are told, and no operator's choice.
  { kind: 'idempotency_keys', days: 1, deleteOld: deleteOldIdempotencyKeys },
  { kind: 'webhook_deliveries', days: config.KEEP_WEBHOOK_DELIVERY_DAYS, deleteOld: deleteOldWebhookDeliveries },
  {
    kind: 'read_notices',
    days: config.KEEP_READ_NOTICE_DAYS,
    deleteOld: deleteReadNotices,
    deleteOldOfOrgs: deleteReadNoticesOfOrgs,
  },
  {
    kind: 'unread_notices',
    days: config.KEEP_UNREAD_NOTICE_DAYS,
    deleteOld: deleteUnreadNotices,
    deleteOldOfOrgs: deleteUnreadNoticesOfOrgs,
  },
];

/** Tries that may fail while Temporal answers others: then it is our settings that are wrong. */
const MOST_TRIES = 60;

/** Temporal may come up long after the worker: waits for it, and says so. @returns null where it was told to end before */
async function connect(
  config: Config,
  { log, isAway, signal }: { log: Logger; isAway: () => boolean; signal: AbortSignal },
): Promise<NativeConnection | null> {
  const { connection } = config.temporal;
  for (let tries = 0, said = 0; !signal.aborted; said += 1) {
    try {
      return await NativeConnection.connect(connection);
    } catch (error) {
      tries = isAway() ? 0 : tries + 1;
      if (tries > MOST_TRIES) throw error;
      if (said % 60 === 0) log.warn({ address: connection.address }, 'Temporal does not answer yet; trying again');
      await delay(1_000, undefined, { signal }).catch(() => undefined);
    }
  }
  return null;
}

/** Where a build has its workflows; from the sources they are bundled at start. */
const BUILT_WORKFLOWS = join(import.meta.dirname, 'workflow-bundle.js');

const bundleOf = (config: Config): string | null =>
  config.PINGGO_WORKFLOW_BUNDLE ?? (existsSync(BUILT_WORKFLOWS) ? BUILT_WORKFLOWS : null);

function workflowsOf(config: Config): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  const codePath = bundleOf(config);
  return codePath === null
    ? { workflowsPath: fileURLToPath(new URL('./workflows/index.ts', import.meta.url)) }
    : { workflowBundle: { codePath } };
}

/** @returns null: it is no version of a deployment */
async function versionOfThis(config: Config): Promise<DeploymentVersion | null> {
  if (config.WORKER_DEPLOYMENT === undefined) return null;
  const bundle = bundleOf(config);
  if (bundle === null) throw new Error('WORKER_DEPLOYMENT needs workflows that are built: `npm run build`');
  return versionOf(config.WORKER_DEPLOYMENT, await readFile(bundle, 'utf8'));
}

async function main(config: Config, log: Logger): Promise<void> {
  const traces = new Traces();
  // The id of a lead's workflow ends in the lead's.
  const { logger, logging } = temporalLog(log, config.LOG_LEVEL, (workflowId) =>
    traces.of(workflowId.slice(workflowId.lastIndexOf(':') + 1)),
  );
  const metrics = { prometheus: { bindAddress: `${config.HOST}:${config.WORKER_METRICS_PORT}` } };
  Runtime.install({
    ...(logger && { logger }),
    telemetryOptions: { ...(logging && { logging }), ...(config.WORKER_METRICS_PORT !== undefined && { metrics }) },
  });

  const onError = (error: Error): void => log.warn({ error: messageOf(error) }, 'a database connection broke');
  const poolSize = config.DATABASE_POOL_SIZE;
  const asApp = { role: 'pinggo_app', genericPlans: true, onError } as const;
  const db = openDatabase(config.DATABASE_URL, { ...asApp, poolSize, patience: PATIENCE.SETTLING });
  // Bulk work has its own connections: it must not wait behind the herd that it is there to help.
  // An org whose 10,000 leads are due at once has ten batches of them prepared at once: more than half, as work ends by itself.
  const bulkDb = openDatabase(config.DATABASE_URL, { ...asApp, poolSize: 16, patience: PATIENCE.BULK, greed: 2 });
  const relayUrl = config.RELAY_DATABASE_URL ?? config.DATABASE_URL;
  const relayDb = openDatabase(relayUrl, {
    role: 'pinggo_relay',
    genericPlans: true,
    poolSize: 4,
    patience: PATIENCE.RELAYING,
    onError,
  });

  const ending = new AbortController();
  const { signal } = ending;
  const end = (): void => ending.abort();
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  // Started by `npm start`: when that is gone without a word, this must not be left behind.
  process.on('disconnect', end);

  const { namespace } = config.temporal;
  const workerId = randomUUID();
  const probe = temporalProbe(config.temporal);
  const watch = watchTemporal({ ask: probe.ask, tell: (sight) => tellOfWorker(relayDb, workerId, sight), log });
  const isAway = (): boolean => watch.isAway();
  /** Of the Temporal worker: it may end though its server answers, and is made anew. */
  let hasEnded = false;

  const senders = openSenders(config);
  const clock = (): number => Date.now();
  const passed = config.PINGGO_DIE_AT ? dyingAt(config.PINGGO_DIE_AT) : undefined;
  const shared = { outgoing: [...senders.keys()], clock, log, traces, ...(passed && { passed }) };
  const sweepDeps = { ...shared, db: bulkDb, relayDb };
  const standInDeps = { ...sweepDeps, standsIn: () => hasEnded || watch.standsIn() };
  // What keeps promises asks Postgres only: it begins before Temporal answers, and goes on when that does not.
  const backlogFrom = config.WORKER_BACKLOG_FROM ?? BACKLOG_FROM;
  const backlog = startBacklogHelper({ ...standInDeps, backlogFrom });
  const isCrowded = (): boolean => backlog.isDeep();
  const helpers = [
    backlog,
    startHerdHelper(standInDeps),
    startUnderstudy(standInDeps),
    startFolding(sweepDeps),
    startTellingWebhooks({ db: bulkDb, relayDb, log }),
    startSealing({ db: bulkDb, relayDb, isCrowded, log }),
  ];

  let saysReady = (): void => {
    saysReady = () => undefined;
    process.send?.({ type: 'ready' });
    log.info({ taskQueue: config.TEMPORAL_TASK_QUEUE, namespace, timeZones: ZONES_VERSION }, 'worker ready');
    if (zonesAreOld(Date.now())) log.warn({ timeZones: ZONES_VERSION }, ZONES_ARE_OLD);
  };
  void watch.whenAway.then(() => saysReady());

  const version = await versionOfThis(config);

  async function workWith(connection: NativeConnection): Promise<void> {
    const client = new WorkflowClient({ connection, namespace });
    const schedules = new ScheduleClient({ connection, namespace });
    const decideDeps: DecideDeps = { ...shared, db, publicUrl: config.publicUrl };
    const reconcileDeps = { ...sweepDeps, stoppedLeads: (sinceMs: number) => stoppedLeads(client, sinceMs) };
    const activities = createActivities(
      decideDeps,
      reconcileDeps,
      { db, senders, pageOf: (leadId) => leadPage(config.publicUrl, leadId), log },
      {
        db,
        mailer: openMailer(config),
        pageOf: (purpose, token) => linkPage(config.publicUrl, purpose, token),
        clock,
        log,
      },
      { relayDb, retentions: retentionsOf(config), clock, log },
      { db: bulkDb, relayDb, clock, log },
    );
    const webhooks = webhookActivities({
      db,
      secrets: config.PINGGO_SECRETS_KEY === undefined ? null : createSecretBox(config.PINGGO_SECRETS_KEY),
      rules: { innerHosts: config.WEBHOOK_INNER_HOSTS, local: config.WEBHOOK_LOCAL },
      events: { ...PLATFORM_EVENTS, ...LEAD_EVENTS },
      leadToSend,
      outgoing: shared.outgoing,
      clock,
      log,
    });
    /** The server may have lost all it knew since the last time. */
    const prepare = async (): Promise<void> => {
      // Where it is not allowed, somebody may have registered them by hand: the worker goes on and says so.
      await ensureSearchAttributes(connection.operatorService, namespace, searchAttributes).catch((error: Error) =>
        log.warn(messageOf(error)),
      );
      await ensureSchedules(schedules, config.TEMPORAL_TASK_QUEUE);
    };
    const make = async (): Promise<TemporalWorker> => {
      await prepare();
      const { TEMPORAL_TASK_QUEUE: taskQueue } = config;
      const common = { connection, namespace, interceptors: { activity: [safeFailures] } };
      return makeTogether([
        () =>
          Worker.create({
            ...common,
            taskQueue,
            activities,
            ...workflowsOf(config),
            ...workerTuning,
            ...(version && asVersion(version)),
            maxCachedWorkflows: config.WORKER_CACHED_WORKFLOWS,
          }),
        () =>
          Worker.create({ ...common, taskQueue: webhookTaskQueue(taskQueue), activities: webhooks, ...webhookTuning }),
      ]);
    };

    const origins = new Batcher<LeadKey, LeadOrigin | null>({
      run: (leads) => originsOfLeads(relayDb, leads),
      size: 100,
      inFlight: 1,
    });
    const scheduleKeeper = keepSchedules(schedules, config.TEMPORAL_TASK_QUEUE, { isAway, log });
    const relayDeps: RelayDeps = {
      db: relayDb,
      listenUrl: relayUrl,
      topics: topicsOf({
        workflows: client,
        taskQueue: config.TEMPORAL_TASK_QUEUE,
        publicUrl: config.publicUrl,
        togetherFrom: config.WORKER_BACKLOG_FROM ?? TOGETHER_FROM,
        originOf: async (orgId, leadId) => {
          const origin = await origins.do({ orgId, leadId });
          if (origin) traces.remember(leadId, origin.traceId);
          return origin;
        },
        prepareNotice: (orgId, noticeId) =>
          db.inOrg(orgId, async (tx) => {
            const [until, requeues] = await Promise.all([
              keepForQuiet(tx, noticeId, new Date()),
              requeuesOf(tx, noticeId),
            ]);
            return { isKept: until !== null, requeues };
          }),
        settleNotice: (orgId, noticeId, status) => db.inOrg(orgId, (tx) => settleDeliveries(tx, noticeId, status)),
        isCrowded,
        decide: decideTogether(decideDeps, { skipLocked: true }),
        begin: decideTogether(decideDeps, { skipLocked: false }),
        settleWithoutWorkflow: (orgId, leadId) => decideAlone(decideDeps, orgId, leadId),
      }),
      isAway,
      whenBack: () =>
        prepare().catch((error: unknown) => log.warn({ err: error }, 'the schedules could not be looked after')),
      traceOf: (leadId) => traces.of(leadId),
      ...(passed && { passed }),
      isCrowded,
      log,
    };
    let relay: ReturnType<typeof startRelay> | null = null;
    const onChange = (works: boolean): void => {
      hasEnded = !works;
      if (!works) return;
      if (version) void beFirst(connection, namespace, version, { signal, log });
      relay ??= startRelay(relayDeps);
      saysReady();
    };
    try {
      await keepWorking({ make, onChange, isAway, signal, log });
    } finally {
      scheduleKeeper.stop();
      await (relay as ReturnType<typeof startRelay> | null)?.stop();
    }
  }

  let connection: NativeConnection | null = null;
  try {
    connection = await connect(config, { log, isAway, signal });
    if (connection !== null) await workWith(connection);
  } finally {
    await Promise.all([watch.stop(), ...helpers.map((helper) => helper.stop())]);
    await forgetWorker(relayDb, workerId).catch(() => undefined);
    await Promise.all([db.close(), bulkDb.close(), relayDb.close(), probe.close()]);
    // One that a worker still holds, as it does not end, goes with the process.
    await connection?.close().catch((error: unknown) => log.warn({ error: messageOf(error) }, 'left open: Temporal'));
  }
  log.info('worker stopped');
}

const config = configOrExit();
const log = openLog('worker', config.LOG_LEVEL);
endOnUncaught(log);
main(config, log).then(
  () => process.exit(0),
  (error: unknown) => {
    // The supervisor starts it again.
    log.fatal({ err: describeError(error) }, 'the worker ended by an error');
    process.exit(1);
  },
);
