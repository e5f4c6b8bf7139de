import { addToCounters } from '../db/platform/queries/counters.js';
import { waitingIn, waitingLeads, type WaitingOrg } from '../db/leads/queries/settlement/backlog.js';
import type { Counted } from '../domain/leads/metrics/families.js';
import type { Passed } from './boundaries.js';
import { repeated, type Helper } from './repeated.js';
import { SetAside } from './set-aside.js';
import type { StandInDeps } from './standing-in.js';
import { settleByOrg } from './sweep.js';

/**
 * From this many leads on that are carried over at once they are begun together, before their workflows are started: with
 * five it takes a quarter of the time and of the processor (`npm run bench -- --only depth`). Fewer are the calm, in which
 * each lead's history tells how it was begun.
 */
export const TOGETHER_FROM = 3;
/** From this many leads on that wait, whoever carries them over does not keep up. */
export const BACKLOG_FROM = 20;
/** Of one org in one transaction: whoever comes next waits for no longer than that takes. */
const BATCH = 200;
/** Orgs at a time: while Postgres writes for one, this process decides for the other. */
const LANES = 2;
/** Its own workflow would have had its turn by now: it stands in a line somewhere. */
const LATE_MS = 500;
const PAUSE_MS = 250;
/** A crowd that is served as it comes is one all the same: it is over once none has waited for so long. */
const STAYS_DEEP_MS = 1_000;
/** While somebody waits, but too few or held by others. */
const SHORT_PAUSE_MS = 50;

export interface BacklogDeps extends StandInDeps {
  /** What is a backlog here, where it is not `BACKLOG_FROM`. */
  backlogFrom?: number;
  passed?: Passed;
}

export interface BacklogHelper extends Helper {
  /** Whether more leads wait, or did a moment ago, than can be decided at once: what only carries over can wait meanwhile. */
  isDeep(): boolean;
}

/**
 * The helper in a burst. A campaign brings thousands of leads in seconds; begun one by one by their workflows that takes
 * minutes on a small machine. It begins them, and applies proofs and commands, by hundreds: a transaction for one org's
 * oldest, org after org in turn, so that one lead of another org never waits for a campaign. Their workflows are started and
 * told afterwards, and find nothing left to do. In the calm it does nothing, unless Temporal is away: then nobody else begins
 * a lead or applies a proof.
 */
export function startBacklogHelper(deps: BacklogDeps): BacklogHelper {
  const setAside = new SetAside(deps.clock);
  const { backlogFrom = BACKLOG_FROM } = deps;
  /** The turn in which an org was last served. */
  let servedIn = new Map<string, number>();
  let turns = 0;
  /** When more waited than can be decided at once. */
  let deepAtMs = -Infinity;
  let goesOn = false;

  /** Those who were served longest ago come first, of them those who have least. */
  function nextOf(waiting: WaitingOrg[]): string[] {
    servedIn = new Map([...servedIn].filter(([orgId]) => waiting.some((org) => org.orgId === orgId)));
    const turnOf = ({ orgId }: WaitingOrg): number => servedIn.get(orgId) ?? 0;
    return [...waiting]
      .sort((a, b) => turnOf(a) - turnOf(b) || a.waiting - b.waiting)
      .slice(0, LANES)
      .map(({ orgId }) => orgId);
  }

  /** @returns how many leads changed */
  async function serve(orgId: string): Promise<number> {
    servedIn.set(orgId, (turns += 1));
    // Beyond those that are set aside, however many there are.
    const found = await waitingIn(deps.relayDb, orgId, BATCH + setAside.size);
    const leads = found.filter((leadId) => !setAside.has(leadId)).slice(0, BATCH);
    if (leads.length === 0) return 0;
    const { changed, failed } = await settleByOrg(
      deps,
      leads.map((leadId) => ({ orgId, leadId })),
    );
    deps.passed?.('SETTLED');
    for (const leadId of failed) setAside.add(leadId);
    const series = deps.standsIn() ? 'understudy_settled_total' : 'backlog_settled_total';
    if (changed > 0) await addToCounters<Counted>(deps.relayDb, { [series]: changed });
    return changed;
  }

  /** @returns how long to wait for the next */
  async function turn(): Promise<number> {
    const waiting = await waitingLeads(deps.relayDb, BATCH + setAside.size);
    const depth = waiting.reduce((sum, org) => sum + org.waiting, 0) - setAside.size;
    const deep = depth >= backlogFrom;
    if (deep) deepAtMs = deps.clock();
    // Once begun it is brought to its end: who came last in a burst would wait for all that is carried over before them.
    goesOn = deep || (goesOn && depth > 0);
    const late = waiting.filter(({ sinceMs }) => deps.clock() - sinceMs > LATE_MS);
    const served = goesOn || deps.standsIn() ? waiting : late;
    if (served.length === 0) return waiting.length > 0 ? SHORT_PAUSE_MS : PAUSE_MS;
    const changed = await Promise.all(nextOf(served).map(serve));
    if (changed.some((count) => count > 0)) return 0;
    // Nothing of it was ours: their own workflows, or another worker, hold them.
    return goesOn ? SHORT_PAUSE_MS : PAUSE_MS;
  }

  const helper = repeated(turn, (error) => {
    goesOn = false;
    deepAtMs = -Infinity;
    deps.log.warn({ job: 'backlog', err: error }, 'the backlog helper could not look');
    return PAUSE_MS;
  });
  return { ...helper, isDeep: () => deps.clock() - deepAtMs < STAYS_DEEP_MS };
}
