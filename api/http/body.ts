import express, { type Request, type Response } from 'express';
import { malformed, tooLarge, unsupportedMediaType, validation } from './errors.js';
import { parseJsonBody } from './json.js';
import { storageIssues } from './storable.js';

export const BODY_LIMIT = 256 * 1024;

const readers = new Map<number, express.RequestHandler>();
function readBytes(limit: number): express.RequestHandler {
  const reader = readers.get(limit) ?? express.raw({ type: () => true, limit });
  readers.set(limit, reader);
  return reader;
}

/**
 * The body's bytes; empty when there is none. One that is too large is refused as soon as that is known: by its announced
 * length before anything is read, else once too much has come, and not when all of it is there.
 * @throws ApiError 413, and what body-parser throws
 */
export async function readBody(req: Request, res: Response, limit = BODY_LIMIT): Promise<Buffer> {
  if (Number(req.get('content-length') ?? 0) > limit) throw tooLarge(limit);
  await new Promise<void>((resolve, reject) => {
    let received = 0;
    req.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received > limit) reject(tooLarge(limit));
    });
    readBytes(limit)(req, res, (error?: unknown) => {
      if (error === undefined) resolve();
      else reject(error instanceof Error ? error : new Error('the body could not be read'));
    });
  });
  return Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
}

/** @throws ApiError 415 unless a body, if there is one, calls itself JSON in UTF-8. */
export function checkContentType(req: Request, raw: Buffer): void {
  if (raw.length === 0) return;
  const [type = '', ...parameters] = (req.get('content-type') ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters
    .find((parameter) => parameter.startsWith('charset='))
    ?.slice(8)
    .replaceAll('"', '');
  const json = /^application\/(json|[a-z0-9.-]+\+json)$/.test(type);
  if (!json || (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8')) {
    throw unsupportedMediaType('application/json');
  }
}

/** A JSON body; undefined when there is none. @throws ApiError 400 for broken JSON or UTF-8, 400 for NUL with its path. */
export function parseBody(raw: Buffer): unknown {
  if (raw.length === 0) return undefined;
  const parsed = parseJsonBody(raw);
  if (!parsed.ok) throw malformed(parsed.message);
  refuseUnstorable(parsed.value);
  return parsed.value;
}

/** @throws ApiError 400 naming the path of text that Postgres cannot store (NUL, half a surrogate pair). */
export function refuseUnstorable(value: unknown): void {
  const issues = storageIssues(value, ['NUL', 'SURROGATE']);
  if (issues.length > 0) throw validation(issues);
}
