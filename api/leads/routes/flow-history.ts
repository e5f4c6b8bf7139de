import type { OrgTransaction } from '../../../db/client.js';
import { writeLeadAudit } from '../../../db/leads/queries/audit.js';
import { closeItemsOfFlow } from '../../../db/leads/queries/work-items.js';
import { findFlow, flowVersion, publishVersion, type FlowRow } from '../../../db/leads/queries/flows.js';
import { namesOf } from '../../../db/platform/queries/references.js';
import type { FlowDefinition, FlowDraft } from '../../../domain/leads/flow/definition.js';
import { difference } from '../../../domain/leads/flow/difference.js';
import { validateFlow } from '../../../domain/leads/flow/validate.js';
import * as contracts from '../contract/flow-history.js';
import { conflict, validation } from '../../http/errors.js';
import { checkIfMatch } from '../../http/etag.js';
import { route } from '../deps.js';
import { answer, changeFlow, flowContext } from './flows.js';

/** @param state a number, `published` or `draft` @throws ApiError 400 at `path` when there is none. */
async function definitionOf(
  tx: OrgTransaction,
  flow: FlowRow,
  state: string,
  path: string,
): Promise<FlowDefinition | FlowDraft> {
  if (state === 'draft') return flow.draft;
  return versionOf(tx, flow, state, path);
}

async function versionOf(tx: OrgTransaction, flow: FlowRow, state: string, path: string): Promise<FlowDefinition> {
  const version = state === 'published' ? flow.publishedVersion : Number(state);
  if (version === null) throw validation([{ path, message: 'No version of this flow is published.' }]);
  const definition = await flowVersion(tx, flow.id, version);
  if (!definition) throw validation([{ path, message: `This flow has no version ${version}.` }]);
  return definition;
}

export const flowHistoryRoutes = [
  route(contracts.rollbackFlow, async (context) => {
    const { version } = context.body;
    const row = await changeFlow(context, async (tx, flow, stamp) => {
      checkIfMatch(context.headers['if-match'], flow.revision);
      const definition = await versionOf(tx, flow, String(version), 'version');
      if (flow.publishedVersion === version) {
        throw conflict('This version is what is published already', ['Choose an older version.']);
      }
      const issues = validateFlow(definition, await flowContext(tx, stamp.at));
      if (issues.length > 0) throw validation(issues, 'This version cannot be published any more');
      const by = stamp.actor.id ?? stamp.actor.type;
      const published = await publishVersion(tx, flow.id, { definition, by, now: stamp.at });
      await writeLeadAudit(tx, {
        ...stamp,
        action: 'flow.rolled_back',
        entity: { type: 'flow', id: flow.id },
        before: { version: flow.publishedVersion },
        after: { version: published, of: version, definition },
      });
      await closeItemsOfFlow(tx, flow.id, stamp.at);
    });
    return { status: 200, ...answer(row) };
  }),

  route(contracts.flowDifference, async ({ params, query, caller, deps, missing }) => {
    const { from, to } = query;
    const changes = await deps.db.readOrg(caller.orgId, async (tx) => {
      const flow = await findFlow(tx, params.id);
      if (!flow) throw missing();
      const [before, after] = [await definitionOf(tx, flow, from, 'from'), await definitionOf(tx, flow, to, 'to')];
      return difference(before, after, await namesOf(tx, [before, after]));
    });
    return { status: 200, body: { from, to, changes } };
  }),
];
