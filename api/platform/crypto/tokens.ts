import type { JWK, JWTPayload } from 'jose';
import { z } from 'zod';
import { Latest } from '../../../db/latest.js';
import { ROLES } from '../../../domain/platform/access/roles.js';
import { createSigningKeys, type TokenKind } from './signing-keys.js';

/** An access token's life, in seconds. Whether its person and session are still good is asked at each call. */
export const ACCESS_TOKEN_SECONDS = 15 * 60;
/** How long a device stays known that nobody logs in on. */
export const DEVICE_TOKEN_SECONDS = 180 * 24 * 60 * 60;

const ACCESS: TokenKind = { typ: 'at+jwt', audience: 'pinggo-api', lifeSeconds: ACCESS_TOKEN_SECONDS };
const DEVICE: TokenKind = { typ: 'device+jwt', audience: 'pinggo-log-in', lifeSeconds: DEVICE_TOKEN_SECONDS };
/** No token of anybody's: what is signed is how an audit log stands. `pinggo verify audit` knows it by these words. */
const CHECKPOINT: TokenKind = { typ: 'pinggo-checkpoint+jwt', audience: 'pinggo-audit', lifeSeconds: null };

const claims = z.object({
  sub: z.uuid(),
  /** Null: an operator, who belongs to no org. */
  org: z.uuid().nullable(),
  role: z.enum(ROLES),
  name: z.string(),
  /** The session that it belongs to: the family of its refresh token. Tokens of the version before have none. */
  sid: z.uuid().optional(),
  /** The grant by which an operator looks into `org`: then they are nobody of it, and `sid` is of the platform's. */
  support: z.uuid().optional(),
});
export type AccessClaims = z.infer<typeof claims>;

/** A token that was found good: it stays so until it ends, as long as the keys are the same, which a process never changes. */
interface Good {
  claims: AccessClaims;
  endsAtMs: number;
}

/** Beyond it the oldest are checked again. */
const MOST_REMEMBERED = 10_000;

const deviceClaims = z.object({ sub: z.string(), account: z.string() });

/** JWTs, signed asymmetrically so that others can check access tokens with the published keys. */
export interface Tokens {
  sign(claims: AccessClaims): Promise<string>;
  /** @returns null for whatever is wrong with it: the caller needs to know no more. */
  verify(token: string): Promise<AccessClaims | null>;
  /** For a device on which somebody logged in. @param account as log-ins are counted by */
  signDevice(deviceId: string, account: string): Promise<string>;
  /** @returns the device's id; null when the token is none, or another account's */
  verifyDevice(token: string, account: string): Promise<string | null>;
  /** How an org's audit log stands. Whoever keeps it checks it with the published keys. */
  signCheckpoint(orgId: string, checkpoint: JWTPayload): Promise<string>;
  readonly jwks: { keys: JWK[] };
}

/**
 * @param privateJwk JSON of a private EC P-256 key as JWK: it signs
 * @param others JSON of keys whose tokens are taken as well, see `createSigningKeys`
 * @throws Error when a key is something else
 */
export async function createTokens(
  privateJwk: string,
  clock: () => Date = () => new Date(),
  others?: string,
): Promise<Tokens> {
  const keys = await createSigningKeys(privateJwk, others, clock);
  const good = new Latest<Good>(MOST_REMEMBERED);
  return {
    jwks: keys.jwks,
    sign: ({ sub, ...more }) => keys.sign(ACCESS, sub, more),
    async verify(token) {
      const known = good.get(token);
      if (known !== undefined && known.endsAtMs > clock().getTime()) return known.claims;
      const payload = await keys.verify(ACCESS, token);
      const parsed = claims.safeParse(payload).data;
      if (parsed === undefined) return null;
      good.set(token, { claims: parsed, endsAtMs: payload!.exp! * 1_000 });
      return parsed;
    },
    signDevice: (deviceId, account) => keys.sign(DEVICE, deviceId, { account }),
    verifyDevice: async (token, account) => {
      const device = deviceClaims.safeParse(await keys.verify(DEVICE, token)).data;
      return device?.account === account ? device.sub : null;
    },
    signCheckpoint: (orgId, checkpoint) => keys.sign(CHECKPOINT, orgId, checkpoint),
  };
}
