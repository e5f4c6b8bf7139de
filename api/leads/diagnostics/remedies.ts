import { bringMessagesForward, testMailIsUnderWay } from '../../../db/leads/queries/diagnostics.js';
import { requestRecount } from '../../../db/leads/queries/settlement/recount.js';
import { ZONES_CHANGED } from '../../../db/leads/queries/settlement/stale-clocks.js';
import { checkNextSlice, restartCheck } from '../../../db/leads/queries/tower/check.js';
import { askForStarts } from '../../../db/leads/queries/workings.js';
import { PATIENCE } from '../../../db/patience.js';
import { askForMail } from '../../../db/platform/queries/access-mails.js';
import { listDeadLetters } from '../../../db/platform/queries/dead-letters/list.js';
import type { DiagnosticRemedy } from '../../../domain/leads/vocabulary/diagnostics.js';
import type { Stamp } from '../../http/stamp.js';
import type { LeadsDeps } from '../deps.js';
import { asking } from './diagnose.js';
import { neglectedLeads, staleClocks } from './found.js';
import type { AskingDeps } from './question.js';
import { DEAD_ROWS, LETTERS } from './questions.js';

/** What somebody's click did. */
export interface Remedied {
  /** Of how many things. */
  done: number;
  /** What cannot be done as things are. */
  refused: number;
  /** There is more of it: click again. */
  isPartial: boolean;
}

export interface Doing {
  deps: AskingDeps & Pick<LeadsDeps, 'db'>;
  /** The organisation that it is done to. */
  orgId: string;
  stamp: Stamp;
  /** Who is sent a test mail: the person who asks, in the org that they are of; null: it is no person. */
  person: { orgId: string; userId: string } | null;
}

const LOOK_MS = 10_000;
/** A request takes no longer than people wait. */
const WORK_MS = 15_000;
const MOST_LETTERS = 200;
/** A test mail is tried again after as long, at the latest: until then one is enough. */
const TEST_MAIL_MS = 20_000;

const ALL_DONE = { refused: 0, isPartial: false };

/** Each does nothing where nothing is wrong (any more), and nothing twice. */
export const REMEDIES: Readonly<Record<DiagnosticRemedy, (doing: Doing) => Promise<Remedied>>> = {
  async SEND_TEST_MAIL({ deps, person, stamp }) {
    if (person === null) return { ...ALL_DONE, done: 0, refused: 1 };
    const done = await deps.db.inOrg(person.orgId, async (tx) => {
      const { at } = stamp;
      if (await testMailIsUnderWay(tx, person.userId, new Date(at.getTime() - TEST_MAIL_MS))) return 0;
      await askForMail(tx, { kind: 'TEST', to: { userId: person.userId }, askedBy: null, now: at });
      return 1;
    });
    return { ...ALL_DONE, done };
  },

  async BRING_FORWARD({ deps, orgId }) {
    return { ...ALL_DONE, done: await deps.db.inOrg(orgId, bringMessagesForward) };
  },

  async REQUEUE({ deps, orgId, stamp }) {
    const letters = await deps.db.readOrg(orgId, (tx) =>
      listDeadLetters(
        tx.client,
        orgId,
        DEAD_ROWS,
        { to: stamp.at },
        { limit: MOST_LETTERS + 1, after: null },
        'OLDEST',
      ),
    );
    const done = { DONE: 0, ALREADY: 0, MISSING: 0, REFUSED: 0 };
    for (const { kind, id } of letters.slice(0, MOST_LETTERS))
      done[(await LETTERS[kind as keyof typeof LETTERS].requeue(deps, orgId, id, stamp)).outcome] += 1;
    return { done: done.DONE, refused: done.REFUSED, isPartial: letters.length > MOST_LETTERS };
  },

  async START_WORKFLOWS({ deps, orgId }) {
    const { orphans, owed, isPartial } = await neglectedLeads(asking(deps, orgId, LOOK_MS));
    const done = await deps.db.inOrg(orgId, (tx) => askForStarts(tx, [...orphans, ...owed]));
    return { done, refused: 0, isPartial };
  },

  async RECOUNT({ deps, orgId }) {
    const untilMs = performance.now() + WORK_MS;
    let done = 0;
    for (let isFirst = true; ; isFirst = false) {
      const slice = await deps.db.inOrg(
        orgId,
        async (tx) => {
          if (isFirst) await restartCheck(tx);
          return checkNextSlice(tx);
        },
        { patience: PATIENCE.BULK },
      );
      done += slice.drifted;
      if (slice.done) return { ...ALL_DONE, done };
      if (performance.now() > untilMs) return { done, refused: 0, isPartial: true };
    }
  },

  async RECOUNT_CLOCKS({ deps, orgId }) {
    const { clocks, olderHoursUntilMs, isPartial } = await staleClocks(asking(deps, orgId, LOOK_MS));
    const leadIds = [...new Set(clocks.map(({ leadId }) => leadId))];
    const done = await deps.db.inOrg(orgId, (tx) =>
      requestRecount(tx, leadIds, { reason: ZONES_CHANGED, olderHoursUntilMs }),
    );
    return { done, refused: 0, isPartial };
  },
};
