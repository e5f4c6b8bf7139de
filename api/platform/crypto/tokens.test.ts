import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, importJWK, type JWK } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROLES } from '../../../domain/platform/access/roles.js';
import { createTokens, type Tokens } from './tokens.js';

const CLAIMS = {
  sub: '0195f3a2-7c1e-7b60-9a55-0c5f0a6f1d11',
  org: '0195f3a2-7c1e-7b60-9a55-0c5f0a6f1d12',
  role: 'MANAGER',
  name: 'Ana Pop',
} as const;
const NOW = new Date('2026-11-20T10:00:00Z');

describe('access tokens', () => {
  let jwk: JWK;
  let tokens: Tokens;
  let now: Date;

  beforeAll(async () => {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    jwk = await exportJWK(privateKey);
    now = NOW;
    tokens = await createTokens(JSON.stringify(jwk), () => now);
  });

  /** A token that is right in every respect but the ones given. */
  const forge = async (change: {
    typ?: string;
    iss?: string;
    aud?: string;
    alg?: string;
    role?: string;
    exp?: number;
  }) =>
    new SignJWT({ org: CLAIMS.org, role: change.role ?? CLAIMS.role, name: CLAIMS.name })
      .setProtectedHeader({ alg: 'ES256', typ: change.typ ?? 'at+jwt' })
      .setIssuer(change.iss ?? 'pinggo')
      .setAudience(change.aud ?? 'pinggo-api')
      .setSubject(CLAIMS.sub)
      .setIssuedAt(NOW.getTime() / 1000)
      .setExpirationTime(change.exp ?? NOW.getTime() / 1000 + 60)
      .sign(await importJWK({ ...jwk, alg: 'ES256' }, 'ES256'));

  it('reads back what it signed, also for an operator without an org', async () => {
    expect(await tokens.verify(await tokens.sign(CLAIMS))).toEqual(CLAIMS);
    const operator = { ...CLAIMS, org: null, role: 'OPERATOR' } as const;
    expect(await tokens.verify(await tokens.sign(operator))).toEqual(operator);
  });

  it.each(ROLES)('reads back the role %s', async (role) => {
    expect(await tokens.verify(await forge({ role }))).toEqual({ ...CLAIMS, role });
  });

  it('accepts the forger’s untouched token, so that the refusals below mean something', async () => {
    expect(await tokens.verify(await forge({}))).toEqual(CLAIMS);
  });

  it.each([
    ['another type', { typ: 'JWT' }],
    ['another issuer', { iss: 'other' }],
    ['another audience', { aud: 'other' }],
    ['an unknown role', { role: 'ROOT' }],
    ['one that expired', { exp: NOW.getTime() / 1000 - 1 }],
  ])('refuses %s', async (_what, change) => {
    expect(await tokens.verify(await forge(change))).toBeNull();
  });

  it('refuses no algorithm, a symmetric one with the public key, another key and a changed body', async () => {
    const claims = {
      ...CLAIMS,
      iss: 'pinggo',
      aud: 'pinggo-api',
      iat: NOW.getTime() / 1000,
      exp: NOW.getTime() / 1000 + 60,
    };
    expect(await tokens.verify(new UnsecuredJWT(claims).encode())).toBeNull();

    const publicText = Buffer.from(JSON.stringify(tokens.jwks.keys[0]));
    const symmetric = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' }).sign(publicText);
    expect(await tokens.verify(symmetric)).toBeNull();

    const other = await exportJWK((await generateKeyPair('ES256', { extractable: true })).privateKey);
    const elsewhere = await createTokens(JSON.stringify(other), () => now);
    expect(await tokens.verify(await elsewhere.sign(CLAIMS))).toBeNull();

    const [header, , signature] = (await tokens.sign(CLAIMS)).split('.');
    const admin = Buffer.from(JSON.stringify({ ...claims, role: 'ADMIN' })).toString('base64url');
    expect(await tokens.verify(`${header}.${admin}.${signature}`)).toBeNull();
  });

  it('lives for fifteen minutes', async () => {
    const token = await tokens.sign(CLAIMS);
    now = new Date(NOW.getTime() + 15 * 60_000 - 1_000);
    expect(await tokens.verify(token)).not.toBeNull();
    now = new Date(NOW.getTime() + 15 * 60_000 + 1_000);
    expect(await tokens.verify(token)).toBeNull();
    now = NOW;
  });

  it('publishes the public key only, under the id that tokens name', async () => {
    const [key] = tokens.jwks.keys;
    expect(key).not.toHaveProperty('d');
    const header = JSON.parse(Buffer.from((await tokens.sign(CLAIMS)).split('.')[0]!, 'base64url').toString()) as JWK;
    expect(header).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: key!.kid });
  });

  it.each(['', '{}', '{"kty":"oct","k":"AA"}'])('refuses the key %j', async (key) => {
    await expect(createTokens(key)).rejects.toThrow(/signing key/);
  });
});
