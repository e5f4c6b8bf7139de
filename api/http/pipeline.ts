import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import { checkContentType, parseBody, readBody, refuseUnstorable } from './body.js';
import type { Access, Caller } from './access.js';
import { idempotencyKey } from './contract.js';
import type { Exported, HttpDeps } from './deps.js';
import { deprecationHeaders } from './deprecation.js';
import { notFound, validation } from './errors.js';
import { zodIssues } from './issues.js';
import { fingerprintOf, once, REPLAYED, type KeptAnswer } from './keyed.js';
import { authorise } from './authorise.js';
import { toApiError } from './middleware/errors.js';
import type { Limits } from './middleware/limits.js';
import { responseSchema, type AnyReply, type Contract, type RouteDefinition } from './route.js';
import { takesKey } from './takes-key.js';

/**
 * What happens to a request of a route, in this order: limit, sign in (401, 403), path (404), query and headers (400),
 * body (413, 415, 400), `Idempotency-Key` where there is one (409, 422), handler, check of its answer.
 */
export function pipeline<Deps extends HttpDeps>(
  { contract, handler, refused }: RouteDefinition<Deps>,
  deps: Deps,
  limits: Limits,
): RequestHandler[] {
  const limited = contract.access.kind !== 'signature' && contract.limit !== 'none';
  const keyed = takesKey(contract);
  const onItsWayOut = deprecationHeaders(contract);
  const named: RequestHandler = (req, res, next) => {
    req.template = contract.path;
    if (onItsWayOut.size > 0) res.setHeaders(onItsWayOut);
    next();
  };
  const answer = async (req: Request, res: Response): Promise<void> => {
    const caller = await signedIn(req, contract.access, deps);
    const missing = () => notFound(contract.entity ?? 'resource');
    const params = parseParams(contract, req, missing);
    const query = parse(contract.query, () => ({ ...req.query }));
    const headers = parse(contract.headers, (schema) => declared(schema, req));
    const body = await bodyOf(contract, req, res);
    const run = async (given: Deps): Promise<AnyReply> =>
      handler({
        params: params as never,
        query: query as never,
        headers: headers as never,
        body: body as never,
        caller: caller as never,
        req,
        traceId: req.traceId,
        deps: given,
        missing,
      });
    const key = keyed && caller !== null ? keyOf(req) : undefined;
    if (key !== undefined) {
      await answerOnce(contract, { req, res, caller: caller!, key, deps }, run);
      return;
    }
    const reply = await run(deps);
    const format = fileFormat(contract, query['format']);
    if (format !== null) await writeDown(contract, format, caller, query, req, deps);
    await send(contract, reply, res);
  };
  const serve: RequestHandler = async (req, res) => {
    try {
      await answer(req, res);
    } catch (error) {
      refused?.(error, req, deps);
      throw error;
    }
  };
  return [named, ...(limited ? limits.general : []), serve];
}

/** Who asks. What an operator asks in a support session is written down before it is answered, or refused. */
async function signedIn(req: Request, access: Access, deps: HttpDeps): Promise<Caller | null> {
  try {
    return await authorise(req, access, deps);
  } finally {
    if (req.caller?.kind === 'support') await deps.supportAsked(req.caller, req);
  }
}

/** What pages through a list says nothing of what was taken along. */
const PLACES = new Set(['format', 'limit', 'cursor', 'until']);

/** As what a list is taken along; null: it is answered as a page. */
function fileFormat({ csv, ndjson }: Contract, asked: unknown): Exported['format'] | null {
  if (csv && asked === 'csv') return 'csv';
  return ndjson && asked === 'ndjson' ? 'ndjson' : null;
}

/** No export can forget it: whatever is declared as a file is in the audit log before its first byte leaves. */
async function writeDown<Deps extends HttpDeps>(
  { path }: Contract,
  format: Exported['format'],
  caller: Caller | null,
  query: Record<string, unknown>,
  { traceId }: Request,
  { exported }: Deps,
): Promise<void> {
  if (caller === null) throw new Error(`${path} gives a list out as a file, and to nobody that it knows`);
  const filters = Object.fromEntries(
    Object.entries(query).filter(([name, value]) => value !== undefined && !PLACES.has(name)),
  );
  await exported({ caller, list: path.slice(path.lastIndexOf('/') + 1), format, filters, traceId });
}

