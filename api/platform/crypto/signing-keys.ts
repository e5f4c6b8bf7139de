import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  importJWK,
  jwtVerify,
  SignJWT,
  type JWK,
  type JWTPayload,
} from 'jose';

const ISSUER = 'pinggo';
const ALGORITHM = 'ES256';

/** What a token is for: one of one kind is never taken for one of another (RFC 8725, 3.11 and 3.12). */
export interface TokenKind {
  typ: string;
  audience: string;
  /** Null: it never ends, and is none that lets anybody in. */
  lifeSeconds: number | null;
}

/** Signs by one key, and knows what was signed by this and others, by the `kid` that each token names. */
export interface SigningKeys {
  sign(kind: TokenKind, subject: string, claims: JWTPayload): Promise<string>;
  /** @returns null for whatever is wrong with it: the caller needs to know no more. */
  verify(kind: TokenKind, token: string): Promise<JWTPayload | null>;
  /** Public halves of all of them. */
  readonly jwks: { keys: JWK[] };
}

/**
 * @param privateJwk JSON of a private EC P-256 key as JWK: it signs
 * @param others JSON of such keys, an array or one alone, public or private: what they signed is taken, too. At a change of
 * keys the next one is among them first and the last one after it, so that processes with the old settings and with the new
 * ones take each other's tokens.
 * @throws Error when a key is something else, or two have the same `kid`
 */
export async function createSigningKeys(
  privateJwk: string,
  others: string | undefined,
  clock: () => Date,
): Promise<SigningKeys> {
  const signing = parse<JWK>(privateJwk, 'the signing key');
  if (!isKey(signing) || !signing.d) throw new Error('the signing key is not a private EC P-256 key as JWK');
  const more = others === undefined ? [] : [parse<JWK | JWK[]>(others, 'the other signing keys')].flat();
  if (!more.every(isKey)) throw new Error('the other signing keys are not EC P-256 keys as JWK, or an array of them');

  const current = await publicOf(signing);
  const known = new Map([[current.kid, current]]);
  for (const other of await Promise.all(more.map(publicOf))) {
    const same = known.get(other.kid) ?? other;
    if (same.x !== other.x) throw new Error(`two signing keys have the same kid ${other.kid}: give one another`);
    known.set(other.kid, other);
  }
  const keys = [...known.values()];
  const keyOf = createLocalJWKSet({ keys });
  const privateKey = await importJWK({ ...signing, alg: ALGORITHM }, ALGORITHM);

  return {
    jwks: { keys },
    sign({ typ, audience, lifeSeconds }, subject, claims) {
      const now = Math.floor(clock().getTime() / 1000);
      const token = new SignJWT(claims)
        .setProtectedHeader({ alg: ALGORITHM, typ, kid: current.kid })
        .setIssuer(ISSUER)
        .setAudience(audience)
        .setSubject(subject)
        .setIssuedAt(now);
      if (lifeSeconds !== null) token.setExpirationTime(now + lifeSeconds);
      return token.sign(privateKey);
    },
    async verify({ typ, audience }, token) {
      try {
        const { payload } = await jwtVerify(token, keyOf, {
          algorithms: [ALGORITHM],
          issuer: ISSUER,
          audience,
          typ,
          requiredClaims: ['sub', 'iat', 'exp'],
          currentDate: clock(),
        });
        return payload;
      } catch {
        return null;
      }
    },
  };
}

type KnownKey = JWK & { x: string; y: string; kid: string };

async function publicOf(jwk: JWK): Promise<KnownKey> {
  const kid = jwk.kid ?? (await calculateJwkThumbprint({ kty: 'EC', crv: 'P-256', x: jwk.x!, y: jwk.y! }));
  return { kty: 'EC', crv: 'P-256', x: jwk.x!, y: jwk.y!, kid, alg: ALGORITHM, use: 'sig' };
}

function parse<T>(json: string, what: string): T {
  try {
    return JSON.parse(json) as T;
  } catch {
    throw new Error(`${what} is not JSON`);
  }
}

const isKey = (jwk: JWK | null): jwk is JWK =>
  jwk?.kty === 'EC' && jwk.crv === 'P-256' && typeof jwk.x === 'string' && typeof jwk.y === 'string';
