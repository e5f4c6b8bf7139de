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

  describe('while the key is changed', () => {
    const newKey = async (kid?: string): Promise<JWK> => ({
      ...(await exportJWK((await generateKeyPair('ES256', { extractable: true })).privateKey)),
      ...(kid === undefined ? {} : { kid }),
    });
    const withKeys = (signing: JWK, others?: JWK | JWK[]) =>
      createTokens(JSON.stringify(signing), () => NOW, others && JSON.stringify(others));

    it('takes tokens of both, before and after, and publishes both without their private halves', async () => {
      const next = await newKey();
      const before = await withKeys(jwk, next);
      const after = await withKeys(next, [jwk]);
      for (const one of [before, after]) {
        expect(one.jwks.keys).toHaveLength(2);
        expect(JSON.stringify(one.jwks)).not.toContain('"d"');
        for (const other of [before, after]) expect(await one.verify(await other.sign(CLAIMS))).toEqual(CLAIMS);
      }
      expect(after.jwks.keys[0]).not.toEqual(before.jwks.keys[0]);
      const over = await withKeys(next);
      expect(over.jwks.keys).toHaveLength(1);
      expect(await over.verify(await before.sign(CLAIMS))).toBeNull();
    });

    it('takes a public key as well, and the signing key itself', async () => {
      const old = await newKey();
      const { d: _secret, ...publicOnly } = old;
      const both = await withKeys(jwk, [publicOnly, jwk]);
      expect(both.jwks.keys).toHaveLength(2);
      expect(await both.verify(await (await withKeys(old)).sign(CLAIMS))).toEqual(CLAIMS);
    });

    it('goes by the key that a token names, never by another', async () => {
      const [one, two] = [await newKey('one'), await newKey('two')];
      const both = await withKeys(one, two);
      const [header, body, signature] = (await both.sign(CLAIMS)).split('.');
      expect(await both.verify([header, body, signature].join('.'))).toEqual(CLAIMS);
      const renamed = Buffer.from(JSON.stringify({ alg: 'ES256', typ: 'at+jwt', kid: 'two' })).toString('base64url');
      expect(await both.verify([renamed, body, signature].join('.'))).toBeNull();
      const signedAs = async (kid: string) =>
        new SignJWT({ org: CLAIMS.org, role: CLAIMS.role, name: CLAIMS.name })
          .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid })
          .setIssuer('pinggo')
          .setAudience('pinggo-api')
          .setSubject(CLAIMS.sub)
          .setIssuedAt(NOW.getTime() / 1000)
          .setExpirationTime(NOW.getTime() / 1000 + 60)
          .sign(await importJWK({ ...one, alg: 'ES256' }, 'ES256'));
      expect(await both.verify(await signedAs('one'))).toEqual(CLAIMS);
      for (const kid of ['two', 'three']) expect(await both.verify(await signedAs(kid))).toBeNull();
    });

    it.each(['', '[{}]', '{"kty":"oct","k":"AA"}', '7'])('refuses %j as another key', async (others) => {
      await expect(createTokens(JSON.stringify(jwk), () => NOW, others)).rejects.toThrow(/other signing keys/);
    });

    it('refuses two keys of one name', async () => {
      await expect(withKeys(await newKey('same'), await newKey('same'))).rejects.toThrow(/same kid/);
    });
  });

  it('knows devices by tokens of their own, of one account, which sign nobody in', async () => {
    const device = await tokens.signDevice('device-1', 'account-1');
    expect(await tokens.verifyDevice(device, 'account-1')).toBe('device-1');
    expect(await tokens.verifyDevice(device, 'account-2')).toBeNull();
    expect(await tokens.verify(device)).toBeNull();
    expect(await tokens.verifyDevice(await tokens.sign(CLAIMS), 'account-1')).toBeNull();
  });

  it.each(['', '{}', '{"kty":"oct","k":"AA"}'])('refuses the key %j', async (key) => {
    await expect(createTokens(key)).rejects.toThrow(/signing key/);
  });
});
