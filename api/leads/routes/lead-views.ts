import { v7 as newId } from 'uuid';
import type { OrgTransaction } from '../../../db/client.js';
import { writeLeadAudit } from '../../../db/leads/queries/audit.js';
import {
  chooseLeadList,
  countLeadViews,
  findLeadView,
  forgetDeletedViews,
  insertLeadView,
  isViewNameTaken,
  leadListChoice,
  listLeadViews,
  updateLeadView,
  whatViewsName,
  type LeadViewDefinition,
  type LeadViewRow,
} from '../../../db/leads/queries/lead-views.js';
import type { LeadAuditAction } from '../../../domain/leads/audit/actions.js';
import { seesView, viewRefusal, type ViewAsker, type ViewChange } from '../../../domain/leads/views/rights.js';
import { actorOf, callerId, mayDo, type Caller } from '../../http/access.js';
import { conflict, forbidden, validation, type ApiError } from '../../http/errors.js';
import { checkIfMatch, etagOf } from '../../http/etag.js';
import { sentence } from '../../http/sentence.js';
import * as contracts from '../contract/lead-views.js';
import { route } from '../deps.js';
import { issuesOfView, leadViewOf } from '../views/lead-views.js';

const MOST_VIEWS = 100;
const DAY_MS = 86_400_000;

/** No key has the permissions of these routes; an operator who was let in sees what is shared. */
const askerOf = (caller: Caller): ViewAsker => ({ id: callerId(caller), mayShare: mayDo(caller, 'views.share') });

/** @throws ApiError 403 where somebody who sees a view may not do this to it */
function check(view: Pick<LeadViewRow, 'ownerId' | 'shared'>, asker: ViewAsker, change: ViewChange): void {
  const why = viewRefusal(view, asker, change);
  if (why !== null) throw forbidden(sentence(why), ['Save it as a view of your own, or ask a manager.']);
}

/** A view to be changed. @throws `missing` where it is not there for the caller */
async function viewToChange(
  tx: OrgTransaction,
  id: string,
  { asker, missing, deleted = false }: { asker: ViewAsker; missing: () => ApiError; deleted?: boolean },
): Promise<LeadViewRow> {
  const view = await findLeadView(tx, id, true);
  if (!view || (view.deletedAt !== null) !== deleted || !seesView(view, asker)) throw missing();
  return view;
}

/** @throws ApiError 409 when there is a view of this name beside it */
async function checkName(tx: OrgTransaction, view: Parameters<typeof isViewNameTaken>[1]): Promise<void> {
  if (!(await isViewNameTaken(tx, view))) return;
  const message = view.shared ? 'A shared view is called that.' : 'Another view of yours is called that.';
  throw conflict(message, ['Choose another name.'], [{ path: 'name', message }]);
}

function checkList(definition: LeadViewDefinition): void {
  const issues = issuesOfView(definition);
  if (issues.length > 0) throw validation(issues);
}

/** What the audit log keeps: no values of filters, as somebody may have looked for a person. */
const told = ({ name, shared, definition }: Pick<LeadViewRow, 'name' | 'shared' | 'definition'>) => ({
  name,
  shared,
  filters: Object.keys(definition.filters).sort(),
  sort: definition.sort,
  order: definition.order,
  columns: definition.columns,
});

interface Doer {
  caller: Caller;
  traceId: string;
}

const tell = (
  tx: OrgTransaction,
  { caller, traceId }: Doer,
  action: Extract<LeadAuditAction, `lead_view.${string}`>,
  id: string,
  change: { before?: unknown; after?: unknown },
) => writeLeadAudit(tx, { actor: actorOf(caller), action, entity: { type: 'lead_view', id }, ...change, traceId });

async function answer(tx: OrgTransaction, id: string, asker: ViewAsker) {
  const row = (await findLeadView(tx, id))!;
  return leadViewOf(row, asker, await whatViewsName(tx, [row.definition.filters]));
}

