import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** Bound to its place. `v1` was not: it opens anywhere, until it is sealed again. */
const FORMAT = 'v2';
const UNBOUND = 'v1';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts short texts at rest. */
export interface SecretBox {
  /** @param place where the sealed text is kept, and nowhere else: it does not open in another place */
  encrypt(plain: string, place: string): string;
  /** @throws Error when the text was changed, is another place's, or its key is not among those given. */
  decrypt(sealed: string, place: string): string;
  /** Whether it is sealed as `encrypt` would seal it now: by the first key, and bound to its place. */
  isCurrent(sealed: string): boolean;
}

/**
 * AES-256-GCM. A sealed text names its key, so that keys can be changed while older texts stay readable.
 * @param keys 32 bytes in base64 or base64url; several, separated by commas: the first encrypts, all decrypt.
 * @throws Error when a key is not 32 bytes.
 */
export function createSecretBox(keys: string): SecretBox {
  const ring = keys.split(',').map((text) => {
    const bytes = Buffer.from(text.trim(), 'base64');
    if (bytes.length !== 32) throw new Error(`a secrets key is 32 bytes in base64, this one is ${bytes.length}`);
    return { id: createHash('sha256').update('pinggo key id').update(bytes).digest('hex').slice(0, 8), bytes };
  });
  const current = ring[0];
  if (!current) throw new Error('no secrets key');

  return {
    encrypt(plain, place) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', current.bytes, iv);
      cipher.setAAD(additional(FORMAT, current.id, place));
      const sealed = Buffer.concat([iv, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `${FORMAT}.${current.id}.${sealed.toString('base64url')}`;
    },
    decrypt(sealed, place) {
      const [format, id, text, ...rest] = sealed.split('.');
      const key = ring.find((candidate) => candidate.id === id);
      if ((format !== FORMAT && format !== UNBOUND) || text === undefined || rest.length > 0)
        throw new Error('not a sealed secret');
      if (!key) throw new Error(`sealed with a key that is not here (id ${id})`);
      const bytes = Buffer.from(text, 'base64url');
      if (bytes.length < IV_BYTES + TAG_BYTES) throw new Error('not a sealed secret');
      const decipher = createDecipheriv('aes-256-gcm', key.bytes, bytes.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(additional(format, key.id, place));
      decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
      const body = bytes.subarray(IV_BYTES, bytes.length - TAG_BYTES);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    },
    isCurrent: (sealed) => sealed.startsWith(`${FORMAT}.${current.id}.`),
  };
}

const additional = (format: string, keyId: string, place: string): Buffer =>
  Buffer.from(format === UNBOUND ? `${format}.${keyId}` : `${format}.${keyId}.${place}`);
