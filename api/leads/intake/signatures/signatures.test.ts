import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { fixture } from '../fixtures/read.js';
import { verifyHighLevel } from './gohighlevel.js';
import { verifyMeta } from './meta.js';
import { verifyStandardWebhook } from './standard-webhooks.js';
import { verifyTypeform } from './typeform.js';
import type { SignedRequest } from './types.js';

const NOW = Date.parse('2026-11-20T10:00:00.900Z');
const SECONDS = Math.floor(NOW / 1000);
const OLD = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
const NEW = `whsec_${Buffer.alloc(24, 2).toString('base64')}`;
const ed = generateKeyPairSync('ed25519');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = (pair: typeof ed): string => pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();

function standardHeaders(raw: Buffer, secret = NEW, at = SECONDS, id = 'msg_1'): Record<string, string> {
  const key = Buffer.from(secret.slice(6), 'base64');
  const mac = createHmac('sha256', key).update(`${id}.${at}.`).update(raw).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `v1,${mac}` };
}

interface Scheme {
  name: string;
  header: string;
  secrets: string[];
  sign(raw: Buffer, secret: number): Record<string, string>;
  verify(request: SignedRequest): { ok: true } | { ok: false; reason: string };
}

const schemes: Scheme[] = [
  {
    name: 'Standard Webhooks',
    header: 'webhook-signature',
    secrets: [OLD, NEW],
    sign: (raw, secret) => standardHeaders(raw, [OLD, NEW][secret]),
    verify: (request) => verifyStandardWebhook({ ...request, nowMs: NOW }),
  },
  {
    name: 'Typeform',
    header: 'typeform-signature',
    secrets: [OLD, 'ein Geheimnis'],
    sign: (raw, secret) => ({
      'typeform-signature': `sha256=${createHmac('sha256', [OLD, 'ein Geheimnis'][secret] ?? '')
        .update(raw)
        .digest('base64')}`,
    }),
    verify: verifyTypeform,
  },
  {
    name: 'Meta',
    header: 'x-hub-signature-256',
    secrets: ['0123456789abcdef', 'fedcba9876543210'],
    sign: (raw, secret) => ({
      'x-hub-signature-256': `sha256=${createHmac('sha256', ['0123456789abcdef', 'fedcba9876543210'][secret] ?? '')
        .update(raw)
        .digest('hex')}`,
    }),
    verify: verifyMeta,
  },
  {
    name: 'HighLevel Ed25519',
    header: 'x-ghl-signature',
    secrets: [pem(generateKeyPairSync('ed25519')), pem(ed)],
    sign: (raw) => ({ 'x-ghl-signature': sign(null, raw, ed.privateKey).toString('base64') }),
    verify: (request) => verifyHighLevel(request),
  },
  {
    name: 'HighLevel RSA',
    header: 'x-wh-signature',
    secrets: [pem(ed), pem(rsa)],
    sign: (raw) => ({ 'x-wh-signature': sign('sha256', raw, rsa.privateKey).toString('base64') }),
    verify: (request) => verifyHighLevel(request),
  },
];

