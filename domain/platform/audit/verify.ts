import type { AuditFault } from '../vocabulary/audit.js';
import { NO_SEAL, sealText, type SealBody } from './seal.js';

/** Where something is wrong, and what. */
export interface AuditFinding {
  fault: AuditFault;
  /** The seal that it is about, or that the entry is in; null: it is in none. */
  sequence: number | null;
  sealedAtMs: number | null;
  entryId: number | null;
  /** When it happened, as the entry says. */
  atMs: number | null;
}

export interface KeptSeal extends SealBody {
  hash: string;
}

/** An entry as it is now. */
export interface FoundEntry {
  digest: string;
  atMs: number;
}

/** What goes before a seal, as far as it is judged by it. */
export type SealBefore = Pick<KeptSeal, 'sequence' | 'hash' | 'total' | 'completeAtMs'>;
export const BEFORE_ALL: SealBefore = { sequence: 0, hash: NO_SEAL, total: 0, completeAtMs: null };

/** Nothing takes longer from its instant to its commit, and no two clocks differ more. */
export const MOST_LATE_MS = 3_600_000;

/** Whether an entry says that it is older than what was complete without it. */
export const isBackdated = (atMs: number, completeAtMs: number | null): boolean =>
  completeAtMs !== null && atMs < completeAtMs - MOST_LATE_MS;

const none = { sequence: null, sealedAtMs: null, entryId: null, atMs: null };

/**
 * A seal against the one before it, against itself, and against its entries as they are now.
 * @param found by id
 * @param sha256 of a text, in hex
 */
export function judgeSeal(
  before: SealBefore,
  seal: KeptSeal,
  found: ReadonlyMap<number, FoundEntry>,
  sha256: (text: string) => string,
): AuditFinding[] {
  const findings: AuditFinding[] = [];
  const { sequence, sealedAtMs } = seal;
  const ofSeal = { ...none, sequence, sealedAtMs };
  for (let missing = before.sequence + 1; missing < sequence && missing < before.sequence + MOST_NAMED; missing += 1)
    findings.push({ ...none, fault: 'SEAL_MISSING', sequence: missing });
  // What a missing one was, the next one says: of those it breaks no chain.
  if (sequence === before.sequence + 1 && !goesOnFrom(before, seal))
    findings.push({ ...ofSeal, fault: 'CHAIN_BROKEN' });
  if (sha256(sealText(seal)) !== seal.hash) findings.push({ ...ofSeal, fault: 'SEAL_CHANGED' });
  for (const { id, digest } of seal.entries) {
    const entry = found.get(id);
    const ofEntry = { ...ofSeal, entryId: id, atMs: entry?.atMs ?? null };
    if (entry === undefined) findings.push({ ...ofEntry, fault: 'ENTRY_MISSING' });
    else if (entry.digest !== digest) findings.push({ ...ofEntry, fault: 'ENTRY_CHANGED' });
    else if (isBackdated(entry.atMs, before.completeAtMs)) findings.push({ ...ofEntry, fault: 'ENTRY_BACKDATED' });
  }
  return findings;
}

/** Of a long row of missing seals. */
const MOST_NAMED = 100;

const goesOnFrom = (before: SealBefore, { previousHash, total, entries, completeAtMs }: KeptSeal): boolean =>
  previousHash === before.hash &&
  total === before.total + entries.length &&
  (completeAtMs ?? 0) >= (before.completeAtMs ?? 0);
