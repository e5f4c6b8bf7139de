import { z } from 'zod';
import { leadsCountingIn } from '../../../db/leads/queries/calendar-preview.js';
import { countLeadsIn, flowsNaming } from '../../../db/leads/queries/calendar-uses.js';
import { calendarDefinitions, calendarUsers, findCalendar } from '../../../db/platform/queries/calendars.js';
import { compileCalendar } from '../../../domain/engine/calendars/calendar.js';
import { movesOf, type Move } from '../../../domain/leads/clocks/moves.js';
import { isoMs, isoMsOrNull } from '../../http/contract.js';
import { decodeCursor, toPage } from '../../http/cursor.js';
import { hoursOf } from '../../platform/changed-hours.js';
import * as contracts from '../contract/calendar-uses.js';
import { route } from '../deps.js';

const MOVES = 'calendar-moves';
const byMove = z.tuple([z.int(), z.uuid(), z.string(), z.int()]);
const BATCH = 1_000;

type LeadMove = Move & { leadId: string; leadName: string | null; ownerName: string | null };
const keysOf = ({ toMs, leadId, clockKey, cycle }: LeadMove) => [toMs, leadId, clockKey, cycle] as const;

/** By the new deadline, then by what makes it the only one. */
function order(one: readonly (string | number)[], other: readonly (string | number)[]): number {
  const at = one.findIndex((key, index) => key !== other[index]);
  return at === -1 ? 0 : one[at]! < other[at]! ? -1 : 1;
}

export const calendarUseRoutes = [
  route(contracts.calendarUses, async ({ params, caller, deps, missing }) => {
    const body = await deps.db.readOrg(caller.orgId, async (tx) => {
      if (!(await findCalendar(tx, params.id))) throw missing();
      const users = await calendarUsers(tx, params.id);
      const of = (kind: string) => users.filter((user) => user.kind === kind).map(({ id, name }) => ({ id, name }));
      return {
        people: of('PERSON'),
        teams: of('TEAM'),
        flows: await flowsNaming(tx, params.id),
        leads: await countLeadsIn(tx, params.id),
      };
    });
    return { status: 200, body };
  }),

  route(contracts.previewCalendar, async ({ params, query, body, caller, deps, missing }) => {
    const after = decodeCursor(MOVES, byMove, query.cursor)?.slice(0, 4) as (string | number)[] | undefined;
    const nowMs = deps.clock().getTime();
    const counts = { kept: 0, standing: 0 };
    const moves: LeadMove[] = [];
    await deps.db.readOrg(caller.orgId, async (tx) => {
      const row = await findCalendar(tx, params.id);
      if (!row) throw missing();
      const hours = compileCalendar(hoursOf(row.definition, body));
      const others = await calendarDefinitions(tx);
      const calendars = new Map(others.map(({ id, definition }) => [id, compileCalendar(definition)]));
      calendars.set(row.id, hours);
      // Deadlines depend on no person: a clock that has started keeps its calendar.
      const context = { calendars, people: { users: new Map(), teamCalendarIds: new Map() } };
      for (let last: string | null = null; ;) {
        const leads = await leadsCountingIn(tx, row.id, last, BATCH);
        for (const { id: leadId, lead, clocks } of leads) {
          const { name: leadName, ownerName } = lead;
          const found = movesOf({ lead, context }, clocks, row.id, nowMs);
          counts.kept += found.kept;
          counts.standing += found.standing;
          moves.push(...found.moves.map((move) => ({ ...move, leadId, leadName, ownerName })));
        }
        if (leads.length < BATCH) return;
        last = leads.at(-1)!.id;
      }
    });
    moves.sort((one, other) => order(keysOf(one), keysOf(other)));
    const rest = after === undefined ? moves : moves.filter((move) => order(keysOf(move), after) > 0);
    const page = toPage(MOVES, rest.slice(0, query.limit + 1), query.limit, shown, keysOf);
    const having = (holds: (move: LeadMove) => boolean): number => moves.filter(holds).length;
    return {
      status: 200,
      body: {
        leads: new Set(moves.map(({ leadId }) => leadId)).size,
        moved: moves.length,
        earlier: having(({ fromMs, toMs }) => toMs < fromMs),
        later: having(({ fromMs, toMs }) => toMs > fromMs),
        breached: having(({ becomes }) => becomes === 'BREACHED'),
        atRisk: having(({ becomes }) => becomes === 'AT_RISK'),
        ...counts,
        earliestAt: isoMsOrNull(moves[0]?.toMs ?? null),
        latestAt: isoMsOrNull(moves.at(-1)?.toMs ?? null),
        ...page,
      },
    };
  }),
];

const shown = ({ fromMs, toMs, ...move }: LeadMove) => ({
  leadId: move.leadId,
  leadName: move.leadName,
  ownerName: move.ownerName,
  clockKey: move.clockKey,
  clockName: move.clockName,
  cycle: move.cycle,
  deadlineAt: isoMs(fromMs),
  wouldBeAt: isoMs(toMs),
  becomes: move.becomes,
});
