import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sealText } from './seal.js';
import { BEFORE_ALL, judgeSeal, MOST_LATE_MS, type FoundEntry, type KeptSeal, type SealBefore } from './verify.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const AT = Date.parse('2026-11-20T10:00:00Z');
const entries = [1, 2, 3].map((id) => ({ id, digest: sha256(`entry ${id}`) }));
const found = new Map<number, FoundEntry>(entries.map(({ id, digest }) => [id, { digest, atMs: AT + id }]));

function sealed(before: SealBefore, change: Partial<KeptSeal> = {}): KeptSeal {
  const body = {
    orgId: 'org',
    sequence: before.sequence + 1,
    previousHash: before.hash,
    sealedAtMs: AT + 60_000,
    total: before.total + entries.length,
    completeAtMs: AT + 60_000,
    entries,
    ...change,
  };
  return { ...body, hash: sha256(sealText(body)) };
}
const judged = (before: SealBefore, seal: KeptSeal, entriesNow: ReadonlyMap<number, FoundEntry> = found) =>
  judgeSeal(before, seal, entriesNow, sha256).map(({ fault, sequence, entryId }) => ({ fault, sequence, entryId }));

const first = sealed(BEFORE_ALL);

describe('a seal', () => {
  it('is right, and so is the next one', () => {
    expect([judged(BEFORE_ALL, first), judged(first, sealed(first))]).toEqual([[], []]);
  });

  it('tells which entry was changed, and which is gone', () => {
    const now = new Map(found).set(2, { digest: sha256('other'), atMs: AT });
    now.delete(3);
    expect(judged(BEFORE_ALL, first, now)).toEqual([
      { fault: 'ENTRY_CHANGED', sequence: 1, entryId: 2 },
      { fault: 'ENTRY_MISSING', sequence: 1, entryId: 3 },
    ]);
  });

  it('does not hide that it was changed itself', () => {
    expect(judged(BEFORE_ALL, { ...first, sealedAtMs: AT })).toEqual([
      { fault: 'SEAL_CHANGED', sequence: 1, entryId: null },
    ]);
    const rewritten = sealed(BEFORE_ALL, { sealedAtMs: AT });
    expect(judged(BEFORE_ALL, rewritten)).toEqual([]);
    expect(judged(rewritten, sealed(first))).toEqual([{ fault: 'CHAIN_BROKEN', sequence: 2, entryId: null }]);
  });

  it('misses those before it, each by its number', () => {
    expect(judged(first, sealed({ ...first, sequence: 3 }))).toEqual(
      [2, 3].map((sequence) => ({ fault: 'SEAL_MISSING', sequence, entryId: null })),
    );
    const faults = judged(BEFORE_ALL, sealed({ ...first, sequence: 1_000_000 }));
    expect(faults.length).toBeLessThan(200);
  });

  it('knows an entry that says it is older than what was complete without it', () => {
    const before = { ...first, completeAtMs: AT + MOST_LATE_MS + 2 };
    const faultsOf = (seal: KeptSeal): unknown[] => judged(before, seal);
    expect(faultsOf(sealed(before, { completeAtMs: before.completeAtMs }))).toEqual([
      { fault: 'ENTRY_BACKDATED', sequence: 2, entryId: 1 },
    ]);
  });
});