describe.each(schemes)('$name', (scheme) => {
  const raw = Buffer.from('{"email":"ana@example.com","name":"Ană"}');

  it('accepts a signature by either active secret', () => {
    expect(scheme.verify({ headers: scheme.sign(raw, 1), raw, secrets: scheme.secrets })).toMatchObject({ ok: true });
    expect(scheme.verify({ headers: scheme.sign(raw, 0), raw, secrets: scheme.secrets })).toMatchObject({ ok: true });
  });

  it('refuses a secret that is not active, no secret and an empty one', () => {
    for (const secrets of [[], [''], ['whsec_'], ['whsec_!!!'], [`whsec_${Buffer.alloc(24, 9).toString('base64')}`]]) {
      expect(scheme.verify({ headers: scheme.sign(raw, 1), raw, secrets })).toMatchObject({ reason: 'BAD_SIGNATURE' });
    }
  });

  it('refuses a missing, an empty and a malformed header', () => {
    const headers = scheme.sign(raw, 1);
    const withHeader = (value: string | undefined) => ({
      headers: { ...headers, [scheme.header]: value },
      raw,
      secrets: scheme.secrets,
    });
    expect(scheme.verify(withHeader(undefined))).toMatchObject({ reason: 'MISSING_HEADER' });
    expect(scheme.verify(withHeader(''))).toMatchObject({ reason: 'MISSING_HEADER' });
    const good = headers[scheme.header] ?? '';
    for (const bad of ['x', 'sha256=', 'v1,', good.slice(0, -3), `${good}A`, good.replace(/^(sha256|v1)/, 'sha1')]) {
      if (bad !== good) {
        expect(scheme.verify(withHeader(bad)), bad).toMatchObject({ reason: 'BAD_SIGNATURE' });
      }
    }
  });

  it('verifies bytes that are not UTF-8 as they are, and tells them from their lossy decoding', () => {
    const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x7d]);
    const headers = scheme.sign(bytes, 1);
    expect(scheme.verify({ headers, raw: bytes, secrets: scheme.secrets })).toMatchObject({ ok: true });
    const lossy = Buffer.from(bytes.toString('utf8'));
    expect(scheme.verify({ headers, raw: lossy, secrets: scheme.secrets })).toMatchObject({ reason: 'BAD_SIGNATURE' });
  });

  it('refuses every body with one flipped bit', () => {
    const body = fc.uint8Array({ minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(body, fc.nat(), fc.integer({ min: 0, max: 7 }), (bytes, at, bit) => {
        const headers = scheme.sign(Buffer.from(bytes), 1);
        const flipped = Buffer.from(bytes);
        flipped[at % flipped.length]! ^= 1 << bit;
        expect(scheme.verify({ headers, raw: flipped, secrets: scheme.secrets })).toMatchObject({
          ok: false,
          reason: 'BAD_SIGNATURE',
        });
      }),
      { numRuns: 60 },
    );
  });
});

describe('Standard Webhooks in detail', () => {
  const raw = Buffer.from('{"email":"ana@example.com"}');
  const check = (headers: Record<string, string | undefined>) =>
    verifyStandardWebhook({ headers, raw, secrets: [NEW], nowMs: NOW });

  it('accepts what the reference library signs', () => {
    fc.assert(
      fc.property(fc.json(), fc.uuid(), (json, id) => {
        const headers = {
          'webhook-id': id,
          'webhook-timestamp': String(SECONDS),
          'webhook-signature': new Webhook(NEW).sign(id, new Date(SECONDS * 1000), json),
        };
        const result = verifyStandardWebhook({ headers, raw: Buffer.from(json), secrets: [OLD, NEW], nowMs: NOW });
        expect(result).toEqual({ ok: true, id, timestampMs: SECONDS * 1000 });
      }),
    );
  });

  it('accepts 300 seconds either way and no more', () => {
    for (const offset of [-300, 0, 300]) {
      expect(check(standardHeaders(raw, NEW, SECONDS + offset))).toMatchObject({ ok: true });
    }
    for (const offset of [-301, 301, -86_400]) {
      expect(check(standardHeaders(raw, NEW, SECONDS + offset))).toMatchObject({ reason: 'STALE' });
    }
  });

  it('accepts only digits as the timestamp', () => {
    const signed = standardHeaders(raw);
    for (const bad of [
      `${SECONDS}.0`,
      ` ${SECONDS}`,
      `${SECONDS}abc`,
      `+${SECONDS}`,
      '1e9',
      '0',
      '-1',
      '٣',
      '9'.repeat(20),
    ]) {
      expect(check({ ...signed, 'webhook-timestamp': bad }), bad).toMatchObject({ reason: 'BAD_TIMESTAMP' });
    }
  });

  it('binds id and timestamp to the signature', () => {
    const signed = standardHeaders(raw);
    expect(check({ ...signed, 'webhook-id': 'msg_2' })).toMatchObject({ reason: 'BAD_SIGNATURE' });
    expect(check({ ...signed, 'webhook-timestamp': String(SECONDS + 1) })).toMatchObject({ reason: 'BAD_SIGNATURE' });
  });

  it('names the header that is missing, and refuses an unusable id', () => {
    const signed = standardHeaders(raw);
    for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature']) {
      const result = check({ ...signed, [name]: undefined });
      expect(result).toMatchObject({ reason: 'MISSING_HEADER', message: expect.stringContaining(name) as string });
    }
    expect(check(standardHeaders(raw, NEW, SECONDS, 'a'.repeat(257)))).toMatchObject({ reason: 'MISSING_HEADER' });
    expect(check(standardHeaders(raw, NEW, SECONDS, 'a b'))).toMatchObject({ reason: 'MISSING_HEADER' });
  });

  it('finds its signature among others and ignores other versions', () => {
    const signed = standardHeaders(raw);
    const good = signed['webhook-signature'] ?? '';
    const other = standardHeaders(raw, OLD)['webhook-signature'] ?? '';
    expect(check({ ...signed, 'webhook-signature': `v1a,zzz ${other} ${good}` })).toMatchObject({ ok: true });
    expect(check({ ...signed, 'webhook-signature': good.replace('v1,', 'v2,') })).toMatchObject({ ok: false });
  });
});

