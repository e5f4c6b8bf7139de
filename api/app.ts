import express, { type Express } from 'express';
import helmet from 'helmet';
import { readCounters } from '../db/platform/queries/counters.js';
import { postgresUp } from '../db/platform/queries/platform.js';
import { findSupportStanding } from '../db/platform/queries/support.js';
import { temporalSeen } from '../db/platform/queries/workers.js';
import { demoManager } from '../db/seed/ids.js';
import { linkPage } from '../domain/leads/view/link-page.js';
import { exportsTo } from './platform/exports.js';
import { supportAskedIn } from './platform/support.js';
import { identifyBy } from './platform/identify.js';
import { requestKeys } from './platform/request-keys.js';
import { keyUses } from './platform/key-uses.js';
import { txtRecords } from './platform/providers/dns.js';
import { Providers } from './platform/providers/providers.js';
import type { Caller } from './http/access.js';
import { Answers } from './leads/answers.js';
import { Decisions } from './leads/decisions.js';
import { GUIDE, llmsText } from './leads/guide.js';
import { DeliveryNotes } from './leads/intake/delivery-notes.js';
import { mountDashboard } from './dashboard.js';
import type { ApiDeps, AppDeps } from './deps.js';
import { dispatcher } from './http/dispatch.js';
import { fixedHeaders } from './http/fixed-headers.js';
import { mountDocs } from './http/docs/mount.js';
import { ApiError, notFound } from './http/errors.js';
import { LiveEvents } from './platform/live/live-events.js';
import { kept } from './http/kept.js';
import { observeRequests } from './http/metrics.js';
import { errorHandler } from './http/middleware/errors.js';
import { limits as makeLimits } from './http/middleware/limits.js';
import { requestLog } from './http/middleware/log.js';
import { trace } from './http/middleware/trace.js';
import { pipeline } from './http/pipeline.js';
import { apiDocument, routes } from './routes.js';
import type { RouteDefinition } from './http/route.js';

export type { ApiDeps, ApiOptions } from './deps.js';

/** Workers tell of themselves every few seconds. */
const SEEN_FOR_MS = 1_000;

/** Where none is given, nobody answers. */
const NO_TEMPORAL: AppDeps['runningLeads'] = {
  among: () => Promise.reject(new Error('no Temporal')),
  endedAt: () => Promise.reject(new Error('no Temporal')),
  page: () => Promise.reject(new Error('no Temporal')),
};

/**
 * The HTTP application, not listening yet.
 * @param definitions the routes to serve: all, or those of operations on a port of their own.
 */
export function createApp(given: ApiDeps, definitions: readonly RouteDefinition<AppDeps>[] = routes): Express {
  const { clock = () => new Date(), ringLead = () => Promise.resolve(false) } = given;
  const live = given.live ?? new LiveEvents(given.db, given.log);
  given.rights.onChange((who) => live.rightsChanged(who));
  const everybody: Caller | null = given.options.bypassAuth
    ? { kind: 'user', ...demoManager, role: 'MANAGER', scopes: [] }
    : null;
  const identify = identifyBy({
    rights: given.rights,
    tokens: given.tokens,
    clock,
    everybody,
    support: (orgId, supportId, operatorId) =>
      given.db.readOrg(orgId, (tx) => findSupportStanding(tx, supportId, operatorId, clock())),
    keyUsed: keyUses(given.db, clock, given.log),
  });
  const deps: AppDeps = {
    ...given,
    clock,
    live,
    identify,
    providers: new Providers(given.options.signOn),
    txtRecords: given.txtRecords ?? txtRecords,
    exported: exportsTo(given.db, clock),
    keys: requestKeys({ ...given, clock }),
    supportAsked: supportAskedIn(given.db, clock),
    answers: new Answers(given.db, ringLead),
    decisions: new Decisions(given.db, ringLead),
    endWorkflows: given.endWorkflows ?? (() => Promise.resolve()),
    runningLeads: given.runningLeads ?? NO_TEMPORAL,
    linkPage: (purpose, token) => linkPage(given.options.publicUrl, purpose, token),
    deliveries: given.deliveries ?? new DeliveryNotes(given.db, given.log),
    postgresUp: () => postgresUp(given.db),
    counters: () => readCounters(given.db),
    temporalSeen: kept(SEEN_FOR_MS, () => temporalSeen(given.db)),
  };
  const limits = makeLimits(deps.options);
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', given.options.trustProxy);
  // Revisions are our ETags; hashes of answers that differ each time would only cost.
  app.disable('etag');
  const dispatch = dispatcher();
  app.use(trace, requestLog(deps.log), observeRequests(deps.metrics), headers(deps), dispatch.handle);

  const methods = new Map<string, Set<string>>();
  const { operationsApart } = deps.options;
  for (const definition of definitions.filter(({ contract }) => !(operationsApart && contract.apart))) {
    const { method, path } = definition.contract;
    const handlers = pipeline(definition, deps, limits);
    dispatch.mount(definition.contract, handlers);
    app[method](expressPath(path), ...handlers);
    const known = methods.get(path) ?? methods.set(path, new Set()).get(path)!;
    known.add(method.toUpperCase());
    if (method === 'get') known.add('HEAD');
  }
  if (!operationsApart)
    mountDocs(app, { guide: GUIDE, overview: llmsText, document: apiDocument, origin: deps.options.publicUrl });
  if (deps.options.dashboardDirectory !== undefined)
    mountDashboard(app, deps.options.dashboardDirectory, !deps.options.bypassAuth, deps.options.mailIsSetUp);
  // After all routes, so that `/api/leads/{id}` does not answer for `/api/leads/export`.
  for (const [path, known] of methods) {
    const allow = [...known].join(', ');
    app.all(expressPath(path), ...limits.general, (req, res) => {
      req.template = path;
      if (req.method === 'OPTIONS') {
        res.status(204).set('Allow', allow).end();
        return;
      }
      throw new ApiError({
        status: 405,
        code: 'METHOD_NOT_ALLOWED',
        title: `This path does not take ${req.method}`,
        howToFix: [`Use ${allow}.`],
        headers: { Allow: allow },
      });
    });
  }
  app.use(...limits.general, () => {
    throw notFound('route', 'GET /openapi.json lists what there is.');
  });
  app.use(errorHandler(deps.log));
  return app;
}

const expressPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

/** Answers are data: nothing may be loaded, framed or kept by caches. */
function headers(deps: AppDeps): express.RequestHandler {
  const all = fixedHeaders(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
      },
      strictTransportSecurity: deps.options.publicUrl.startsWith('https:'),
      crossOriginResourcePolicy: { policy: 'same-origin' },
    }),
  ).set('Cache-Control', 'no-store');
  return (req, res, next) => {
    // An ETag is for If-Match only: the revision stays when other parts of the answer change, so no 304 from it.
    delete req.headers['if-none-match'];
    res.setHeaders(all);
    next();
  };
}
