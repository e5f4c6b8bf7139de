import { describe, expect, it } from 'vitest';
import { checkStart } from './start-check.js';

const good = {
  PINGGO_SIGNING_KEY: '{}',
  PINGGO_SECRETS_KEY: 'a',
  PINGGO_BYPASS_AUTH: false,
  NODE_ENV: 'production',
  HOST: '0.0.0.0',
};

describe('the start', () => {
  it('needs both keys, and says how to make them', () => {
    expect(checkStart(good)).toEqual({ signingKey: '{}', secretsKey: 'a' });
    const missing = { ...good, PINGGO_SIGNING_KEY: undefined, PINGGO_SECRETS_KEY: undefined };
    expect(() => checkStart(missing)).toThrow(/PINGGO_SIGNING_KEY[^]*node -e[^]*PINGGO_SECRETS_KEY[^]*openssl rand/);
  });

  it('switches log-in off for a local demo only', () => {
    const demo = { ...good, PINGGO_BYPASS_AUTH: true, NODE_ENV: 'development', HOST: '127.0.0.1' };
    expect(() => checkStart(demo)).not.toThrow();
    expect(() => checkStart({ ...demo, NODE_ENV: 'production' })).toThrow(/NODE_ENV=production/);
    expect(() => checkStart({ ...demo, HOST: '0.0.0.0' })).toThrow(/127\.0\.0\.1/);
    expect(() => checkStart({ ...demo, HOST: '127.0.0.1.evil.example' })).toThrow(/127\.0\.0\.1/);
  });
});
