/** What a seal holds of an entry: the SHA-256 of its canonical form, in hex. */
export interface SealedEntry {
  id: number;
  digest: string;
}

/**
 * What a seal says: that these entries were there, in this form, at that instant, and after those of the seal before it. Its hash has the
 * hash of the one before in it, so that the last of them says it of all.
 */
export interface SealBody {
  orgId: string;
  /** From 1 on, without a gap. */
  sequence: number;
  /** Of the seal before; of the first, `NO_SEAL`. */
  previousHash: string;
  sealedAtMs: number;
  /** Entries in this and all before. */
  total: number;
  /**
   * When all that there was had been sealed for the last time; null: not yet. An entry that comes in a later seal and says that it is
   * older was not there then.
   */
  completeAtMs: number | null;
  /** In the order of their ids. */
  entries: readonly SealedEntry[];
}

export const NO_SEAL = '0'.repeat(64);
const FORMAT = 'pinggo-audit-seal-1';

/** What a seal's hash is the SHA-256 of: lines of text, so that anybody can make it again. */
export function sealText({ entries, ...seal }: SealBody): string {
  const head = [
    FORMAT,
    seal.orgId,
    seal.sequence,
    seal.previousHash,
    new Date(seal.sealedAtMs).toISOString(),
    seal.total,
    seal.completeAtMs === null ? '-' : new Date(seal.completeAtMs).toISOString(),
  ];
  return [...head, ...entries.map(({ id, digest }) => `${id} ${digest}`)].map((line) => `${line}\n`).join('');
}
