import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Reads } from '../../db/client.js';
import type { Access, Caller } from './access.js';
import type { HttpDeps } from './deps.js';
import type { Deprecation } from './deprecation.js';
import type { ApiError } from './errors.js';

/** A schema, null for an answer without body, or either of them with words for the document. */
export type ResponseSchema = z.ZodType | null | { schema: z.ZodType | null; description: string };

/**
 * One route as data: the source of validation, access control and the OpenAPI document.
 * Without `access` it does not compile. Objects in `body` and `query` should be strict: what is unknown is refused.
 */
export interface Contract {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** With parameters in braces: `/api/teams/{id}`. */
  readonly path: `/${string}`;
  /** What clients that are made from the document call it: a verb and its thing, `listLeads`. Never changed. */
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly access: Access;
  /** What the path names, in words: `team`. Path parameters that do not fit answer "There is no such team". */
  readonly entity?: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** Names in lower case. Only these headers reach the handler. */
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  /** `raw`: the handler gets the bytes as they came (`body` is documentation only). */
  readonly bodyKind?: 'json' | 'raw';
  /** Most bytes of the body; left out: those of every other. */
  readonly bodyLimit?: number;
  /** By status; of the errors, only those that need more words than the common ones. */
  readonly responses: Readonly<Record<number, ResponseSchema>>;
  /** Error statuses beyond those that follow from the contract itself (400, 401, 404, 413, 415, 429, 503; 403 where a permission is asked for). */
  readonly errors?: readonly (403 | 409 | 410 | 412 | 422 | 428)[];
  /** Headers of the answer, for the document. */
  readonly responseHeaders?: Readonly<Record<string, string>>;
  /** Content type of the answer; other than JSON: the body is sent as it is. */
  readonly produces?: string;
  /** With `?format=csv` it answers 200 as `text/csv` instead, which the audit log tells of. */
  readonly csv?: true;
  /** The same with `?format=ndjson`, as `application/x-ndjson`. */
  readonly ndjson?: true;
  /** `none`: probes. Routes with a signature are limited by the quota of their endpoint. */
  readonly limit?: 'none';
  /** For those who operate this only: not here where `operationsApart` is set. */
  readonly apart?: true;
  /** It is on its way out: docs/api-versions.md. */
  readonly deprecated?: Deprecation;
  /**
   * Why an operation that is no GET takes no `Idempotency-Key` all the same: it changes nothing, or what goes in and comes out is
   * for the person alone and shall be kept nowhere.
   */
  readonly withoutKey?: 'CHANGES_NOTHING' | 'SECRETS_OF_A_PERSON';
  /** Leaves the answer unchecked; only where measuring showed that the check costs. */
  readonly uncheckedResponse?: boolean;
}

type Parsed<C, K extends 'params' | 'query' | 'headers'> =
  C extends Record<K, infer S extends z.ZodType> ? z.output<S> : Record<string, never>;

type Body<C> = C extends { bodyKind: 'raw' }
  ? Buffer
  : C extends { body: infer S extends z.ZodType }
    ? z.output<S>
    : undefined;

/** Handlers of GET read one snapshot and write nothing: they are given no other way to the database. */
export type DepsOf<C extends Contract, Deps extends HttpDeps> = C['method'] extends 'get'
  ? Omit<Deps, 'db'> & { db: Reads }
  : Deps;

/** What a handler is given: everything validated, and signed in as the contract's access demands. */
export interface Context<C extends Contract, Deps extends HttpDeps = HttpDeps> {
  params: Parsed<C, 'params'>;
  query: Parsed<C, 'query'>;
  headers: Parsed<C, 'headers'>;
  body: Body<C>;
  caller: C['access'] extends { kind: 'permission' } ? Caller : null;
  req: Request;
  traceId: string;
  deps: DepsOf<C, Deps>;
  /** The 404 of this route's `entity`. */
  missing: () => ApiError;
}

type BodyOf<S> = S extends { schema: infer T } ? BodyOf<T> : S extends z.ZodType ? z.input<S> : undefined;
type ReplyHeaders = { headers?: Record<string, string | string[]> };

/**
 * What a handler answers with status `S`. `write` takes the response over, e.g. for a stream.
 * Words of an enum that are written out in a body need `as const`; what comes from rows has its type already.
 */
export type Reply<C extends Contract, S extends keyof C['responses'] & number> = { status: S } & ReplyHeaders &
  (
    | (BodyOf<C['responses'][S]> extends undefined ? { body?: undefined } : { body: BodyOf<C['responses'][S]> })
    | { write: (res: Response) => void | Promise<void> }
  );

export interface AnyReply {
  status: number;
  body?: unknown;
  headers?: Record<string, string | string[]>;
  write?: (res: Response) => void | Promise<void>;
}

export type Handler<C extends Contract, S extends keyof C['responses'] & number, Deps extends HttpDeps> = (
  context: Context<C, Deps>,
) => Promise<Reply<C, S>> | Reply<C, S>;

export interface RouteDefinition<Deps extends HttpDeps = HttpDeps> {
  contract: Contract;
  handler: (context: Context<Contract, Deps>) => Promise<AnyReply> | AnyReply;
  /** Is told of each request that is not answered by the handler's reply, before the error is answered. */
  refused?: (error: unknown, req: Request, deps: Deps) => void;
}

/** Keeps the contract's literal types. */
export const contract = <const C extends Contract>(definition: C): C => definition;

/**
 * Joins a contract with what answers it, for handlers that are given a room's `Deps`. List the result in
 * `api/routes.ts`: only what is listed is mounted.
 */
export const routeFor =
  <Deps extends HttpDeps>() =>
  <C extends Contract, S extends keyof C['responses'] & number>(
    definition: C,
    // `S` of its own keeps a written status a literal: TypeScript would widen it to `number` otherwise.
    handler: Handler<C, S, Deps>,
  ): RouteDefinition<Deps> => {
    // The pipeline gives the handler what its own contract parsed; that link is lost in a list of routes.
    return { contract: definition, handler: handler };
  };

/** The schema of a response entry, without its words. */
export function responseSchema(response: ResponseSchema | undefined): z.ZodType | null {
  if (response === undefined || response === null) return null;
  return 'description' in response && 'schema' in response ? response.schema : response;
}
