import { askForInvitations } from '../../../db/platform/queries/access-mails.js';
import { writeAudit } from '../../../db/platform/queries/audit.js';
import {
  changePeople,
  insertPeople,
  lockImport,
  lockPeople,
  writePeopleAudit,
} from '../../../db/platform/queries/people-import.js';
import { lockAdmins } from '../../../db/platform/queries/users.js';
import { conflict } from '../../http/errors.js';
import { csvLines } from '../../http/csv.js';
import { stampOf } from '../../http/stamp.js';
import * as contracts from '../contract/people-import.js';
import { route } from '../deps.js';
import { markOf, planImport, type Plan } from '../people-import/plan.js';
import { readFile, type ReadFile } from '../people-import/read.js';
import { whoIs } from '../rights.js';

/** So many people go to the database at a time. */
const AT_A_TIME = 1000;
/** Lines that a preview shows of those that would be made or changed. */
const MOST_EXAMPLES = 10;

const outcomeOf = ({ titles, header }: ReadFile, plan: Plan) => ({
  rows: plan.rows,
  created: plan.created.length,
  changed: plan.changed.length,
  same: plan.same,
  bad: plan.bad,
  columns: [...header.at].map(([column, index]) => ({ column, title: titles[index] ?? '' })),
  unknown: header.unknown,
  problems: plan.issues.slice(0, contracts.MOST_LISTED),
  problemCount: plan.issues.length,
  problemsCsv:
    plan.issues.length === 0
      ? null
      : csvLines(
          plan.issues.map(({ line, column, message }) => ({ line, column, problem: message })),
          ['line', 'column', 'problem'],
          true,
        ),
});

const examplesOf = ({ created, changed }: Plan) =>
  [
    ...created.map(({ line, email, name }) => ({ line, email, name, outcome: 'CREATED' as const, fields: [] })),
    ...changed.map(({ line, user, patch }) => ({
      line,
      email: user.email,
      name: user.name,
      outcome: 'CHANGED' as const,
      fields: Object.keys(patch),
    })),
  ]
    .sort((a, b) => a.line - b.line)
    .slice(0, MOST_EXAMPLES);

function* inParts<T>(all: readonly T[]): Generator<T[]> {
  for (let at = 0; at < all.length; at += AT_A_TIME) yield all.slice(at, at + AT_A_TIME);
}

export const peopleImportRoutes = [
  route(contracts.previewImport, async ({ body, caller, deps }) => {
    const file = await readFile(body.csv, body.columns);
    const plan = await deps.db.readOrg(caller.orgId, (tx) => planImport(tx, file));
    return { status: 200, body: { ...outcomeOf(file, plan), plan: markOf(plan), examples: examplesOf(plan) } };
  }),

  route(contracts.importPeople, async (context) => {
    const { csv, columns, withoutBad, plan: wanted } = context.body;
    const stamp = stampOf(context);
    const file = await readFile(csv, columns);
    const plan = await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      await lockImport(tx);
      await lockAdmins(tx);
      const first = await planImport(tx, file);
      await lockPeople(
        tx,
        first.changed.map(({ user }) => user.id),
      );
      // What somebody else changed while the locks were waited for counts.
      const plan = first.changed.length === 0 ? first : await planImport(tx, file);
      if (wanted !== undefined && wanted !== markOf(plan))
        throw conflict('People, teams or calendars were changed since the preview', [
          'Look at what would be done now, and send its plan.',
        ]);
      if (file.header.issues.length > 0 || (plan.bad > 0 && !withoutBad))
        throw conflict(
          `Something is wrong with ${plan.bad} of ${plan.rows} lines: nothing was imported`,
          ['Correct the lines that details.issues names, or import without them (withoutBad).'],
          plan.issues
            .slice(0, contracts.MOST_LISTED)
            .map(({ line, column, message }) => ({ path: `line ${line}${column ? `, ${column}` : ''}`, message })),
        );
      for (const part of inParts(plan.created)) {
        if ((await insertPeople(tx, part, stamp.at)) < part.length)
          throw conflict('Somebody was added meanwhile', ['Look at the preview again.']);
        await writePeopleAudit(
          tx,
          stamp,
          part.map(({ line: _line, email: _email, name: _name, ...after }) => ({
            action: 'user.created' as const,
            id: after.id,
            before: null,
            after: { ...after, status: 'ACTIVE', invited: true },
          })),
        );
        // Where no mail is set up, their links are shown one by one.
        if (!context.deps.options.mailIsSetUp) continue;
        const ids = part.map(({ id }) => id);
        await askForInvitations(tx, ids, stamp.actor.type === 'user' ? stamp.actor.id : null, stamp.at);
        await writePeopleAudit(
          tx,
          stamp,
          ids.map((id) => ({ action: 'invitation.sent' as const, id, before: null, after: { shown: false } })),
        );
      }
      for (const part of inParts(plan.changed)) {
        await changePeople(
          tx,
          part.map(({ user, patch }) => ({ id: user.id, patch })),
        );
        await writePeopleAudit(
          tx,
          stamp,
          part.map(({ user, before, after }) => ({ action: 'user.changed' as const, id: user.id, before, after })),
        );
      }
      const after = { created: plan.created.length, changed: plan.changed.length, leftOut: plan.bad };
      const entity = { type: 'org', id: context.caller.orgId };
      if (after.created + after.changed > 0)
        await writeAudit(tx, { ...stamp, action: 'people.imported', entity, after });
      return plan;
    });
    for (const { user } of plan.changed) context.deps.rights.changed(whoIs(context.caller.orgId, user.id));
    return { status: 200, body: outcomeOf(file, plan) };
  }),
];