function parse(
  schema: z.ZodObject | undefined,
  read: (schema: z.ZodObject) => Record<string, unknown>,
): Record<string, unknown> {
  if (!schema) return {};
  const value = read(schema);
  refuseUnstorable(value);
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw validation(zodIssues(parsed.error));
  return parsed.data;
}

/** The headers that the contract names: all others are none of the route's business. */
function declared(schema: z.ZodObject, req: Request): Record<string, unknown> {
  return Object.fromEntries(Object.keys(schema.shape).map((name) => [name, req.headers[name]]));
}

/** An id that cannot be one is answered as one that is not there. */
function parseParams(contract: Contract, req: Request, missing: () => Error): Record<string, unknown> {
  if (!contract.params) return {};
  refuseUnstorable(req.params);
  const parsed = contract.params.safeParse({ ...req.params });
  if (!parsed.success) throw missing();
  return parsed.data;
}

async function bodyOf(contract: Contract, req: Request, res: Response): Promise<unknown> {
  if (contract.bodyKind !== 'raw' && !contract.body) return undefined;
  const raw = await readBody(req, res, contract.bodyLimit);
  checkContentType(req, raw);
  if (contract.bodyKind === 'raw') return raw;
  const parsed = contract.body!.safeParse(parseBody(raw));
  if (!parsed.success) throw validation(zodIssues(parsed.error));
  return parsed.data;
}

/** @returns undefined: there is none. @throws ApiError 400 */
const keyOf = (req: Request): string | undefined =>
  parse(idempotencyKey, (schema) => declared(schema, req))['idempotency-key'] as string | undefined;

interface Keyed<Deps> {
  req: Request;
  res: Response;
  caller: Caller;
  key: string;
  deps: Deps;
}

/** What was done under the key is not done again, and answered as it was answered. */
async function answerOnce<Deps extends HttpDeps>(
  contract: Contract,
  { req, res, caller, key, deps }: Keyed<Deps>,
  run: (deps: Deps) => Promise<AnyReply>,
): Promise<void> {
  const sent = Buffer.isBuffer(req.body) ? parseBody(req.body) : undefined;
  const { operationId } = contract;
  const begun = await deps.keys.begin(caller, { operationId, key, fingerprint: fingerprintOf(req, sent) });
  const { answer, replayed } = await once(
    begun,
    async (db) => keptAnswer(contract, await run({ ...deps, db })),
    (thrown) => toApiError(thrown).status < 500,
  );
  res.status(answer.status).set(answer.headers);
  if (replayed) res.set(REPLAYED, 'true');
  if (answer.body === null) res.end();
  else res.type('json').send(answer.body);
}

function keptAnswer(contract: Contract, reply: AnyReply): KeptAnswer {
  if (reply.write || contract.produces !== undefined)
    throw new Error(`${contract.path} answers what cannot be kept: say why it is \`withoutKey\``);
  const body = checkedBody(contract, reply);
  return { status: reply.status, headers: reply.headers ?? {}, body: body === undefined ? null : JSON.stringify(body) };
}

async function send(contract: Contract, reply: AnyReply, res: Response): Promise<void> {
  res.status(reply.status).set(reply.headers ?? {});
  if (reply.write) {
    await reply.write(res);
    return;
  }
  const { produces } = contract;
  const body = checkedBody(contract, reply);
  if (body === undefined) res.end();
  else if (produces === undefined) res.json(body);
  else res.type(produces).send(body);
}

/** What is sent; undefined: nothing is. @throws Error where it is not what the contract promises */
function checkedBody(contract: Contract, reply: AnyReply): unknown {
  if (!(reply.status in contract.responses)) throw new Error(`${contract.path} answered an undeclared ${reply.status}`);
  const schema = responseSchema(contract.responses[reply.status]);
  if (schema === null) return undefined;
  if (contract.uncheckedResponse || contract.produces !== undefined) return reply.body;
  const checked = schema.safeParse(reply.body);
  // A promise to clients that we broke: better a 500 that is seen than an answer that nobody can rely on.
  if (!checked.success) {
    const issues = zodIssues(checked.error).map((issue) => `${issue.path}: ${issue.message}`);
    throw new Error(`the answer of ${contract.method} ${contract.path} breaks its contract: ${issues.join('; ')}`);
  }
  return checked.data;
}
