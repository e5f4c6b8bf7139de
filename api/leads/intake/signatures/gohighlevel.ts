import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { parseMachineJson } from '../../../http/json.js';
import { strictBase64 } from './hmac.js';
import { failure, type SignedRequest, type VerifyFailure } from './types.js';

/** HighLevel's published Ed25519 key, for `X-GHL-Signature` (Webhook Integration Guide). */
const PUBLISHED_ED25519 = `-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAi2HR1srL4o18O8BRa7gVJY7G7bupbN3H9AwJrHCDiOg=
-----END PUBLIC KEY-----`;

/** HighLevel's published RSA key, for the older `X-WH-Signature` (Webhook Integration Guide). */
const PUBLISHED_RSA = `-----BEGIN PUBLIC KEY-----
MIICIjANBgkqhkiG9w0BAQEFAAOCAg8AMIICCgKCAgEAokvo/r9tVgcfZ5DysOSC
Frm602qYV0MaAiNnX9O8KxMbiyRKWeL9JpCpVpt4XHIcBOK4u3cLSqJGOLaPuXw6
dO0t6Q/ZVdAV5Phz+ZtzPL16iCGeK9po6D6JHBpbi989mmzMryUnQJezlYJ3DVfB
csedpinheNnyYeFXolrJvcsjDtfAeRx5ByHQmTnSdFUzuAnC9/GepgLT9SM4nCpv
uxmZMxrJt5Rw+VUaQ9B8JSvbMPpez4peKaJPZHBbU3OdeCVx5klVXXZQGNHOs8gF
3kvoV5rTnXV0IknLBXlcKKAQLZcY/Q9rG6Ifi9c+5vqlvHPCUJFT5XUGG5RKgOKU
J062fRtN+rLYZUV+BjafxQauvC8wSWeYja63VSUruvmNj8xkx2zE/Juc+yjLjTXp
IocmaiFeAO6fUtNjDeFVkhf5LNb59vECyrHD2SQIrhgXpO4Q3dVNA5rw576PwTzN
h/AMfHKIjE4xQA1SZuYJmNnmVZLIZBlQAF9Ntd03rfadZ+yDiOXCCs9FkHibELhC
HULgCsnuDJHcrGNd5/Ddm5hxGQ0ASitgHeMZ0kcIOwKDOzOU53lDza6/Y09T7sYJ
PQe7z0cvj7aE4B+Ax1ZoZGPzpJlZtGXCsu9aTEGEnKzmsFqwcSsnw3JB31IGKAyk
T1hhTiaCeIY/OwwwNUY2yvcCAwEAAQ==
-----END PUBLIC KEY-----`;

/**
 * A secret `ghl-location:<locationId>` trusts HighLevel's published keys, for that location only. They sign for every
 * customer of HighLevel, so on their own they say that HighLevel sent it, not who it is about: without the location
 * anybody with a HighLevel app could post leads here.
 */
const LOCATION_PREFIX = 'ghl-location:';

interface TrustedKey {
  key: KeyObject;
  /** Null: a key that the endpoint's owner gave us, for whatever it signs. */
  locationId: string | null;
}

const SCHEMES = [
  { header: 'x-ghl-signature', keyType: 'ed25519', digest: null },
  { header: 'x-wh-signature', keyType: 'rsa', digest: 'sha256' },
] as const;

/** Where the signature is, in one of them. */
export const HIGHLEVEL_SIGNATURES = SCHEMES.map(({ header }) => header);

/**
 * HighLevel, "Webhook Integration Guide"
 * (https://marketplace.gohighlevel.com/docs/webhook/WebhookIntegrationGuide): the raw body signed with HighLevel's
 * private key, base64 in `X-GHL-Signature` (Ed25519) or the older `X-WH-Signature` (RSA PKCS#1 v1.5 with SHA-256), `N/A`
 * meaning none. When both are there and we hold a key for it, the Ed25519 one decides. A secret is a public key in PEM
 * or `ghl-location:<locationId>`. The scheme has no timestamp of its own.
 */
export function verifyHighLevel(
  { headers, raw, secrets }: SignedRequest,
  publishedKeys: readonly string[] = [PUBLISHED_ED25519, PUBLISHED_RSA],
): { ok: true } | VerifyFailure {
  const trusted = secrets.flatMap((secret) => trustedKeys(secret, publishedKeys));
  const present = SCHEMES.filter(({ header }) => (headers[header] ?? 'N/A') !== 'N/A' && headers[header] !== '');
  if (present.length === 0) {
    return failure('MISSING_HEADER', 'Neither X-GHL-Signature nor X-WH-Signature is there.');
  }
  const scheme = present.find(({ keyType }) => trusted.some(({ key }) => key.asymmetricKeyType === keyType));
  const signature = scheme ? strictBase64(headers[scheme.header] ?? '') : null;
  if (!scheme || !signature) {
    return failure('BAD_SIGNATURE', 'No signature header fits a public key of this endpoint.');
  }
  const fitting = trusted.filter(
    ({ key }) => key.asymmetricKeyType === scheme.keyType && signatureFits(scheme.digest, raw, key, signature),
  );
  if (fitting.length === 0) {
    return failure('BAD_SIGNATURE', `The header ${scheme.header} does not fit the body and an active public key.`);
  }
  const location = locationOf(raw);
  return fitting.some(({ locationId }) => locationId === null || locationId === location)
    ? { ok: true }
    : failure('BAD_SIGNATURE', 'HighLevel signed this for another location than that of this endpoint.');
}

function signatureFits(digest: string | null, raw: Buffer, key: KeyObject, signature: Buffer): boolean {
  try {
    return verify(digest, raw, key, signature);
  } catch {
    return false;
  }
}

const keyCache = new Map<string, KeyObject | null>();

/** The key of a PEM, null when it is not a public key; parsed once (an endpoint has few). */
function publicKey(pem: string): KeyObject | null {
  const cached = keyCache.get(pem);
  if (cached !== undefined) return cached;
  let key: KeyObject | null;
  try {
    key = createPublicKey(pem);
  } catch {
    key = null;
  }
  if (keyCache.size >= 100) keyCache.clear();
  keyCache.set(pem, key);
  return key;
}

function trustedKeys(secret: string, publishedKeys: readonly string[]): TrustedKey[] {
  const locationId = secret.startsWith(LOCATION_PREFIX) ? secret.slice(LOCATION_PREFIX.length).trim() : null;
  if (locationId === '') return [];
  const pems = locationId !== null ? publishedKeys : [secret.trim()];
  return pems.flatMap((pem) => {
    const key = pem.startsWith('-----BEGIN PUBLIC KEY-----') ? publicKey(pem) : null;
    return key ? [{ key, locationId }] : [];
  });
}

function locationOf(raw: Buffer): string | null {
  const parsed = parseMachineJson(raw);
  if (!parsed.ok || typeof parsed.value !== 'object' || parsed.value === null) return null;
  const { locationId, data } = parsed.value as { locationId?: unknown; data?: { locationId?: unknown } | null };
  const found = locationId ?? data?.locationId;
  return typeof found === 'string' ? found : null;
}
