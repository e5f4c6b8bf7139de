import type { OrgTransaction } from '../../../db/client.js';
import { writeLeadAudit } from '../../../db/leads/queries/audit.js';
import { findFirstHour, keepFirstHour } from '../../../db/leads/queries/first-hour.js';
import { findOrg, lockOrg, type OrgRow } from '../../../db/platform/queries/orgs.js';
import type { FirstHourKept } from '../../../domain/leads/first-hour/first-hour.js';
import { notFound } from '../../http/errors.js';
import { stampOf } from '../../http/stamp.js';
import * as contracts from '../contract/first-hour.js';
import { route } from '../deps.js';
import { firstHourOf } from '../views/first-hour.js';

const keptBy = (org: OrgRow): FirstHourKept | null => org.firstHour as FirstHourKept | null;
/** Of an organisation that never had one it begins with the organisation. */
const begunBy = (org: OrgRow): FirstHourKept => keptBy(org) ?? { begunAt: org.createdAt.toISOString() };

async function answer(tx: OrgTransaction, org: OrgRow, kept: FirstHourKept | null, now: Date) {
  const begun = new Date((kept ?? begunBy(org)).begunAt);
  return firstHourOf(kept, begun, await findFirstHour(tx, begun), now.getTime());
}

export const firstHourRoutes = [
  route(contracts.getFirstHour, async ({ caller, deps }) => {
    const body = await deps.db.readOrg(caller.orgId, async (tx) => {
      const org = await findOrg(tx);
      if (!org) throw notFound('organisation');
      return answer(tx, org, keptBy(org), deps.clock());
    });
    return { status: 200, body };
  }),

  route(contracts.confirmFirstHour, async (context) => {
    const { caller, deps, body } = context;
    const stamp = stampOf(context);
    const after = await deps.db.inOrg(caller.orgId, async (tx) => {
      const org = await lockOrg(tx);
      const before = begunBy(org);
      const at = stamp.at.toISOString();
      const isNew = before.confirmedAt?.[body.step] === undefined;
      const kept = isNew ? { ...before, confirmedAt: { ...before.confirmedAt, [body.step]: at } } : before;
      if (isNew) {
        await keepFirstHour(tx, kept);
        const entity = { type: 'organisation', id: org.id };
        await writeLeadAudit(tx, { ...stamp, action: 'first_hour.confirmed', entity, after: { step: body.step } });
      }
      return answer(tx, org, kept, stamp.at);
    });
    return { status: 200, body: after };
  }),

  route(contracts.putFirstHourAway, async (context) => {
    const { caller, deps, body } = context;
    const stamp = stampOf(context);
    const after = await deps.db.inOrg(caller.orgId, async (tx) => {
      const org = await lockOrg(tx);
      const before = keptBy(org);
      const isAway = before === null || before.putAwayAt !== undefined;
      // Brought back: the overview reminds of it for another month.
      const { putAwayAt: _putAwayAt, ...there } = begunBy(org);
      const at = stamp.at.toISOString();
      const kept = body.putAway ? { ...there, putAwayAt: at } : { ...there, broughtBackAt: at };
      if (isAway === body.putAway) return answer(tx, org, before, stamp.at);
      await keepFirstHour(tx, kept);
      const action = body.putAway ? 'first_hour.put_away' : 'first_hour.brought_back';
      await writeLeadAudit(tx, { ...stamp, action, entity: { type: 'organisation', id: org.id }, after: {} });
      return answer(tx, org, kept, stamp.at);
    });
    return { status: 200, body: after };
  }),
];
