import { roleMay } from '../../../domain/platform/access/grants.js';
import { v7 as uuidv7 } from 'uuid';
import type { OrgTransaction } from '../../../db/client.js';
import { writeLeadAudit } from '../../../db/leads/queries/audit.js';
import { allCalendars } from '../../../db/platform/queries/calendars.js';
import {
  editFlow,
  findFlow,
  insertFlow,
  listFlows,
  listFlowVersions,
  publishVersion,
  setFlowActive,
  type FlowRow,
  type FlowSummaryRow,
} from '../../../db/leads/queries/flows.js';
import { flowStandings } from '../../../db/leads/queries/flow-use.js';
import { closeItemsOfFlow } from '../../../db/leads/queries/work-items.js';
import { allTeams } from '../../../db/platform/queries/teams.js';
import { activeUsers } from '../../../db/platform/queries/users.js';
import { compileCalendar } from '../../../domain/engine/calendars/calendar.js';
import type { FlowContext } from '../../../domain/leads/flow/validate.js';
import { changedMembers } from '../../../domain/leads/flow/changed-members.js';
import { readDraft } from '../flow-drafts.js';
import type { Caller } from '../../http/access.js';
import { iso, isoOrNull } from '../../http/contract.js';
import * as contracts from '../contract/flows.js';
import { byId, byNumber, decodeCursor, toPage } from '../../http/cursor.js';
import { conflict, validation, type ApiError } from '../../http/errors.js';
import { checkIfMatch, etagOf } from '../../http/etag.js';
import { route, type LeadsDeps } from '../deps.js';
import { stampOf } from '../../http/stamp.js';

const LIST = 'flows';
const VERSIONS = 'versions';

const summary = <T extends FlowSummaryRow>(row: T) => ({
  ...row,
  createdAt: iso(row.createdAt),
  updatedAt: iso(row.updatedAt),
});

export const answer = (row: FlowRow) => ({ headers: { ETag: etagOf(row.revision) }, body: summary(row) });

/** What a definition may name in this org, and whether it can work. */
export async function flowContext(tx: OrgTransaction, now: Date): Promise<FlowContext> {
  const [teams, calendars] = [await allTeams(tx), await allCalendars(tx)];
  const people = await activeUsers(tx);
  return {
    users: new Set(people.map(({ id }) => id)),
    deciders: new Set(people.flatMap(({ id, role }) => (roleMay(role, 'offers.answer') ? [id] : []))),
    teams: new Map(teams.map(({ id, ...team }) => [id, team])),
    calendars: new Map(
      calendars.map(({ id, definition }) => [
        id,
        { hasWorkingTime: compileCalendar(definition).hasWorkingTime(now.getTime()) },
      ]),
    ),
  };
}

interface FlowRequest {
  params: { id: string };
  caller: Caller;
  traceId: string;
  deps: LeadsDeps;
  missing: () => ApiError;
}

/** Locks the flow, lets `change` work on it, and answers with what it is then. */
export async function changeFlow(
  context: FlowRequest,
  change: (tx: OrgTransaction, flow: FlowRow, stamp: ReturnType<typeof stampOf>) => Promise<void>,
): Promise<FlowRow> {
  const { params, caller, deps, missing } = context;
  return deps.db.inOrg(caller.orgId, async (tx) => {
    const flow = await findFlow(tx, params.id, true);
    if (!flow) throw missing();
    await change(tx, flow, stampOf(context));
    return (await findFlow(tx, params.id))!;
  });
}

interface MadeFlow extends Pick<Parameters<typeof insertFlow>[1], 'key' | 'name' | 'draft'> {
  /** What it was made from, where that is known. */
  template?: string;
}

/** Makes a flow of a draft. @throws ApiError 409 its key is taken */
export async function addFlow(
  context: Omit<FlowRequest, 'params' | 'missing'>,
  { key, name, draft, ...from }: MadeFlow,
) {
  const stamp = stampOf(context);
  const id = uuidv7();
  const row = await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
    if (!(await insertFlow(tx, { id, key, name, draft, now: stamp.at }))) {
      throw conflict('There is a flow with this key', ['Choose another key.']);
    }
    await writeLeadAudit(tx, {
      ...stamp,
      action: 'flow.created',
      entity: { type: 'flow', id },
      after: { key, name, ...from, definition: draft },
    });
    return (await findFlow(tx, id))!;
  });
  const { headers, body } = answer(row);
  return { status: 201 as const, headers: { ...headers, Location: `/api/flows/${id}` }, body };
}

