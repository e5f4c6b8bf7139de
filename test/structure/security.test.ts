import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const DOC = new URL('../../docs/security.md', import.meta.url);
/** A link to a file of tests, and the titles that are quoted after it. */
const HELD_BY = /\]\((\.\.\/[\w./-]+\.test\.ts)\)((?:(?:,? and)? “[^”]+”)+)/g;

const claims = [...readFileSync(DOC, 'utf8').replaceAll(/\s+/g, ' ').matchAll(HELD_BY)].flatMap(([, file, titles]) =>
  [...titles!.matchAll(/“([^”]+)”/g)].map(([, title]) => ({ file: file!, title: title! })),
);

describe('what docs/security.md says is held by a test', () => {
  it.each(claims)('$file: $title', ({ file, title }) => {
    // Titles quote as the code does.
    expect(readFileSync(new URL(file, DOC), 'utf8')).toContain(title);
  });

  it('is all that it links to', () => {
    expect(claims.length).toBeGreaterThan(30);
    const linked = readFileSync(DOC, 'utf8').match(/\]\(\.\.\/[\w./-]+\.test\.ts\)/g)!;
    expect(new Set(claims.map(({ file }) => file)).size).toBe(new Set(linked).size);
  });
});

describe('what serves and works', () => {
  const GUARDED = 'outgoing/guarded.ts';
  const root = new URL('../../', import.meta.url);
  const sources = ['activities', 'api', 'db', 'domain', 'outgoing', 'relay', 'settlement', 'workflows'].flatMap(
    (layer) =>
      readdirSync(new URL(layer, root), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
        .map((file) => `${layer}/${file}`),
  );

  it('calls an address that somebody else gives by one guarded way only', () => {
    const calls = /\bfetch\(|\bhttps?\.(?:get|request)\(|from '(?:node:https|undici|axios|got)'/;
    expect(sources.length).toBeGreaterThan(300);
    expect(sources.filter((file) => calls.test(readFileSync(new URL(file, root), 'utf8')))).toEqual([GUARDED]);
    // The library that speaks OpenID Connect is given that way, and has none of its own.
    const speaks = sources.filter((file) => readFileSync(new URL(file, root), 'utf8').includes("from 'openid-client'"));
    expect(speaks.every((file) => file.startsWith('api/platform/providers/'))).toBe(true);
  });
});
