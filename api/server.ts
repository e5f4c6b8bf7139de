import { fileURLToPath } from 'node:url';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Config } from '../config.js';
import { openDatabase } from '../db/client.js';
import { messageOf } from '../db/errors.js';
import { openLog } from '../db/log.js';
import { createSecretBox } from '../db/platform/secret-box.js';
import { ZONES_ARE_OLD, ZONES_VERSION, zonesAreOld } from '../domain/engine/calendars/zone-data.js';
import { createApp, type ApiDeps } from './app.js';
import { answerClientErrors } from './http/client-errors.js';
import { createTokens } from './platform/crypto/tokens.js';
import { operationsRoutes } from './routes.js';
import { leadBell } from './leads/lead-bell.js';
import { runningLeads } from './leads/running-leads.js';
import { DeliveryNotes } from './leads/intake/delivery-notes.js';
import { LiveEvents } from './platform/live/live-events.js';
import { openRights } from './platform/rights.js';
import { checkStart } from './start-check.js';
import { temporalProbe } from './platform/temporal-probe.js';

/** Load balancers keep idle connections for 60 s: ours must outlive theirs, or they send into a closed one. */
const KEEP_ALIVE_MS = 75_000;
/** How long open requests and streams may go on once the process was asked to end. */
const DRAIN_MS = 8_000;

export interface RunningApi {
  port: number;
  /** Of metrics, documentation and details of readiness; null: they have none of their own. */
  opsPort: number | null;
  /** Takes no more requests, lets the open ones end, closes the database. */
  stop: () => Promise<void>;
}

/** @throws Error when the port is taken */
async function listen(app: Express, port: number, host: string): Promise<Server> {
  const server = app.listen(port, host);
  answerClientErrors(server);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = KEEP_ALIVE_MS + 1_000;
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  return server;
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/**
 * Starts the API. It comes up without Postgres and Temporal: `/readyz` names what is missing.
 * @throws Error when the configuration cannot be used, or the port is taken.
 */
export async function startApi(config: Config): Promise<RunningApi> {
  const keys = checkStart(config);
  const log = openLog('api', config.LOG_LEVEL);
  const tokens = await createTokens(keys.signingKey, undefined, config.PINGGO_OTHER_SIGNING_KEYS);
  const secrets = createSecretBox(keys.secretsKey);
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });
  const db = openDatabase(config.DATABASE_URL, {
    role: 'pinggo_app',
    poolSize: config.DATABASE_POOL_SIZE,
    onError: (error) => log.warn({ error: messageOf(error) }, 'an idle database connection broke'),
  });
  const temporal = temporalProbe(config.temporal);
  const bell = leadBell(config.temporal);
  const running = runningLeads(config.temporal);
  const live = new LiveEvents(db, log);
  const deliveries = new DeliveryNotes(db, log);
  const { rights, close: closeRights } = openRights(db);
  const given: ApiDeps = {
    db,
    log,
    live,
    deliveries,
    rights,
    secrets,
    tokens,
    metrics,
    temporalUp: temporal.up,
    ringLead: bell.ring,
    endWorkflows: bell.end,
    runningLeads: running,
    options: {
      publicUrl: config.publicUrl,
      temporalUiUrl: config.TEMPORAL_UI_URL ?? null,
      temporalNamespace: config.temporal.namespace,
      bypassAuth: config.PINGGO_BYPASS_AUTH,
      trustProxy: config.TRUST_PROXY,
      intakeQuotaPerMinute: config.PINGGO_LIMITS ? config.INTAKE_QUOTA_PER_MINUTE : 0,
      rateLimitPerMinute: config.PINGGO_LIMITS ? config.RATE_LIMIT_PER_MINUTE : 0,
      loginLimits: config.PINGGO_LIMITS
        ? {
            freePerAccount: config.LOGIN_TRIES_PER_ACCOUNT,
            freePerAddress: config.LOGIN_TRIES_PER_ADDRESS,
            firstWaitMs: config.LOGIN_FIRST_WAIT_SECONDS * 1_000,
            longestWaitMs: config.LOGIN_MAX_WAIT_SECONDS * 1_000,
          }
        : null,
      retention: { readNoticeDays: config.KEEP_READ_NOTICE_DAYS, unreadNoticeDays: config.KEEP_UNREAD_NOTICE_DAYS },
      keepDeletedTenantDays: config.KEEP_DELETED_TENANT_DAYS,
      mailIsSetUp: config.SMTP_URL !== undefined,
      signOn: {
        innerHosts: config.SIGN_ON_INNER_HOSTS,
        local: config.NODE_ENV === 'development' || config.NODE_ENV === 'test',
      },
      webhooks: { innerHosts: config.WEBHOOK_INNER_HOSTS, local: config.WEBHOOK_LOCAL },
      operationsApart: config.NODE_ENV === 'production' || config.OPS_PORT !== undefined,
    },
  };

  const dashboardDirectory = fileURLToPath(new URL('../dashboard/dist', import.meta.url));
  const app = createApp({ ...given, options: { ...given.options, dashboardDirectory } });
  const servers = [await listen(app, config.PORT, config.HOST)];
  if (config.OPS_PORT !== undefined) {
    const options = { ...given.options, operationsApart: false };
    servers.push(await listen(createApp({ ...given, options }, operationsRoutes()), config.OPS_PORT, config.HOST));
  }
  const [port, opsPort = null] = servers.map(portOf) as [number, number?];
  log.info({ port, opsPort, host: config.HOST, timeZones: ZONES_VERSION }, 'the API listens');
  if (zonesAreOld(Date.now())) log.warn({ timeZones: ZONES_VERSION }, ZONES_ARE_OLD);
  if (!config.PINGGO_LIMITS)
    log.warn('the limits are switched off: of requests, of deliveries, and of log-ins that fail');
  if (config.PINGGO_BYPASS_AUTH) log.warn('log-in is switched off: every request is the demo manager');

  return {
    port,
    opsPort,
    async stop() {
      const closed = Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
      // Streams would go on for ever; their clients resume elsewhere.
      await live.close();
      for (const server of servers) server.closeIdleConnections();
      const impatient = setTimeout(() => servers.forEach((server) => server.closeAllConnections()), DRAIN_MS);
      await closed;
      clearTimeout(impatient);
      await deliveries.flush();
      await Promise.allSettled([closeRights(), db.close(), temporal.close(), bell.close(), running.close()]);
      log.info('the API has ended');
    },
  };
}