export const flowRoutes = [
  route(contracts.listFlows, async ({ query, caller, deps }) => {
    const after = decodeCursor(LIST, byId, query.cursor)?.[0] ?? null;
    const rows = await deps.db.readOrg(caller.orgId, async (tx) => {
      const found = await listFlows(tx, { limit: query.limit + 1, after });
      const standings = await flowStandings(
        tx,
        found.map(({ id }) => id),
      );
      return found.map((row) => ({ ...row, ...standings.get(row.id)! }));
    });
    const shown = ({ publishedAt, ...row }: (typeof rows)[number]) => ({
      ...summary(row),
      publishedAt: isoOrNull(publishedAt),
    });
    return { status: 200, body: toPage(LIST, rows, query.limit, shown, (row) => [row.id]) };
  }),

  route(contracts.getFlow, async ({ params, caller, deps, missing }) => {
    const row = await deps.db.readOrg(caller.orgId, (tx) => findFlow(tx, params.id));
    if (!row) throw missing();
    return { status: 200, ...answer(row) };
  }),

  route(contracts.createFlow, (context) => {
    const { key, name, definition, draft = definition! } = context.body;
    return addFlow(context, { key, name, draft });
  }),

  route(contracts.patchFlow, async (context) => {
    const { name, definition, draft = definition } = context.body;
    const row = await changeFlow(context, async (tx, flow, stamp) => {
      checkIfMatch(context.headers['if-match'], flow.revision);
      const { before, after } = changedMembers(flow.draft, draft ?? flow.draft);
      // What an editor saves again by itself is no change.
      if ((name ?? flow.name) === flow.name && Object.keys({ ...before, ...after }).length === 0) return;
      await editFlow(tx, flow.id, { name, draft, now: stamp.at });
      await writeLeadAudit(tx, {
        ...stamp,
        action: 'flow.draft_changed',
        entity: { type: 'flow', id: flow.id },
        before: { name: flow.name, definition: before },
        after: { name: name ?? flow.name, definition: after },
      });
    });
    return { status: 200, ...answer(row) };
  }),

  route(contracts.validateDraft, async ({ params, body, caller, deps, missing }) => {
    const issues = await deps.db.readOrg(caller.orgId, async (tx) => {
      const flow = await findFlow(tx, params.id);
      if (!flow) throw missing();
      return readDraft(body.draft ?? body.definition ?? flow.draft, await flowContext(tx, deps.clock())).issues;
    });
    return { status: 200, body: { valid: issues.length === 0, issues } };
  }),

  route(contracts.publishFlow, async (context) => {
    const row = await changeFlow(context, async (tx, flow, stamp) => {
      checkIfMatch(context.headers['if-match'], flow.revision);
      if (!flow.draftChanged) throw conflict('The draft is what is published already', ['Change the draft first.']);
      const { definition, issues } = readDraft(flow.draft, await flowContext(tx, stamp.at));
      if (definition === null || issues.length > 0) throw validation(issues, 'The draft cannot be published as it is');
      const by = stamp.actor.id ?? stamp.actor.type;
      const version = await publishVersion(tx, flow.id, { definition, by, now: stamp.at, isDraft: true });
      await writeLeadAudit(tx, {
        ...stamp,
        action: 'flow.published',
        entity: { type: 'flow', id: flow.id },
        before: { version: flow.publishedVersion },
        after: { version, definition },
      });
      await closeItemsOfFlow(tx, flow.id, stamp.at);
    });
    return { status: 200, ...answer(row) };
  }),

  route(contracts.activateFlow, async (context) => {
    const row = await changeFlow(context, async (tx, flow, stamp) => {
      if (flow.publishedVersion === null) throw conflict('No version of this flow is published', ['Publish it first.']);
      if (flow.active) return;
      await setFlowActive(tx, flow.id, true, stamp.at);
      await writeLeadAudit(tx, { ...stamp, action: 'flow.activated', entity: { type: 'flow', id: flow.id } });
    });
    return { status: 200, ...answer(row) };
  }),

  route(contracts.deactivateFlow, async (context) => {
    const row = await changeFlow(context, async (tx, flow, stamp) => {
      if (!flow.active) return;
      await setFlowActive(tx, flow.id, false, stamp.at);
      await writeLeadAudit(tx, { ...stamp, action: 'flow.deactivated', entity: { type: 'flow', id: flow.id } });
    });
    return { status: 200, ...answer(row) };
  }),

  route(contracts.listVersions, async ({ params, query, caller, deps, missing }) => {
    const before = decodeCursor(VERSIONS, byNumber, query.cursor)?.[0] ?? null;
    const rows = await deps.db.readOrg(caller.orgId, async (tx) => {
      if (!(await findFlow(tx, params.id))) throw missing();
      return listFlowVersions(tx, params.id, { limit: query.limit + 1, before });
    });
    const shown = (row: (typeof rows)[number]) => ({
      version: row.version,
      publishedAt: iso(row.publishedAt),
      publishedBy: row.publishedBy,
      definition: row.definition,
    });
    return { status: 200, body: toPage(VERSIONS, rows, query.limit, shown, (row) => [row.version]) };
  }),
];
