import {
  cancelAbsence,
  findAbsence,
  insertAbsence,
  listAbsences,
  overlappingAbsence,
  type AbsenceRow,
} from '../../../db/platform/queries/absences.js';
import { writeAudit } from '../../../db/platform/queries/audit.js';
import { findUser, updateUser } from '../../../db/platform/queries/users.js';
import { stageOf, timeOffIssues } from '../../../domain/platform/absence/absence.js';
import { mayDo, sightOf, type Caller } from '../../http/access.js';
import { iso, isoOrNull } from '../../http/contract.js';
import * as contracts from '../contract/time-off.js';
import { byInstantAndId, decodeCursor, toPage } from '../../http/cursor.js';
import { conflict, validation } from '../../http/errors.js';
import { route } from '../deps.js';
import { stampOf } from '../../http/stamp.js';

const LIST = 'time-off';

const stageAt = ({ fromAt, toAt, cancelledAt }: AbsenceRow, now: Date) =>
  stageOf({ fromMs: fromAt.getTime(), toMs: toAt?.getTime() ?? null, cancelled: cancelledAt !== null }, now.getTime());

const shown = (now: Date) => (row: AbsenceRow) => {
  const { id, userId, cause, reason, replan, leadsFound, leadsReplanned } = row;
  return {
    id,
    userId,
    cause,
    reason,
    replan,
    leadsFound,
    leadsReplanned,
    status: stageAt(row, now),
    from: iso(row.fromAt),
    to: isoOrNull(row.toAt),
    replannedAt: isoOrNull(row.replannedAt),
    cancelledAt: isoOrNull(row.cancelledAt),
    createdAt: iso(row.createdAt),
  };
};

/** To who sees their own only, that of others is not there. */
const isSeen = (caller: Caller, userId: string): boolean => [null, userId].includes(sightOf(caller, 'time_off'));

/** Who plans their own only, does not for others, whom they do not see either. */
const mayPlan = (caller: Caller, userId: string): boolean =>
  mayDo(caller, 'time_off.plan') || (caller.kind === 'user' && caller.userId === userId);

/** For the audit log: not the reason, which may be a matter of health. */
const told = ({ userId, fromAt, toAt, replan }: AbsenceRow) => ({
  userId,
  cause: 'TIME_OFF',
  from: iso(fromAt),
  to: isoOrNull(toAt),
  replan,
});

export const timeOffRoutes = [
  route(contracts.listTimeOff, async ({ params, query, caller, deps, missing }) => {
    const ended = decodeCursor(LIST, byInstantAndId, query.cursor);
    const before = ended && { at: new Date(ended[0]), id: ended[1] };
    if (!isSeen(caller, params.id)) throw missing();
    const rows = await deps.db.readOrg(caller.orgId, async (tx) => {
      if (!(await findUser(tx, params.id))) throw missing();
      return listAbsences(tx, params.id, { limit: query.limit + 1, before });
    });
    const keys = (row: AbsenceRow) => [iso(row.fromAt), row.id];
    return { status: 200, body: toPage(LIST, rows, query.limit, shown(deps.clock()), keys) };
  }),

  route(contracts.getTimeOff, async ({ params, caller, deps, missing }) => {
    if (!isSeen(caller, params.id)) throw missing();
    const row = await deps.db.readOrg(caller.orgId, (tx) => findAbsence(tx, params.id, params.absenceId));
    if (!row) throw missing();
    return { status: 200, body: shown(deps.clock())(row) };
  }),

  route(contracts.planTimeOff, async (context) => {
    const { reason = null, replan } = context.body;
    const [fromAt, toAt] = [new Date(context.body.from), new Date(context.body.to)];
    const stamp = stampOf(context);
    const userId = context.params.id;
    if (!mayPlan(context.caller, userId)) throw context.missing();
    const row = await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      // Locked: of two that ask for the same days at once, one is told.
      const user = await findUser(tx, userId, true);
      if (!user) throw context.missing();
      const issues = timeOffIssues({ fromMs: fromAt.getTime(), toMs: toAt.getTime() }, stamp.at.getTime());
      if (issues.length > 0) throw validation(issues);
      if (user.status === 'INACTIVE')
        throw conflict('This person is not active any more', ['Activate them first: PATCH /api/users/{id}.']);
      const other = await overlappingAbsence(tx, userId, { fromAt, toAt });
      if (other)
        throw conflict(
          `This person is absent from ${iso(other.fromAt)} to ${isoOrNull(other.toAt) ?? 'no end'} already`,
          [`Choose other days, or cancel it: DELETE /api/users/${userId}/time-off/${other.id}.`],
        );
      const planned = await insertAbsence(tx, {
        userId,
        cause: 'TIME_OFF',
        fromAt,
        toAt,
        reason,
        replan,
        now: stamp.at,
      });
      const entity = { type: 'absence', id: planned.id };
      await writeAudit(tx, { ...stamp, action: 'absence.planned', entity, after: told(planned) });
      return planned;
    });
    return {
      status: 201,
      headers: { Location: `/api/users/${userId}/time-off/${row.id}` },
      body: shown(stamp.at)(row),
    };
  }),

  route(contracts.cancelTimeOff, async (context) => {
    const { id: userId, absenceId } = context.params;
    if (!mayPlan(context.caller, userId)) throw context.missing();
    const stamp = stampOf(context);
    const row = await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      const absence = await findAbsence(tx, userId, absenceId, true);
      if (!absence) throw context.missing();
      if (absence.cause === 'DEACTIVATION')
        throw conflict('This is a deactivation', [
          'Activate the person: PATCH /api/users/{id} { "status": "ACTIVE" }.',
        ]);
      const stage = stageAt(absence, stamp.at);
      if (stage === 'ENDED') throw conflict('This time off is over', ['Nothing needs to be cancelled.']);
      if (stage === 'CANCELLED') return absence;
      const cancelled = await cancelAbsence(tx, absence, stamp.at);
      // Back earlier than planned, but back.
      if (stage === 'RUNNING') await updateUser(tx, userId, { backAt: stamp.at });
      const entity = { type: 'absence', id: absenceId };
      await writeAudit(tx, { ...stamp, action: 'absence.cancelled', entity, before: told(absence) });
      return cancelled;
    });
    return { status: 200, body: shown(stamp.at)(row) };
  }),
];
