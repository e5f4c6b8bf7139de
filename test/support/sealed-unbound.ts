import { createCipheriv, createHash, randomBytes } from 'node:crypto';

/** A secret as version 0.1 sealed it: bound to no place. @param key 32 bytes in base64 */
export function sealedUnbound(key: string, plain: string): string {
  const bytes = Buffer.from(key, 'base64');
  const id = createHash('sha256').update('pinggo key id').update(bytes).digest('hex').slice(0, 8);
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', bytes, iv);
  cipher.setAAD(Buffer.from(`v1.${id}`));
  const sealed = Buffer.concat([iv, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `v1.${id}.${sealed.toString('base64url')}`;
}
