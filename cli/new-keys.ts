import { randomBytes } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';

/** Private JWK (ES256), as JSON: `PINGGO_SIGNING_KEY`. */
export async function newSigningKey(): Promise<string> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  return JSON.stringify({ ...jwk, alg: 'ES256', use: 'sig', kid: await calculateJwkThumbprint(jwk) });
}

/** 32 bytes, base64: `PINGGO_SECRETS_KEY`. */
export const newSecretsKey = (): string => randomBytes(32).toString('base64');

/** Of a role of the database: letters and digits, as it becomes part of a URL. */
export const newPassword = (): string => randomBytes(24).toString('hex');
