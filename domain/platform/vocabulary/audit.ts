/**
 * What can be wrong with an audit log that was sealed. `SEAL_MISSING`: there is none of that number. `SEAL_CHANGED`: its hash is not that of
 * what it says. `CHAIN_BROKEN`: it does not go on from the one before. `ENTRY_CHANGED`, `ENTRY_MISSING`: a sealed entry is not as it was, or
 * gone. `ENTRY_NOT_SEALED`: it should be in a seal, and is in none. `ENTRY_BACKDATED`: it says that it is older than it can be.
 * `CHECKPOINT_BROKEN`: the seal that a checkpoint tells of is gone, or another.
 */
export const AUDIT_FAULTS = [
  'SEAL_MISSING',
  'SEAL_CHANGED',
  'CHAIN_BROKEN',
  'ENTRY_CHANGED',
  'ENTRY_MISSING',
  'ENTRY_NOT_SEALED',
  'ENTRY_BACKDATED',
  'CHECKPOINT_BROKEN',
] as const;
export type AuditFault = (typeof AUDIT_FAULTS)[number];
