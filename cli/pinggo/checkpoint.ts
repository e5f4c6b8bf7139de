import { createLocalJWKSet, decodeJwt, errors, jwtVerify, type JSONWebKeySet } from 'jose';
import { z } from 'zod';
import type { Session } from '../demo/session.js';
import { EXIT, Failure } from './failure.js';

/** What somebody kept of how an audit log stood. */
export interface KeptCheckpoint {
  orgId: string;
  sequence: number;
  hash: string;
  sealedAt: string | null;
  /** `NONE`: of a webhook, which signed it with its own secret when it came. */
  signature: 'GOOD' | 'UNKNOWN_KEY' | 'NONE';
}

const seal = { sequence: z.int().positive(), hash: z.string().regex(/^[0-9a-f]{64}$/) };
const signed = z.object({ jws: z.string() });
const claims = z.object({ sub: z.string(), ...seal, sealedAt: z.string() });
const event = z.object({
  org_id: z.string(),
  payload: z.object({ ...seal, sealedAt: z.string().nullable() }),
});

const NONE =
  'This is no checkpoint: give the file that the Audit page downloads, or the body of the event audit.checkpoint.';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure(NONE, EXIT.MISUSED);
  }
}

/**
 * @param session whose keys are published
 * @throws Failure where it is none, or is not as it was signed
 */
export async function readCheckpoint(text: string, session: Session): Promise<KeptCheckpoint> {
  const json = parsed(text);
  const told = event.safeParse(json).data;
  if (told) return { orgId: told.org_id, ...told.payload, signature: 'NONE' };
  const jws = signed.safeParse(json).data?.jws;
  if (jws === undefined) throw new Failure(NONE, EXIT.MISUSED);
  const { payload, signature } = await opened(jws, await session.get<JSONWebKeySet>('/.well-known/jwks.json'));
  const { sub, ...more } = claims.parse(payload);
  return { orgId: sub, ...more, signature };
}

async function opened(jws: string, keys: JSONWebKeySet) {
  try {
    const { payload } = await jwtVerify(jws, createLocalJWKSet(keys), {
      algorithms: ['ES256'],
      issuer: 'pinggo',
      audience: 'pinggo-audit',
      typ: 'pinggo-checkpoint+jwt',
    });
    return { payload, signature: 'GOOD' as const };
  } catch (error) {
    // The key has been changed since: what was kept is compared all the same, for its keeper knows where it was.
    if (error instanceof errors.JWKSNoMatchingKey)
      return { payload: decodeJwt(jws), signature: 'UNKNOWN_KEY' as const };
    throw new Failure('This checkpoint is not as it was signed.', EXIT.REFUSED);
  }
}
