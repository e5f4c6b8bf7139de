import { existsSync } from 'node:fs';
import { newPassword, newSecretsKey, newSigningKey } from '../new-keys.js';
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
    postgresPassword: stored?.postgresPassword ?? newPassword(),
    signingKey: stored?.signingKey ?? (await newSigningKey()),
    secretsKey: stored?.secretsKey ?? newSecretsKey(),
  };
  await writeJson(file, secrets);
  return secrets;
}
