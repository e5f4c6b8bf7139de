import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSecretBox } from './secret-box.js';

const key = () => randomBytes(32).toString('base64');

describe('the secret box', () => {
  it('gives back what it sealed, and never seals alike', () => {
    const box = createSecretBox(key());
    for (const text of ['whsec_abc', '', 'Ș – 🔑']) expect(box.decrypt(box.encrypt(text))).toBe(text);
    expect(box.encrypt('same')).not.toBe(box.encrypt('same'));
  });

  it('notices every changed byte', () => {
    const box = createSecretBox(key());
    const [format, id, text] = box.encrypt('whsec_abc').split('.');
    const bytes = Buffer.from(text!, 'base64url');
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1;
      expect(() => box.decrypt(`${format}.${id}.${changed.toString('base64url')}`)).toThrow();
    }
  });

  it('reads older texts after a change of keys, and not with another key', () => {
    const [older, newer] = [key(), key()];
    const sealed = createSecretBox(older).encrypt('whsec_abc');
    const both = createSecretBox(`${newer},${older}`);
    expect(both.decrypt(sealed)).toBe('whsec_abc');
    expect(createSecretBox(newer).decrypt(both.encrypt('new'))).toBe('new');
    expect(() => createSecretBox(newer).decrypt(sealed)).toThrow(/key that is not here/);
  });

  it.each(['', 'plain', 'v1.x', 'v2.a.b', 'v1.a.b.c'])('refuses %j', (text) => {
    expect(() => createSecretBox(key()).decrypt(text)).toThrow();
  });

  it('refuses keys that are not 32 bytes', () => {
    expect(() => createSecretBox('c2hvcnQ=')).toThrow(/32 bytes/);
  });
});
