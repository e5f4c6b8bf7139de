import { Pool } from '../pool.js';
import type { Session } from '../session.js';
import type { Compression } from './compression.js';
import type { Expected } from './expected.js';
import { judge, type Judged, type LeadDetail } from './verdict.js';

const AT_ONCE = 4;
const PAUSE_MS = 500;
/** The system catches up as long as it likes, if only it gets on: its sweep comes round each minute. */
const STUCK_MS = 100_000;
/** What fires twice must have had the time to. */
const QUIET_MS = 2_000;

export type Comparison = { expected: Expected; leadId: string; judged: Judged }[];

/**
 * Looks at every lead until each is as the file says, or until nothing changes any more; then, after a while of
 * quiet, once more at all of them.
 */
export async function compare(
  expected: readonly Expected[],
  sent: ReadonlyMap<string, string>,
  compressed: Compression,
  manager: Session,
): Promise<Comparison> {
  const pool = new Pool(AT_ONCE);
  const look = (some: readonly Expected[]): Promise<Comparison> =>
    pool.map(some, async (one) => {
      const leadId = sent.get(one.lead.id)!;
      const detail = await manager.get<LeadDetail>(`/api/leads/${leadId}`);
      return { expected: one, leadId, judged: judge(detail, one, compressed) };
    });

  let open = expected;
  for (let movedAtMs = Date.now(); open.length > 0 && Date.now() - movedAtMs < STUCK_MS;) {
    const differing = (await look(open)).filter(({ judged }) => judged.mismatches.length > 0);
    if (differing.length < open.length) movedAtMs = Date.now();
    open = differing.map((one) => one.expected);
    if (open.length > 0) await pause(PAUSE_MS);
  }
  await pause(QUIET_MS);
  return look(expected);
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
