import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { readJson, writeJson } from './files.js';

export interface Secrets {
  /** Of the embedded Postgres' owner role. */
  postgresPassword: string;
  /** Private JWK (ES256), as JSON: `PINGGO_SIGNING_KEY`. */
  signingKey: string;
  /** 32 bytes, base64: `PINGGO_SECRETS_KEY`. */
  secretsKey: string;
}

/** The secrets of a local stack, from its file; made once, on the first start. */
export async function loadSecrets(file: string): Promise<Secrets> {
  const stored = await readJson<Secrets>(file);
  if (stored?.postgresPassword && stored.signingKey && stored.secretsKey) return stored;
  if (!stored && existsSync(file)) {
    // New ones would lock us out of the database that was made with the old ones.
    throw new Error(
      `${file} cannot be read as JSON. Restore it from a copy, or remove the whole data directory to start anew.`,
    );
  }
  const secrets: Secrets = {
    postgresPassword: stored?.postgresPassword ?? randomBytes(24).toString('base64url'),
    signingKey: stored?.signingKey ?? (await newSigningKey()),
    secretsKey: stored?.secretsKey ?? randomBytes(32).toString('base64'),
  };
  await writeJson(file, secrets);
  return secrets;
}

async function newSigningKey(): Promise<string> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  return JSON.stringify({ ...jwk, alg: 'ES256', use: 'sig', kid: await calculateJwkThumbprint(jwk) });
}
