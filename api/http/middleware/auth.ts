import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { findApiKey } from '../../../db/platform/queries/api-keys.js';
import { demoManager } from '../../../db/seed/ids.js';
import type { Scope } from '../../../domain/platform/access/grants.js';
import { mayCall, PLATFORM_ORG, type Access, type Caller } from '../access.js';
import type { AppDeps } from '../../deps.js';
import { forbidden, unauthorized } from '../errors.js';

const LOOPBACK_NAME = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/**
 * Signs a request in as the access rule demands.
 * @returns the caller; null for public and signed routes.
 * @throws ApiError 401 without good credentials, 403 when role or scopes lack it.
 */
export async function authenticate(req: Request, access: Access, deps: AppDeps): Promise<Caller | null> {
  if (access.kind !== 'permission') return null;
  const caller = deps.options.bypassAuth ? demoCaller(req) : await callerOf(req, deps);
  // Set before the refusal: the log line of a 403 should say whose it was.
  req.caller = caller;
  if (!mayCall(access, caller)) throw forbidden();
  return caller;
}

async function callerOf(req: Request, deps: AppDeps): Promise<Caller> {
  const credentials = /^Bearer +([\w.~+/=-]{1,4096})$/i.exec(req.get('authorization') ?? '')?.[1];
  if (credentials === undefined) throw unauthorized();
  if (credentials.startsWith('pk_')) {
    const key = await findApiKey(deps.db, createHash('sha256').update(credentials).digest('hex'));
    if (!key)
      throw unauthorized('The API key is unknown, expired or revoked', ['Ask an administrator for a new API key.']);
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
function demoCaller(req: Request): Caller {
  if (!LOOPBACK_NAME.test(req.get('host') ?? '')) {
    throw forbidden('Without log-in this answers to loopback names only', [
      'Open it as http://localhost or http://127.0.0.1.',
    ]);
  }
  return { kind: 'user', ...demoManager, role: 'MANAGER', scopes: [] };
}
