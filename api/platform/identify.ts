import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { PLATFORM_ORG } from '../../db/platform/platform-org.js';
import type { SupportStanding } from '../../db/platform/queries/support.js';
import type { Caller } from '../http/access.js';
import { forbidden, unauthorized } from '../http/errors.js';
import type { AccessClaims, Tokens } from './crypto/tokens.js';
import type { Rights } from './rights.js';

const LOOPBACK_NAME = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;
const LOOPBACK_ADDRESS = /^(127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3})$/i;

interface Credentials {
  rights: Rights;
  tokens: Tokens;
  clock: () => Date;
  /** What a grant lets an operator do at this moment; null: nothing. Asked at every request. */
  support: (orgId: string, supportId: string, operatorId: string) => Promise<SupportStanding | null>;
  /** Whom every request is signed in as, in the local demo; null: whoever its credentials name. */
  everybody: Caller | null;
  /** Told of each use of an API key; neither waits nor throws. */
  keyUsed: (key: { orgId: string; id: string }) => void;
}

/**
 * Knows callers by their access tokens and API keys. What they may do is not what it was when they got them: it is asked
 * at each call.
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
    const hash = createHash('sha256').update(credentials).digest('hex');
    const key = await deps.rights.key(hash, deps.clock());
    if (!key)
      throw unauthorized('The API key is unknown, expired or revoked', ['Ask an administrator for a new API key.']);
    deps.keyUsed(key);
    return {
      kind: 'api_key',
      keyId: key.id,
      orgId: key.orgId,
      role: 'INTEGRATION',
      scopes: key.scopes,
      name: 'API key',
      ...(key.suspendedAt !== null && { suspendedAt: key.suspendedAt }),
    };
  }
  const claims = await deps.tokens.verify(credentials);
  if (!claims) throw unauthorized('The access token is not valid, or it expired');
  if (claims.support !== undefined) return supportCaller(claims, claims.support, deps);
  const orgId = claims.org ?? PLATFORM_ORG;
  const person = await deps.rights.person(orgId, claims.sub, claims.sid ?? null);
  if (!person || (person.sessionEndsAt !== null && person.sessionEndsAt <= deps.clock()))
    throw unauthorized('This session has ended', ['Log in again at POST /api/auth/login.']);
  return {
    kind: 'user',
    userId: claims.sub,
    orgId,
    role: person.role,
    scopes: [],
    name: person.name,
    ...(claims.sid !== undefined && { sessionId: claims.sid }),
    ...(person.needsFactor && { mustSetUp: true }),
    ...(person.suspendedAt !== undefined && { suspendedAt: person.suspendedAt }),
  };
}

/** An operator in an organisation that lets them look in: as long as they are one, their own session lives, and the grant is good. */
async function supportCaller(
  { sub: operatorId, org, sid }: AccessClaims,
  supportId: string,
  deps: Credentials,
): Promise<Caller> {
  const operator = await deps.rights.person(PLATFORM_ORG, operatorId, sid ?? null);
  const endsAt = operator?.sessionEndsAt ?? null;
  const isOver = endsAt !== null && endsAt <= deps.clock();
  const standing =
    org === null || operator?.role !== 'OPERATOR' || operator.needsFactor || isOver
      ? null
      : await deps.support(org, supportId, operatorId);
  if (org === null || standing === null)
    throw unauthorized('This support session is over', ['An admin of the organisation can grant another.']);
  const { level, operatorName: name } = standing;
  return { kind: 'support', supportId, operatorId, level, role: 'SUPPORT', orgId: org, scopes: [], name };
}

/**
 * Local demo: everybody on this machine is the demo manager, by the address of the connection, which no header can change. Nor
 * are those for whom somebody on this machine asks: a proxy, or a browser with a page of another site (DNS rebinding).
 */
function demoCaller(req: Request, everybody: Caller): Caller {
  const isLocal =
    LOOPBACK_ADDRESS.test(req.socket.remoteAddress ?? '') &&
    LOOPBACK_NAME.test(req.get('host') ?? '') &&
    req.get('x-forwarded-for') === undefined &&
    req.get('forwarded') === undefined;
  if (!isLocal) {
    throw forbidden('Without log-in this answers on this machine only', [
      'Open it there as http://localhost or http://127.0.0.1, not through a proxy.',
    ]);
  }
  return everybody;
}
