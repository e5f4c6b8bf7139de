import { calculateJwkThumbprint, importJWK, jwtVerify, SignJWT, type JWK } from 'jose';
import { z } from 'zod';
import { ROLES } from '../../../domain/platform/access/roles.js';

const ISSUER = 'pinggo';
const AUDIENCE = 'pinggo-api';
const TYPE = 'at+jwt';
const ALGORITHM = 'ES256';
/** An access token's life, in seconds. Whether its person and session are still good is asked at each call. */
export const ACCESS_TOKEN_SECONDS = 15 * 60;

const claims = z.object({
  sub: z.uuid(),
  /** Null: an operator, who belongs to no org. */
  org: z.uuid().nullable(),
  role: z.enum(ROLES),
  name: z.string(),
  /** The session that it belongs to: the family of its refresh token. Tokens of the version before have none. */
  sid: z.uuid().optional(),
});
export type AccessClaims = z.infer<typeof claims>;

/** Access tokens: JWT, signed asymmetrically so that others can check them with the published key. */
export interface Tokens {
  sign(claims: AccessClaims): Promise<string>;
  /** @returns null for whatever is wrong with it: the caller needs to know no more. */
  verify(token: string): Promise<AccessClaims | null>;
  readonly jwks: { keys: JWK[] };
}

/**
 * @param privateJwk JSON of a private EC P-256 key as JWK.
 * @throws Error when it is something else.
 */
export async function createTokens(privateJwk: string, clock: () => Date = () => new Date()): Promise<Tokens> {
  const jwk = parseKey(privateJwk);
  const { d: _secret, key_ops: _operations, ...rest } = jwk;
  const kid = jwk.kid ?? (await calculateJwkThumbprint(rest));
  const publicJwk: JWK = { kty: 'EC', crv: 'P-256', x: jwk.x!, y: jwk.y!, kid, alg: ALGORITHM, use: 'sig' };
  const privateKey = await importJWK({ ...jwk, alg: ALGORITHM }, ALGORITHM);
  const publicKey = await importJWK(publicJwk, ALGORITHM);

  return {
    jwks: { keys: [publicJwk] },
    sign({ sub, ...more }) {
      const now = Math.floor(clock().getTime() / 1000);
      return new SignJWT(more)
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(sub)
        .setIssuedAt(now)
        .setExpirationTime(now + ACCESS_TOKEN_SECONDS)
        .sign(privateKey);
    },
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, publicKey, {
          algorithms: [ALGORITHM],
          issuer: ISSUER,
          audience: AUDIENCE,
          typ: TYPE,
          requiredClaims: ['sub', 'iat', 'exp'],
          currentDate: clock(),
        });
        return claims.parse(payload);
      } catch {
        return null;
      }
    },
  };
}

function parseKey(json: string): JWK {
  let jwk: JWK;
  try {
    jwk = JSON.parse(json) as JWK;
  } catch {
    throw new Error('the signing key is not JSON');
  }
  if (jwk?.kty !== 'EC' || jwk.crv !== 'P-256' || !jwk.d || !jwk.x || !jwk.y) {
    throw new Error('the signing key is not a private EC P-256 key as JWK');
  }
  return jwk;
}
