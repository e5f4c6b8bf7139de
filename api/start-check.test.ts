import { describe, expect, it } from 'vitest';
import { loadConfig } from '../config.js';
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
    expect(() => checkStart(missing)).toThrow(/PINGGO_SIGNING_KEY[^]*npm run env[^]*PINGGO_SECRETS_KEY[^]*npm run env/);
  });

  it('switches log-in off for a local demo only', () => {
    const demo = { ...good, PINGGO_BYPASS_AUTH: true, NODE_ENV: 'development', HOST: '127.0.0.1' };
    expect(() => checkStart(demo)).not.toThrow();
    expect(() => checkStart({ ...demo, NODE_ENV: 'test' })).not.toThrow();
    for (const NODE_ENV of ['production', 'staging', 'Production', 'prod', 'developmental'])
      expect(() => checkStart({ ...demo, NODE_ENV })).toThrow(/NODE_ENV=development and NODE_ENV=test only/);
    expect(() => checkStart({ ...demo, HOST: '0.0.0.0' })).toThrow(/127\.0\.0\.1/);
    expect(() => checkStart({ ...demo, HOST: '127.0.0.1.evil.example' })).toThrow(/127\.0\.0\.1/);
  });
});

describe('the configuration', () => {
  const env = { DATABASE_URL: 'postgres://localhost/pinggo' };

  it('has a Temporal UI only where one is named, as a URL that a link may have', () => {
    expect(loadConfig(env).TEMPORAL_UI_URL).toBeUndefined();
    expect(loadConfig({ ...env, TEMPORAL_UI_URL: '' }).TEMPORAL_UI_URL).toBeUndefined();
    const url = 'https://temporal.example/ui';
    expect(loadConfig({ ...env, TEMPORAL_UI_URL: url }).TEMPORAL_UI_URL).toBe(url);
    for (const wrong of ['localhost:8233', 'javascript:alert(1)', 'yes'])
      expect(() => loadConfig({ ...env, TEMPORAL_UI_URL: wrong })).toThrow(
        /TEMPORAL_UI_URL: set it to an http\(s\) URL/,
      );
  });

  it('believes proxies that are numbered or named, and never everybody', () => {
    const trusted = (TRUST_PROXY?: string) => loadConfig({ ...env, TRUST_PROXY }).TRUST_PROXY;
    expect([trusted(), trusted(''), trusted('0')]).toEqual([false, false, false]);
    expect(trusted('2')).toBe(2);
    expect(trusted('10.0.0.0/8, fd00::/8,loopback')).toEqual(['10.0.0.0/8', 'fd00::/8', 'loopback']);
    for (const wrong of ['true', '*', '0.0.0.0/0', '10.0.0.0/33', 'proxy.example', '1,', '-1'])
      expect(() => trusted(wrong), wrong).toThrow(/TRUST_PROXY: set it to the number of proxies/);
  });

  it('switches all limits off together', () => {
    expect(loadConfig(env).PINGGO_LIMITS).toBe(true);
    expect(loadConfig({ ...env, PINGGO_LIMITS: 'false' }).PINGGO_LIMITS).toBe(false);
  });

  it('makes links that have one slash', () => {
    expect(loadConfig({ ...env, PUBLIC_URL: 'https://pinggo.example/' }).publicUrl).toBe('https://pinggo.example');
  });
});
