import { ScheduleAlreadyRunning, ScheduleClient, ScheduleOverlapPolicy, WorkflowClient } from '@temporalio/client';
import { NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { createActivities } from './activities/index.js';
import type { Retention } from './activities/platform/retention.js';
import { safeFailures, temporalLog } from './activities/temporal-log.js';
import { openSenders } from './activities/platform/senders/index.js';
import { openMailer } from './activities/platform/senders/mail.js';
import { dyingAt } from './settlement/boundaries.js';
import { startBacklogHelper } from './settlement/backlog.js';
import { decideTogether } from './settlement/decide.js';
import { startHerdHelper } from './settlement/herd.js';
import { settleAlone } from './settlement/settle-each.js';
import { startFolding } from './settlement/tower.js';
import { Traces } from './settlement/traces.js';
import { configOrExit, type Config } from './config.js';
import { openDatabase } from './db/client.js';
import { describeError, messageOf } from './db/errors.js';
import { endOnUncaught, openLog } from './db/log.js';
import { PATIENCE } from './db/patience.js';
import { Batcher } from './db/batcher.js';
import { Latest } from './db/latest.js';
import { originsOfLeads, type LeadOrigin } from './db/leads/queries/lead-source.js';
import type { LeadKey } from './db/leads/queries/settlement/sweep.js';
import { deleteOldInboxKeys } from './db/leads/queries/retention.js';
import { settleDeliveries } from './db/platform/queries/deliveries.js';
import { keepForQuiet } from './db/platform/queries/quiet-hours.js';
import {
  deleteDeliveredMessages,
  deleteEndedSessions,
  deleteExpiredRefreshTokens,
  deleteOldOneTimeLinks,
  deleteReadNotices,
  deleteReadNoticesOfOrgs,
  deleteUnreadNotices,
  deleteUnreadNoticesOfOrgs,
} from './db/platform/queries/retention.js';
import { ZONES_ARE_OLD, ZONES_VERSION, zonesAreOld } from './domain/engine/calendars/zone-data.js';
import { leadPage } from './domain/leads/view/page.js';
import { settledView } from './domain/leads/view/settled-view.js';
import { linkPage } from './domain/leads/view/link-page.js';
import { startRelay } from './relay/relay.js';
import { ensureSearchAttributes } from './relay/search-attributes.js';
import { stoppedLeads } from './relay/leads/stopped-leads.js';
import { topicsOf } from './relay/topics.js';
import { searchAttributes, workerTuning } from './temporal.config.js';
import {
  HOLIDAYS_SCHEDULE_ID,
  HOLIDAYS_WORKFLOW_ID,
  RETENTION_SCHEDULE_ID,
  RETENTION_WORKFLOW_ID,
  SWEEP_SCHEDULE_ID,
  SWEEP_WORKFLOW_ID,
} from './workflows/ids.js';

/** The reconciler's minute, the retention's five, and the hour in which it becomes November somewhere. */
const JOBS = [
  { scheduleId: SWEEP_SCHEDULE_ID, every: '1m', workflowType: 'sweepWorkflow', workflowId: SWEEP_WORKFLOW_ID },
  {
    scheduleId: RETENTION_SCHEDULE_ID,
    every: '5m',
    workflowType: 'retentionWorkflow',
    workflowId: RETENTION_WORKFLOW_ID,
  },
  { scheduleId: HOLIDAYS_SCHEDULE_ID, every: '1h', workflowType: 'holidaysWorkflow', workflowId: HOLIDAYS_WORKFLOW_ID },
] as const;

async function ensureSchedules(schedules: ScheduleClient, taskQueue: string): Promise<void> {
  for (const { scheduleId, every, workflowType, workflowId } of JOBS)
    try {
      await schedules.create({
        scheduleId,
        spec: { intervals: [{ every }] },
        policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1m' },
        action: {
          type: 'startWorkflow',
          workflowType,
          workflowId,
          taskQueue,
          args: [],
          workflowExecutionTimeout: '10m',
        },
      });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    }
}

/** How long what is over is kept, each kind by its setting. */
const retentionsOf = (config: Config): Retention[] => [
  { kind: 'outbox', days: config.KEEP_OUTBOX_DAYS, deleteOld: deleteDeliveredMessages },
  { kind: 'refresh_tokens', days: config.KEEP_REFRESH_TOKEN_DAYS, deleteOld: deleteExpiredRefreshTokens },
  { kind: 'one_time_links', days: config.KEEP_ONE_TIME_LINK_DAYS, deleteOld: deleteOldOneTimeLinks },
  { kind: 'sessions', days: config.KEEP_REFRESH_TOKEN_DAYS, deleteOld: deleteEndedSessions },
  { kind: 'inbox_keys', days: config.KEEP_INBOX_KEY_DAYS, deleteOld: deleteOldInboxKeys },
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

/** Temporal may come up after the worker: wait for it, and say so. */
async function connect(config: Config, log: Logger): Promise<NativeConnection> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await NativeConnection.connect({
        address: config.TEMPORAL_ADDRESS,
        ...(config.TEMPORAL_API_KEY ? { apiKey: config.TEMPORAL_API_KEY } : {}),
        ...(config.TEMPORAL_TLS ? { tls: true } : {}),
      });
    } catch (error) {
      if (tries >= 60) throw error;
      if (tries % 5 === 0) log.warn({ address: config.TEMPORAL_ADDRESS }, 'Temporal does not answer yet; trying again');
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }
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
  const relayDb = openDatabase(relayUrl, { role: 'pinggo_relay', poolSize: 4, patience: PATIENCE.RELAYING, onError });

  const connection = await connect(config, log);
  const namespace = config.TEMPORAL_NAMESPACE;
  // Where it is not allowed, somebody may have registered them by hand: the worker goes on and says so.
  await ensureSearchAttributes(connection.operatorService, namespace, searchAttributes).catch((error: Error) =>
    log.warn(messageOf(error)),
  );

  const senders = openSenders(config);
  const clock = (): number => Date.now();
  const passed = config.PINGGO_DIE_AT ? dyingAt(config.PINGGO_DIE_AT) : undefined;
  const shared = { outgoing: [...senders.keys()], clock, log, traces, ...(passed && { passed }) };
  const sweepDeps = { ...shared, db: bulkDb, relayDb };
  const client = new WorkflowClient({ connection, namespace });
  const reconcileDeps = { ...sweepDeps, stoppedLeads: (sinceMs: number) => stoppedLeads(client, sinceMs) };
  const activities = createActivities(
    { ...shared, db, publicUrl: config.publicUrl },
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

  const workflows: Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> = config.PINGGO_WORKFLOW_BUNDLE
    ? { workflowBundle: { codePath: config.PINGGO_WORKFLOW_BUNDLE } }
    : { workflowsPath: fileURLToPath(new URL('./workflows/index.ts', import.meta.url)) };
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: config.TEMPORAL_TASK_QUEUE,
    activities,
    interceptors: { activity: [safeFailures] },
    ...workflows,
    ...workerTuning,
    maxCachedWorkflows: config.WORKER_CACHED_WORKFLOWS,
  });

  const schedules = new ScheduleClient({ connection, namespace });
  await ensureSchedules(schedules, config.TEMPORAL_TASK_QUEUE);
  // A Temporal server that lost its data while we ran has lost the schedules too.
  const scheduleKeeper = setInterval(() => {
    ensureSchedules(schedules, config.TEMPORAL_TASK_QUEUE).catch((error: unknown) => {
      log.warn({ err: error }, 'the schedules could not be looked after');
    });
  }, 60_000);
  const backlogFrom = config.WORKER_BACKLOG_FROM === undefined ? {} : { backlogFrom: config.WORKER_BACKLOG_FROM };
  const backlog = startBacklogHelper({ ...sweepDeps, ...backlogFrom });
  const isCrowded = () => backlog.isDeep();
  const origins = new Batcher<LeadKey, LeadOrigin | null>({
    run: (leads) => originsOfLeads(relayDb, leads),
    size: 100,
    inFlight: 1,
  });
  const relay = startRelay({
    db: relayDb,
    listenUrl: relayUrl,
    topics: topicsOf({
      workflows: client,
      taskQueue: config.TEMPORAL_TASK_QUEUE,
      publicUrl: config.publicUrl,
      ...backlogFrom,
      sourceOf: async (orgId, leadId) => {
        const origin = await origins.do({ orgId, leadId });
        if (origin) traces.remember(leadId, origin.traceId);
        return origin?.source ?? null;
      },
      keepForQuiet: async (orgId, noticeId) =>
        (await db.inOrg(orgId, (tx) => keepForQuiet(tx, noticeId, new Date()))) !== null,
      settleNotice: (orgId, noticeId, status) => db.inOrg(orgId, (tx) => settleDeliveries(tx, noticeId, status)),
      told: new Latest(10_000),
      isCrowded,
      decide: decideTogether({ ...shared, db, publicUrl: config.publicUrl }),
      settleWithoutWorkflow: async (orgId, leadId) => {
        const options = { goal: 'SETTLED', skipLocked: false, atLeastMs: 0 } as const;
        const [view] = (await settleAlone(sweepDeps, orgId, leadId, options)).views;
        return view ? settledView(view, config.publicUrl, clock()) : null;
      },
    }),
    traceOf: (leadId) => traces.of(leadId),
    ...(passed && { passed }),
    isCrowded,
    log,
  });
  const herd = startHerdHelper(sweepDeps);
  const folding = startFolding(sweepDeps);

  const stop = (): void => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // Started by `npm start`: when that is gone without a word, this must not be left behind.
  process.on('disconnect', stop);
  process.send?.({ type: 'ready' });
  log.info({ taskQueue: config.TEMPORAL_TASK_QUEUE, namespace, timeZones: ZONES_VERSION }, 'worker ready');
  if (zonesAreOld(Date.now())) log.warn({ timeZones: ZONES_VERSION }, ZONES_ARE_OLD);

  try {
    await worker.run();
  } finally {
    clearInterval(scheduleKeeper);
    await Promise.all([relay.stop(), herd.stop(), backlog.stop(), folding.stop()]);
    await Promise.all([db.close(), bulkDb.close(), relayDb.close()]);
    await connection.close();
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
