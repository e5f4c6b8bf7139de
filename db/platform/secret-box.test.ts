import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSecretBox } from './secret-box.js';

const key = () => randomBytes(32).toString('base64');

describe('the secret box', () => {
  it('gives back what it sealed, and never seals alike', () => {
    const box = createSecretBox(key());
    for (const text of ['whsec_abc', '', 'Ș – 🔑']) expect(box.decrypt(box.encrypt(text, 'here'), 'here')).toBe(text);
    expect(box.encrypt('same', 'here')).not.toBe(box.encrypt('same', 'here'));
  });

  it('notices every changed byte', () => {
    const box = createSecretBox(key());
    const [format, id, text] = box.encrypt('whsec_abc', 'here').split('.');
    const bytes = Buffer.from(text!, 'base64url');
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1;
      expect(() => box.decrypt(`${format}.${id}.${changed.toString('base64url')}`, 'here')).toThrow();
    }
  });

  it('reads older texts after a change of keys, and not with another key', () => {
    const [older, newer] = [key(), key()];
    const sealed = createSecretBox(older).encrypt('whsec_abc', 'here');
    const both = createSecretBox(`${newer},${older}`);
    expect(both.decrypt(sealed, 'here')).toBe('whsec_abc');
    expect(createSecretBox(newer).decrypt(both.encrypt('new', 'here'), 'here')).toBe('new');
    expect(() => createSecretBox(newer).decrypt(sealed, 'here')).toThrow(/key that is not here/);
  });

  it('opens a text at its place only, and knows what is sealed as of now', () => {
    const [older, newer] = [key(), key()];
    const box = createSecretBox(older);
    const sealed = box.encrypt('whsec_abc', 'org/endpoint');
    expect(box.decrypt(sealed, 'org/endpoint')).toBe('whsec_abc');
    for (const elsewhere of ['org/another', 'another/endpoint', ''])
      expect(() => box.decrypt(sealed, elsewhere)).toThrow();
    expect(() => box.decrypt(sealed.replace('v2.', 'v1.'), 'org/endpoint')).toThrow();
    expect(box.isCurrent(sealed)).toBe(true);
    expect(createSecretBox(`${newer},${older}`).isCurrent(sealed)).toBe(false);
  });

  it('opens what the version before sealed, which was bound to no place', () => {
    const sealed = 'v1.1bdd0001.AQEBAQEBAQEBAQEBAYn60vPgPGiSjeIjzvWdTMkrUuJIQA';
    const box = createSecretBox(Buffer.alloc(32, 7).toString('base64'));
    expect(box.decrypt(sealed, 'org/endpoint')).toBe('whsec_');
    expect(box.isCurrent(sealed)).toBe(false);
  });

  it.each(['', 'plain', 'v1.x', 'v2.a.b', 'v3.a.b', 'v1.a.b.c', 'v2.a.b.c'])('refuses %j', (text) => {
    expect(() => createSecretBox(key()).decrypt(text, 'here')).toThrow();
  });

  it('refuses keys that are not 32 bytes', () => {
    expect(() => createSecretBox('c2hvcnQ=')).toThrow(/32 bytes/);
  });
});
