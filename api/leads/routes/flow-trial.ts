import type { OrgTransaction } from '../../../db/client.js';
import { findFlow, type FlowRow } from '../../../db/leads/queries/flows.js';
import { readerTimeZone } from '../../../db/platform/queries/orgs.js';
import type { FlowDraft } from '../../../domain/leads/flow/definition.js';
import type { ReadFlow } from '../../../domain/leads/trial/read-flow.js';
import { withTimesIn } from '../../../domain/platform/text/times.js';
import { readerOf } from '../../http/access.js';
import { validation } from '../../http/errors.js';
import * as contracts from '../contract/flow-trial.js';
import { route } from '../deps.js';
import { readDraft } from '../flow-drafts.js';
import { effectOf } from '../trial/effect-of.js';
import { readParts } from '../trial/read-draft-parts.js';
import { trialOf } from '../trial/trial-of.js';
import { flowContext } from './flows.js';
import { leadToTry } from './lead-to-try.js';

/** What calendars and holidays say of other times nobody knows. */
const FARTHEST_MS = 5 * 366 * 24 * 60 * 60_000;

/** The draft that is asked about, else the stored one, part by part. */
async function partsOf(tx: OrgTransaction, flow: FlowRow, given: FlowDraft | undefined, now: Date): Promise<ReadFlow> {
  const draft = given ?? flow.draft;
  return readParts(draft, readDraft(draft, await flowContext(tx, now)).issues);
}

export const flowTrialRoutes = [
  route(contracts.tryFlow, async ({ params, body, caller, deps, missing }) => {
    const now = deps.clock();
    const atMs = body.at === undefined ? now.getTime() : Date.parse(body.at);
    if (Math.abs(atMs - now.getTime()) > FARTHEST_MS)
      throw validation([{ path: 'at', message: 'Give an instant within five years of now.' }]);
    const answer = await deps.db.readOrg(caller.orgId, async (tx) => {
      const flow = await findFlow(tx, params.id);
      if (!flow) throw missing();
      const lead = await leadToTry(tx, body, atMs);
      const inZone = withTimesIn(await readerTimeZone(tx, readerOf(caller)));
      return trialOf(tx, { flow, draft: await partsOf(tx, flow, body.draft, now), lead }, inZone);
    });
    return { status: 200, body: answer };
  }),

  route(contracts.flowEffect, async ({ params, body, caller, deps, missing }) => {
    const now = deps.clock();
    const answer = await deps.db.readOrg(caller.orgId, async (tx) => {
      const flow = await findFlow(tx, params.id);
      if (!flow) throw missing();
      return effectOf(tx, { flow, draft: await partsOf(tx, flow, body.draft, now), nowMs: now.getTime() });
    });
    return { status: 200, body: answer };
  }),
];
