import type { Config } from '../config.js';

const WITHOUT_LOG_IN = ['development', 'test'];
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/i;

type Relevant = Pick<Config, 'PINGGO_SIGNING_KEY' | 'PINGGO_SECRETS_KEY' | 'PINGGO_BYPASS_AUTH' | 'NODE_ENV' | 'HOST'>;

/**
 * What the API will not start without, and what it will not start with.
 * @throws Error that says how to mend it.
 */
export function checkStart(config: Relevant): { signingKey: string; secretsKey: string } {
  const problems: string[] = [];
  if (config.PINGGO_SIGNING_KEY === undefined) {
    problems.push(
      'PINGGO_SIGNING_KEY is missing: a private ES256 key as JWK signs access tokens. npm run env makes one.',
    );
  }
  if (config.PINGGO_SECRETS_KEY === undefined) {
    problems.push(
      'PINGGO_SECRETS_KEY is missing: 32 bytes in base64 encrypt endpoint secrets. npm run env makes them.',
    );
  }
  if (config.PINGGO_BYPASS_AUTH && !WITHOUT_LOG_IN.includes(config.NODE_ENV)) {
    problems.push(
      `PINGGO_BYPASS_AUTH switches log-in off: it works under NODE_ENV=development and NODE_ENV=test only, not ${config.NODE_ENV}.`,
    );
  }
  if (config.PINGGO_BYPASS_AUTH && !LOOPBACK.test(config.HOST)) {
    problems.push(`PINGGO_BYPASS_AUTH switches log-in off: HOST must be 127.0.0.1, not ${config.HOST}.`);
  }
  if (problems.length > 0) throw new Error(`The API does not start:\n  ${problems.join('\n  ')}`);
  return { signingKey: config.PINGGO_SIGNING_KEY!, secretsKey: config.PINGGO_SECRETS_KEY! };
}
