/**
 * Where work passes from one hand to the next, and a process that dies leaves it half done:
 * - `SETTLED`: a backlog's batch is committed, and not counted
 * - `CLAIMED`: rows of the outbox are leased, and nothing is sent
 * - `DECIDED`: what is carried over is decided, and Temporal knows nothing of it
 * - `TOLD`: Temporal knows it, and the row still waits
 * - `MARKED`: the rows are marked as delivered, and not counted
 */
export const BOUNDARIES = ['SETTLED', 'CLAIMED', 'DECIDED', 'TOLD', 'MARKED'] as const;
export type Boundary = (typeof BOUNDARIES)[number];

/** Told when a boundary is passed. */
export type Passed = (boundary: Boundary) => void;

/**
 * For tests: ends the process at a boundary as a crash would, with nothing written and nobody told.
 * @param dieAt the boundary, and which passing of it: `TOLD:3`
 */
export function dyingAt(dieAt: string): Passed {
  const [at, times = '1'] = dieAt.split(':');
  let left = Number(times);
  return (boundary) => {
    if (boundary !== at) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  };
}
