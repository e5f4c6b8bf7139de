import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { NO_SEAL, sealText, type SealBody } from './seal.js';

const seal: SealBody = {
  orgId: '0195f3a2-7c1e-7b60-9a55-0c5f0a6f1d11',
  sequence: 1,
  previousHash: NO_SEAL,
  sealedAtMs: Date.parse('2026-11-20T10:00:00.120Z'),
  total: 2,
  completeAtMs: null,
  entries: [
    { id: 1077, digest: 'a'.repeat(64) },
    { id: 1079, digest: 'b'.repeat(64) },
  ],
};
const hashOf = (one: SealBody): string => createHash('sha256').update(sealText(one)).digest('hex');

describe('a seal', () => {
  // Seals that were made have hashes of this text: who changes it breaks every chain there is.
  it('is the hash of these lines, and never of anything else', () => {
    expect(sealText(seal)).toBe(
      [
        'pinggo-audit-seal-1',
        '0195f3a2-7c1e-7b60-9a55-0c5f0a6f1d11',
        '1',
        '0000000000000000000000000000000000000000000000000000000000000000',
        '2026-11-20T10:00:00.120Z',
        '2',
        '-',
        `1077 ${'a'.repeat(64)}`,
        `1079 ${'b'.repeat(64)}`,
        '',
      ].join('\n'),
    );
    expect(hashOf(seal)).toBe('be79614bf3b4b1e9baedac3002ab3e33c268b412e7abb6ae001b0fb8d45dc892');
  });

  it('is another one by anything that is other in it', () => {
    const others: SealBody[] = [
      { ...seal, orgId: seal.orgId.replace('0', '1') },
      { ...seal, sequence: 2 },
      { ...seal, previousHash: 'c'.repeat(64) },
      { ...seal, sealedAtMs: seal.sealedAtMs + 1 },
      { ...seal, total: 3 },
      { ...seal, completeAtMs: seal.sealedAtMs },
      { ...seal, entries: seal.entries.slice(1) },
      { ...seal, entries: seal.entries.toReversed() },
    ];
    expect(new Set([seal, ...others].map(hashOf)).size).toBe(others.length + 1);
  });
});
