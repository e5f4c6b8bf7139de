import { createHash } from 'node:crypto';
import type { Request } from 'express';
import type { Database } from '../../db/client.js';
import { PLATFORM_ORG } from '../../db/platform/platform-org.js';
import { findApiKey } from '../../db/platform/queries/api-keys.js';
import type { Scope } from '../../domain/platform/access/grants.js';
import type { Caller } from '../http/access.js';
import { forbidden, unauthorized } from '../http/errors.js';
import type { Tokens } from './crypto/tokens.js';

const LOOPBACK_NAME = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

interface Credentials {
  db: Database;
  tokens: Tokens;
  /** Whom every request is signed in as, in the local demo; null: whoever its credentials name. */
  everybody: Caller | null;
  /** Told of each use of an API key; neither waits nor throws. */
  keyUsed: (key: { orgId: string; id: string }) => void;
}

/**
 * Knows callers by their access tokens and API keys.
 * @returns who asks; it throws ApiError 401 without good credentials
 */
export const identifyBy =
  (credentials: Credentials) =>
  async (req: Request): Promise<Caller> =>
    credentials.everybody === null ? callerOf(req, credentials) : demoCaller(req, credentials.everybody);

async function callerOf(req: Request, deps: Credentials): Promise<Caller> {
  const credentials = /^Bearer +([\w.~+/=-]{1,4096})$/i.exec(req.get('authorization') ?? '')?.[1];
  if (credentials === undefined) throw unauthorized();
  if (credentials.startsWith('pk_')) {
    const key = await findApiKey(deps.db, createHash('sha256').update(credentials).digest('hex'));
    if (!key)
      throw unauthorized('The API key is unknown, expired or revoked', ['Ask an administrator for a new API key.']);
    deps.keyUsed(key);
    return {
      kind: 'api_key',
      keyId: key.id,
      orgId: key.orgId,
      role: 'INTEGRATION',
      scopes: key.scopes as Scope[],
      name: 'API key',
    };
  }
  const claims = await deps.tokens.verify(credentials);
  if (!claims) throw unauthorized('The access token is not valid, or it expired');
  return {
    kind: 'user',
    userId: claims.sub,
    orgId: claims.org ?? PLATFORM_ORG,
    role: claims.role,
    scopes: [],
    name: claims.name,
  };
}

/** Local demo: everybody is the demo manager. A page of another site must not be (DNS rebinding). */
function demoCaller(req: Request, everybody: Caller): Caller {
  if (!LOOPBACK_NAME.test(req.get('host') ?? '')) {
    throw forbidden('Without log-in this answers to loopback names only', [
      'Open it as http://localhost or http://127.0.0.1.',
    ]);
  }
  return everybody;
}