describe('HighLevel in detail', () => {
  const raw = fixture('gohighlevel-contact-create');
  const ghl = sign(null, raw, ed.privateKey).toString('base64');
  const wh = sign('sha256', raw, rsa.privateKey).toString('base64');
  const check = (headers: Record<string, string>, secrets: string[]) => verifyHighLevel({ headers, raw, secrets });

  it('lets the Ed25519 header decide when both are there', () => {
    const both = [pem(ed), pem(rsa)];
    expect(check({ 'x-ghl-signature': ghl, 'x-wh-signature': wh }, both)).toEqual({ ok: true });
    const forged = Buffer.alloc(64, 7).toString('base64');
    expect(check({ 'x-ghl-signature': forged, 'x-wh-signature': wh }, both)).toMatchObject({ reason: 'BAD_SIGNATURE' });
    expect(check({ 'x-ghl-signature': 'N/A', 'x-wh-signature': wh }, both)).toEqual({ ok: true });
    expect(check({ 'x-ghl-signature': ghl, 'x-wh-signature': wh }, [pem(rsa)])).toEqual({ ok: true });
  });

  it('refuses N/A, and a header for which there is no key', () => {
    expect(check({ 'x-ghl-signature': 'N/A' }, [pem(ed)])).toMatchObject({ reason: 'MISSING_HEADER' });
    expect(check({ 'x-ghl-signature': ghl }, [pem(rsa)])).toMatchObject({ reason: 'BAD_SIGNATURE' });
  });

  it('takes no private key and no other text for a public key', () => {
    const secret = ed.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    for (const bad of [
      secret,
      'ghl-location:',
      'ghl-location',
      '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----',
    ]) {
      expect(check({ 'x-ghl-signature': ghl }, [bad])).toMatchObject({ reason: 'BAD_SIGNATURE' });
    }
  });

  it('loads the published keys for a location, which do not sign for us here', () => {
    const secrets = ['ghl-location:vLoc9EPM428h8vShlRW1'];
    expect(check({ 'x-ghl-signature': ghl }, secrets)).toMatchObject({
      message: 'The header x-ghl-signature does not fit the body and an active public key.',
    });
    expect(check({ 'x-wh-signature': wh }, secrets)).toMatchObject({
      message: 'The header x-wh-signature does not fit the body and an active public key.',
    });
  });

  it('takes the published keys for the named location only', () => {
    const by = (secret: string, body = raw) =>
      verifyHighLevel(
        {
          headers: { 'x-ghl-signature': sign(null, body, ed.privateKey).toString('base64') },
          raw: body,
          secrets: [secret],
        },
        [pem(ed)],
      );
    expect(by('ghl-location:vLoc9EPM428h8vShlRW1')).toEqual({ ok: true });
    expect(by('ghl-location:anotherLocation')).toMatchObject({ reason: 'BAD_SIGNATURE' });
    expect(by('ghl-location:x', Buffer.from('{"data":{"locationId":"x"}}'))).toEqual({ ok: true });
    expect(by('ghl-location:x', Buffer.from('no json'))).toMatchObject({ reason: 'BAD_SIGNATURE' });
    expect(by(NEW)).toMatchObject({ reason: 'BAD_SIGNATURE' });
  });
});
