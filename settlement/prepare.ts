import { setTimeout as delay } from 'node:timers/promises';
import type { OrgTransaction } from '../db/client.js';
import { lockCandidates, readCandidates } from '../db/leads/queries/settlement/candidates.js';
import { writeTurns } from '../db/leads/queries/settlement/write.js';
import { addDelta } from '../db/platform/queries/counters.js';
import { ContextNeeded } from '../domain/leads/lead/draft.js';
import { latenessOf } from '../domain/leads/metrics/happened.js';
import { decideAndWrite, Disturbed, seal, type Ahead, type SettleDeps } from './settle.js';
import { canAllHave, type Given, type WrittenAhead } from './written-ahead.js';

/** What a settlement that is written ahead gives to people, and how that is made good. */
class Promised {
  private teamIds: string[] = [];
  private given: readonly Given[] = [];
  private endTurn: (() => void) | null = null;
  private endPromise: (() => void) | null = null;
  private isOver = false;

  constructor(
    private readonly orgId: string,
    private readonly others: WrittenAhead,
    private readonly atMs: number,
  ) {}

  /** Who could take leads, with what others will have given them: from now on nobody else decides, until `give`. */
  readonly ahead: Ahead = async (tx, teamIds, nowMs) => {
    this.teamIds = teamIds;
    this.endTurn = await this.others.turn(this.orgId);
    // It failed by something else while it waited.
    if (this.isOver) this.end();
    const rows = await readCandidates(tx, teamIds, nowMs);
    return { ...rows, people: this.others.withPromised(this.orgId, rows.people) };
  };

  give(given: readonly Given[]): void {
    this.given = given;
    this.endPromise = this.others.promise(this.orgId, given);
    this.endTurn?.();
  }

  /**
   * Takes the routing lock until the transaction ends, which is now, and looks whether all who are given leads can have them still.
   * @throws Disturbed where somebody else was faster
   */
  async confirm(tx: OrgTransaction): Promise<void> {
    if (this.given.length === 0) return;
    const { people } = await lockCandidates(tx, this.teamIds, this.atMs);
    if (!canAllHave(this.given, people, this.atMs)) throw new Disturbed();
  }

  end(): void {
    this.isOver = true;
    this.endTurn?.();
    this.endPromise?.();
  }
}

/**
 * Settles leads for an instant that is still to come: writes everything beforehand and commits on the instant, so that
 * a herd is settled on time however large it is. A proof that comes in meanwhile undoes the preparation:
 * time decides, and the leads are settled in the ordinary way. Meant for a few seconds ahead, as the rows are locked.
 * Reassignments are written ahead as well, without the org's routing lock: on the instant it is taken, and what was given away is
 * looked at once more (docs/adr/0091-reassignments-are-written-ahead.md).
 * @param atMs the instant, epoch milliseconds; none of the leads may be due later
 * @param others that are written ahead in this process
 * @returns how many leads were settled; null when the preparation was undone, or needs what is known on the instant only
 */
export async function prepareSettlement(
  deps: SettleDeps,
  orgId: string,
  leadIds: string[],
  atMs: number,
  others: WrittenAhead,
): Promise<number | null> {
  const promised = new Promised(orgId, others, atMs);
  try {
    return await deps.db.inOrg(orgId, async (tx, withCommit) => {
      let writing: Promise<unknown> = Promise.resolve();
      const written = await decideAndWrite(
        tx,
        { ...deps, clock: () => atMs },
        leadIds,
        { goal: 'SETTLED', skipLocked: true, atLeastMs: atMs, ahead: promised.ahead },
        (statement) => {
          writing = statement;
        },
      );
      promised.give(written.given);
      await writing;
      if (!written.isSuspended) await delay(Math.max(0, atMs - deps.clock()));
      await promised.confirm(tx);
      withCommit(writeTurns(tx, written.drafts, atMs));
      withCommit(addDelta(tx.client, latenessOf(written.passed, deps.clock())));
      withCommit(seal(tx, written));
      return written.changed;
    });
  } catch (error) {
    if (error instanceof Disturbed || error instanceof ContextNeeded) return null;
    throw error;
  } finally {
    promised.end();
  }
}
