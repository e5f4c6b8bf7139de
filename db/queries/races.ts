/** Another transaction was faster, and what we read before is no longer so: reading again decides. */
export class RaceLost extends Error {
  constructor(what: string) {
    super(`another transaction was faster: ${what}`);
    this.name = 'RaceLost';
  }
}

/** serialization_failure, deadlock_detected: Postgres rolled us back, and trying again is the remedy. */
const RETRYABLE = new Set(['40001', '40P01']);
const TRIES = 5;

/**
 * Runs a whole transaction again when it lost a race. Each try sees what the winner committed, so a second try is
 * nearly always enough.
 * @throws what `work` threw, when it is something else or the tries are used up.
 */
export async function retryOnRace<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === TRIES || !isRace(error)) throw error;
    }
  }
}

function isRace(error: unknown): boolean {
  if (error instanceof RaceLost) return true;
  // drizzle wraps what Postgres said.
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return typeof cause === 'object' && cause !== null && 'code' in cause && RETRYABLE.has(String(cause.code));
}