export const leadViewRoutes = [
  route(contracts.listLeadViews, async ({ caller, deps }) => {
    const asker = askerOf(caller);
    const body = await deps.db.readOrg(caller.orgId, async (tx) => {
      const rows = await listLeadViews(tx, asker.id);
      const there = await whatViewsName(
        tx,
        rows.map(({ definition }) => definition.filters),
      );
      const { defaultViewId, columns } = await leadListChoice(tx, asker.id);
      const isThere = rows.some(({ id }) => id === defaultViewId);
      return {
        items: rows.map((row) => leadViewOf(row, asker, there)),
        defaultViewId: isThere ? defaultViewId : null,
        columns,
      };
    });
    return { status: 200, body };
  }),

  route(contracts.createLeadView, async ({ body, caller, deps, traceId }) => {
    const asker = askerOf(caller);
    const { name, shared, ...definition } = body;
    checkList(definition);
    if (shared) check({ ownerId: asker.id, shared: false }, asker, 'SHARE');
    const view = { id: newId(), name, shared, ownerId: asker.id, definition };
    const made = await deps.db.inOrg(caller.orgId, async (tx) => {
      await checkName(tx, view);
      if ((await countLeadViews(tx, asker.id)) >= MOST_VIEWS)
        throw conflict(`You have ${MOST_VIEWS} views already`, ['Delete one that you need no more.']);
      await insertLeadView(tx, { ...view, now: deps.clock() });
      await tell(tx, { caller, traceId }, 'lead_view.created', view.id, { after: told(view) });
      return answer(tx, view.id, asker);
    });
    return { status: 201, body: made, headers: { ETag: etagOf(made.revision) } };
  }),

  route(contracts.patchLeadView, async ({ params, headers, body, caller, deps, traceId, missing }) => {
    const asker = askerOf(caller);
    const changed = await deps.db.inOrg(caller.orgId, async (tx) => {
      const view = await viewToChange(tx, params.id, { asker, missing });
      checkIfMatch(headers['if-match'], view.revision, true);
      const { name = view.name, shared = view.shared, ...part } = body;
      if (shared !== view.shared) check(view, asker, shared ? 'SHARE' : 'UNSHARE');
      const isOnlyShared = Object.keys(body).join() === 'shared';
      if (!isOnlyShared) check(view, asker, 'CHANGE');
      const given = Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined));
      const definition = { ...view.definition, ...given };
      // What a newer version saved is refused only where it is changed.
      if (Object.keys(given).some((member) => member !== 'columns')) checkList(definition);
      const next = { id: view.id, ownerId: view.ownerId, name, shared, definition };
      await checkName(tx, next);
      await updateLeadView(tx, view.id, { name, shared, definition, now: deps.clock() });
      await tell(tx, { caller, traceId }, 'lead_view.changed', view.id, { before: told(view), after: told(next) });
      return answer(tx, view.id, asker);
    });
    return { status: 200, body: changed, headers: { ETag: etagOf(changed.revision) } };
  }),

  route(contracts.deleteLeadView, async ({ params, caller, deps, traceId, missing }) => {
    const asker = askerOf(caller);
    const now = deps.clock();
    await deps.db.inOrg(caller.orgId, async (tx) => {
      const view = await viewToChange(tx, params.id, { asker, missing });
      check(view, asker, 'DELETE');
      await updateLeadView(tx, view.id, { deletedAt: now, now });
      await forgetDeletedViews(tx, new Date(now.getTime() - DAY_MS));
      await tell(tx, { caller, traceId }, 'lead_view.deleted', view.id, { before: told(view) });
    });
    return { status: 204 };
  }),

  route(contracts.restoreLeadView, async ({ params, caller, deps, traceId, missing }) => {
    const asker = askerOf(caller);
    const restored = await deps.db.inOrg(caller.orgId, async (tx) => {
      const view = await viewToChange(tx, params.id, { asker, missing, deleted: true });
      check(view, asker, 'DELETE');
      await checkName(tx, view);
      await updateLeadView(tx, view.id, { deletedAt: null, now: deps.clock() });
      await tell(tx, { caller, traceId }, 'lead_view.restored', view.id, { after: told(view) });
      return answer(tx, view.id, asker);
    });
    return { status: 200, body: restored, headers: { ETag: etagOf(restored.revision) } };
  }),

  route(contracts.patchLeadList, async ({ body, caller, deps }) => {
    // Who was let in has no list of their own there.
    if (caller.kind === 'support') throw forbidden();
    const asker = askerOf(caller);
    const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
    const chosen = await deps.db.inOrg(caller.orgId, async (tx) => {
      if (body.defaultViewId) {
        const view = await findLeadView(tx, body.defaultViewId);
        if (!view || view.deletedAt !== null || !seesView(view, asker))
          throw validation([{ path: 'defaultViewId', message: 'There is no such view.' }]);
      }
      await chooseLeadList(tx, asker.id, given);
      return leadListChoice(tx, asker.id);
    });
    return { status: 200, body: chosen };
  }),
];
