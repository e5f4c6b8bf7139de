import {
  nextToReplan,
  readAbsence,
  recordProgress,
  requestReplan,
  type AbsenceToReplan,
} from '../db/leads/queries/settlement/replan.js';
import { absenceWords, stageOf } from '../domain/platform/absence/absence.js';
import { inMarkdown } from '../domain/platform/text/markdown.js';
import { withTimesIn } from '../domain/platform/text/times.js';
import type { SettleDeps } from './settle.js';
import { refuseSuspended } from './suspended.js';
import { settleBatch } from './settle-batch.js';

/** Which absence, and the workflow's now (epoch milliseconds). */
export interface AbsenceRef {
  orgId: string;
  absenceId: string;
  nowMs: number;
}

/**
 * `PLANNED`: not begun. `REPLANNING`: leads are left. `DONE`: none is. `CANCELLED`, `ENDED`: it was over before all were
 * planned anew, and the others stay where they are. `NOT_WANTED`: the leads are to stay, and nothing waits for an answer.
 */
export type ReplanState = 'PLANNED' | 'REPLANNING' | 'DONE' | 'CANCELLED' | 'ENDED' | 'NOT_WANTED';

/** How far the work for one absence is. */
export interface AbsenceView {
  state: ReplanState;
  userId: string;
  userName: string;
  cause: AbsenceToReplan['cause'];
  fromAtMs: number;
  toAtMs: number | null;
  found: number;
  done: number;
  left: number;
  /** For the Temporal UI, as Markdown: the name, and from when to when in the org's zone. Older histories do not have it. */
  told?: { name: string; span: string };
  /** The worker's clock when it was done (epoch milliseconds): the workflow's own now stands still meanwhile. */
  atMs: number;
}

/** An absence without a row, e.g. planned after the backup that Postgres was restored from. */
export class AbsenceGone extends Error {
  override name = 'AbsenceGone';
  constructor(absenceId: string) {
    super(`absence ${absenceId} has no row`);
  }
}

const BATCH = 50;

/**
 * Plans the next leads of an absent person anew; before the absence begins it only tells when that is. It works from the
 * rows: whoever comes next goes on where the one before stopped.
 * @param beat called as long as it goes on
 * @throws AbsenceGone where there is no such absence
 */
export async function replanBatch(
  deps: SettleDeps,
  { orgId, absenceId, nowMs }: AbsenceRef,
  beat: () => void = () => undefined,
): Promise<AbsenceView> {
  const { db, log } = deps;
  const atMs = Math.max(nowMs, deps.clock());
  const taken = await db.inOrg(orgId, async (tx) => {
    await refuseSuspended(tx);
    const absence = await readAbsence(tx, absenceId);
    if (!absence) throw new AbsenceGone(absenceId);
    const state = stateOf(absence, atMs);
    const leadIds = state === 'REPLANNING' ? await nextToReplan(tx, absence, BATCH) : [];
    if (leadIds.length > 0) await requestReplan(tx, absence, leadIds, absenceWords({ toMs: absence.toAtMs }), atMs);
    return { absence, state, leadIds };
  });
  const { absence, state, leadIds } = taken;
  const { userId, userName, cause, fromAtMs, toAtMs, found, done } = absence;
  const told = { name: inMarkdown(userName), span: spanOf(absence) };
  const view = { userId, userName, cause, fromAtMs, toAtMs, told };
  if (state !== 'REPLANNING')
    return { ...view, state, found, done, left: Math.max(0, found - done), atMs: deps.clock() };
  beat();
  await settleBatch(deps, orgId, leadIds, atMs, beat);
  const progress = await db.inOrg(orgId, (tx) => recordProgress(tx, absence, new Date(atMs)));
  log.info({ job: 'absence', orgId, absenceId, ...progress }, 'leads planned anew');
  const over = absence.replan ? 'DONE' : 'NOT_WANTED';
  return { ...view, ...progress, state: progress.left === 0 ? over : 'REPLANNING', atMs: deps.clock() };
}

function stateOf({ replanned, fromAtMs, toAtMs, cancelled }: AbsenceToReplan, nowMs: number): ReplanState {
  if (replanned) return 'DONE';
  const stage = stageOf({ fromMs: fromAtMs, toMs: toAtMs, cancelled }, nowMs);
  return stage === 'RUNNING' ? 'REPLANNING' : stage;
}

/** `Fri 20 Nov 2026 00:00 to Mon 23 Nov 2026 00:00 (Europe/Bucharest)` */
function spanOf({ fromAtMs, toAtMs, timeZone }: AbsenceToReplan): string {
  const instants = [fromAtMs, ...(toAtMs === null ? [] : [toAtMs])].map((ms) => new Date(ms).toISOString());
  return `${withTimesIn(timeZone)(instants.join(' to '))} (${inMarkdown(timeZone)})`;
}
