import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import type pg from 'pg';
import { z } from 'zod';
import { verifyStandardWebhook } from '../../../../api/leads/intake/signatures/standard-webhooks.js';
import { createTokens } from '../../../../api/platform/crypto/tokens.js';
import { openLog } from '../../../../db/log.js';
import { PROOF_KINDS } from '../../../../domain/leads/vocabulary/proofs.js';
import type { Proof } from './answer.js';
import { need } from './pool.js';
import type { Arrived, Org } from './take-in.js';

/** What an engine does with what the front has checked. */
export interface Desk {
  /** @returns the lead's id */
  takeIn(org: Org, lead: Arrived): Promise<string>;
  /** @returns false: there is no such lead */
  prove(orgId: string, proof: Proof): Promise<boolean>;
  /** @returns false: there is no such lead that is open */
  close(orgId: string, leadId: string, outcome: string): Promise<boolean>;
}

const text = (most: number) => z.string().min(1).max(most);
const leadBody = z.strictObject({
  externalId: text(200),
  name: text(200).optional(),
  email: z.email().optional(),
  phone: text(50).optional(),
  message: z.string().max(10_000).optional(),
  attributes: z.record(z.string(), z.unknown()).optional(),
});
const proofBody = z.strictObject({
  lead: z.strictObject({ id: z.uuid() }),
  kind: z.enum(PROOF_KINDS),
  occurredAt: z.iso.datetime({ offset: true }),
  externalId: text(200),
});
const closeBody = z.strictObject({ outcome: z.enum(['WON', 'LOST']) });

class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Whose endpoint it is, once its secret has signed the raw bytes. @throws Refusal */
async function signedBy(pool: pg.Pool, req: express.Request): Promise<Org> {
  const { rows } = await pool.query<Org & { secret: string }>({
    name: 'endpoint',
    text: `SELECT e.org_id AS "orgId", e.secret, f.definition AS flow
      FROM endpoints e JOIN flows f ON f.org_id = e.org_id WHERE e.id = $1`,
    values: [req.params['endpointId']],
  });
  const headers = req.headers as Record<string, string | undefined>;
  const secrets = rows[0] ? [rows[0].secret] : [];
  const verified = verifyStandardWebhook({ headers, raw: req.body as Buffer, secrets, nowMs: Date.now() });
  if (!verified.ok || !rows[0]) throw new Refusal(401, verified.ok ? 'unknown endpoint' : verified.message);
  return rows[0];
}

const read = <T>(schema: z.ZodType<T>, body: unknown): T => {
  const parsed = schema.safeParse(JSON.parse((body as Buffer).toString()));
  if (!parsed.success) throw new Refusal(422, z.prettifyError(parsed.error));
  return parsed.data;
};

/**
 * The HTTP front that all rivals share: the product's Express, signatures, tokens and log, its paths and its answers. It
 * leaves out what they do not have (other adapters, phone numbers as E.164, the same person, quotas, problem details).
 * Listens until the process is asked to end.
 */
export async function serve(pool: pg.Pool, desk: Desk): Promise<void> {
  const log = openLog('rival', 'info');
  const tokens = await createTokens(need('PINGGO_SIGNING_KEY'));
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  const logged: RequestHandler = (req, res, next) => {
    const startedAtMs = performance.now();
    res.on('finish', () =>
      log.info({ method: req.method, path: req.path, status: res.statusCode, ms: performance.now() - startedAtMs }),
    );
    next();
  };
  app.use(logged, express.raw({ type: 'application/json', limit: '1mb' }));
  app.post('/api/intake/webhook/:endpointId', async (req, res) => {
    const receivedAt = new Date();
    const org = await signedBy(pool, req);
    const {
      name = null,
      email = null,
      phone = null,
      message = null,
      attributes = {},
      ...lead
    } = read(leadBody, req.body);
    if (email === null && phone === null) throw new Refusal(422, 'Give email or phone.');
    const leadId = await desk.takeIn(org, { ...lead, name, email, phone, message, attributes, receivedAt });
    res.status(202).json({ leadId });
  });
  app.post('/api/intake/proofs/:endpointId', async (req, res) => {
    const { orgId } = await signedBy(pool, req);
    const { lead, kind, occurredAt, externalId } = read(proofBody, req.body);
    const known = await desk.prove(orgId, { leadId: lead.id, kind, occurredAt: new Date(occurredAt), externalId });
    if (!known) throw new Refusal(404, 'There is no such lead.');
    res.status(202).json({ leadId: lead.id });
  });
  app.post('/api/leads/:leadId/close', async (req, res) => {
    const claims = await tokens.verify(req.headers.authorization?.replace(/^Bearer /, '') ?? '');
    if (!claims?.org) throw new Refusal(401, 'Sign in.');
    const closed = await desk.close(claims.org, req.params.leadId, read(closeBody, req.body).outcome);
    if (!closed) throw new Refusal(409, 'There is no such open lead.');
    res.status(202).json({ leadId: req.params.leadId });
  });
  const refuse: ErrorRequestHandler = (error: unknown, _req, res, _next) => {
    const status = error instanceof Refusal ? error.status : error instanceof SyntaxError ? 400 : 503;
    if (status === 503) log.warn({ error }, 'not answered');
    res.status(status).json({ error: error instanceof Refusal ? error.message : 'Try again.' });
  };
  app.use(refuse);
  const server = app.listen(0, '127.0.0.1', () => {
    process.send?.({ type: 'ready', port: (server.address() as AddressInfo).port });
  });
  const stop = (): void => {
    server.closeAllConnections();
    server.close(() => void pool.end().then(() => process.exit(0)));
  };
  for (const event of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.on(event, stop);
}
