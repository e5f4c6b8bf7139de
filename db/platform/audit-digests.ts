import { createHash } from 'node:crypto';
import { canonicalEntry, type EntryToSeal } from '../../domain/platform/audit/canonical.js';
import { sealText, type SealBody } from '../../domain/platform/audit/seal.js';

/** In hex. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export const digestOf = (entry: EntryToSeal): string => sha256(canonicalEntry(entry));

export const hashOf = (seal: SealBody): string => sha256(sealText(seal));
