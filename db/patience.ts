/** How long work may keep others waiting before Postgres ends it, in milliseconds. */
export interface Patience {
  /** One statement. */
  statementMs: number;
  /** Waiting for one lock, a row's or an advisory one. */
  lockMs: number;
  /** A transaction in which nothing is asked: its process computes, hangs or is gone. */
  idleMs: number;
}

/**
 * Of each kind of work, so that no connection and no lock is held for ever (docs/adr/0043). A lock is waited for no longer
 * than a settlement that is prepared ahead may hold it for those who can come again by themselves.
 */
export const PATIENCE = {
  /** A person or a machine waits for the answer. */
  READING: { statementMs: 10_000, lockMs: 2_000, idleMs: 15_000 },
  WRITING: { statementMs: 10_000, lockMs: 5_000, idleMs: 15_000 },
  /** Many pages of one snapshot, each packed before the next is read. */
  EXPORTING: { statementMs: 60_000, lockMs: 2_000, idleMs: 60_000 },
  /** An organisation is deleted for good, with all its rows: nobody else works on them. */
  PURGING: { statementMs: 600_000, lockMs: 10_000, idleMs: 60_000 },
  /** Less than the 30 s that the activity has: what ends it is Postgres, and Temporal tries again. */
  SETTLING: { statementMs: 20_000, lockMs: 10_000, idleMs: 30_000 },
  /** Sweep, herds, absences, folding and recounts. A herd's settlement waits for its instant for up to 10 s. */
  BULK: { statementMs: 60_000, lockMs: 10_000, idleMs: 60_000 },
  /** Less than the 30 s for which outbox rows are leased. */
  RELAYING: { statementMs: 20_000, lockMs: 5_000, idleMs: 15_000 },
  /** Says LISTEN once, and then waits outside of any transaction, which nothing ends. */
  LISTENING: { statementMs: 5_000, lockMs: 2_000, idleMs: 5_000 },
} as const satisfies Record<string, Patience>;

/** The same as options of a connection: what holds for all that it does and says nothing else. */
export const sessionLimits = ({ statementMs, lockMs, idleMs }: Patience) => ({
  statement_timeout: statementMs,
  lock_timeout: lockMs,
  idle_in_transaction_session_timeout: idleMs,
});

/** The same for one transaction, as a list for a SELECT. */
export const transactionLimits = (patience: Patience): string =>
  Object.entries(sessionLimits(patience))
    .map(([name, ms]) => `set_config('${name}', '${ms}', true)`)
    .join(', ');
