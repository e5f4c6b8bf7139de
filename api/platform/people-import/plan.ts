import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { OrgTransaction } from '../../../db/client.js';
import { calendarNames } from '../../../db/platform/queries/calendars.js';
import { activeAdminIds, peopleByEmail } from '../../../db/platform/queries/people-import.js';
import { teamNames } from '../../../db/platform/queries/teams.js';
import type { UserRow } from '../../../db/platform/queries/users.js';
import { keepsTheWayIn } from '../../../db/platform/queries/sign-on.js';
import { endsAdmin } from '../../../domain/platform/access/admins.js';
import { foldEmail } from '../../../domain/platform/people/email.js';
import {
  headerKey,
  type ImportColumn,
  type ImportIssue,
  type ImportRow,
} from '../../../domain/platform/people/import.js';
import type { OrgRole } from '../../../domain/platform/access/roles.js';
import { personFields, type GivenSkill } from '../contract/bodies/users.js';
import { skillsFrom, userChangeOf, type UserChange } from '../views/users.js';
import type { ReadFile } from './read.js';

interface NewPerson {
  line: number;
  id: string;
  email: string;
  name: string;
  role: OrgRole;
  teamIds: string[];
  skills: { skill: string; level: number }[];
  languages: string[];
  territories: string[];
  capacity: number;
  calendarId: string | null;
}

interface ChangedPerson extends UserChange {
  line: number;
  user: UserRow;
}

export interface Plan {
  rows: number;
  created: NewPerson[];
  changed: ChangedPerson[];
  same: number;
  /** Lines with something wrong. */
  bad: number;
  issues: ImportIssue[];
}

/** What a line may say, in the words in which the form of a person is told. */
const said = z.object({
  email: personFields.email,
  name: personFields.name.optional(),
  role: personFields.role.optional(),
  skills: personFields.skills.optional(),
  languages: personFields.languages.optional(),
  territories: personFields.territories.optional(),
  capacity: personFields.capacity.optional(),
});

interface Given {
  email: string;
  name?: string | undefined;
  role?: OrgRole | undefined;
  teamIds?: string[];
  skills?: GivenSkill[] | undefined;
  languages?: string[] | undefined;
  territories?: string[] | undefined;
  capacity?: number | undefined;
  calendarId?: string;
}

const MESSAGES: Partial<Record<ImportColumn, string>> = {
  role: 'Give a role: REP, MANAGER, ADMIN or AUDITOR.',
  capacity: 'Give a whole number from 0 to 10000.',
};

/** What the file would do to the org's people, decided over all lines before anything is done. */
export async function planImport(tx: OrgTransaction, file: ReadFile): Promise<Plan> {
  const issues = [...file.issues];
  const places = await placesOf(tx);
  const known = await peopleByEmail(
    tx,
    file.rows.map(({ email }) => foldEmail(email)),
  );
  const plan: Plan = { rows: file.rows.length, created: [], changed: [], same: 0, bad: 0, issues };
  const lineOf = new Map<string, number>();
  const spoilt = new Set(issues.map(({ line }) => line));
  for (const row of file.rows) {
    const wrong: ImportIssue[] = [];
    const given = judge(row, places, wrong);
    const folded = foldEmail(row.email);
    const earlier = lineOf.get(folded);
    if (earlier !== undefined && row.email !== '')
      wrong.push({
        line: row.line,
        column: 'email',
        message: `Line ${earlier} is about the same address: keep one of them.`,
      });
    lineOf.set(folded, earlier ?? row.line);
    const user = known.get(folded);
    if (user === undefined && row.name === undefined)
      wrong.push({ line: row.line, column: 'name', message: 'Give a name: this person is new.' });
    if (user?.status === 'INACTIVE')
      wrong.push({ line: row.line, column: 'email', message: 'This person is deactivated: activate them first.' });
    issues.push(...wrong);
    if (wrong.length > 0 || spoilt.has(row.line) || given === null) spoilt.add(row.line);
    else if (user === undefined) plan.created.push(newPerson(given, row.line));
    else {
      const { email: _email, ...change } = given;
      const of = userChangeOf(user, change);
      if (Object.keys(of.patch).length === 0) plan.same += 1;
      else plan.changed.push({ line: row.line, user, ...of });
    }
  }
  await keepAnAdmin(tx, plan);
  plan.bad = new Set(issues.map(({ line }) => line)).size;
  issues.sort((a, b) => a.line - b.line);
  return plan;
}

interface Places {
  /** By `headerKey` of the name; null: more than one is called so. */
  teams: ReadonlyMap<string, { id: string; archived: boolean } | null>;
  calendars: ReadonlyMap<string, { id: string } | null>;
}

async function placesOf(tx: OrgTransaction): Promise<Places> {
  const byName = <T>(all: readonly (T & { name: string })[]): Map<string, T | null> => {
    const found = new Map<string, T | null>();
    for (const one of all) found.set(headerKey(one.name), found.has(headerKey(one.name)) ? null : one);
    return found;
  };
  return { teams: byName(await teamNames(tx)), calendars: byName(await calendarNames(tx)) };
}

function judge(row: ImportRow, { teams, calendars }: Places, wrong: ImportIssue[]): Given | null {
  const { line, teams: named = [], calendar, ...fields } = row;
  const tell = (column: ImportColumn, message: string): void => void wrong.push({ line, column, message });
  const parsed = said.safeParse(fields);
  if (!parsed.success) {
    const told = new Set<string>();
    for (const { path, message } of parsed.error.issues) {
      const column = String(path[0]) as ImportColumn;
      const words = MESSAGES[column] ?? message;
      if (!told.has(column + words)) tell(column, words);
      told.add(column + words);
    }
  }
  const teamIds: string[] = [];
  for (const name of named) {
    const team = teams.get(headerKey(name));
    if (team === undefined) tell('teams', `There is no team “${name}”.`);
    else if (team === null) tell('teams', `Several teams are called “${name}”: put them in by hand.`);
    else if (team.archived) tell('teams', `The team “${name}” is archived.`);
    else if (!teamIds.includes(team.id)) teamIds.push(team.id);
  }
  const hours = calendar === undefined ? undefined : calendars.get(headerKey(calendar));
  if (calendar !== undefined && hours === undefined) tell('calendar', `There is no calendar “${calendar}”.`);
  if (hours === null) tell('calendar', `Several calendars are called “${calendar}”: choose by hand.`);
  if (!parsed.success || wrong.length > 0) return null;
  return { ...parsed.data, ...(named.length > 0 && { teamIds }), ...(hours && { calendarId: hours.id }) };
}

const newPerson = (given: Given, line: number): NewPerson => ({
  line,
  id: uuidv7(),
  email: given.email,
  name: given.name!,
  role: given.role ?? 'REP',
  teamIds: given.teamIds ?? [],
  skills: skillsFrom(given.skills ?? []),
  languages: given.languages ?? [],
  territories: given.territories ?? [],
  capacity: given.capacity ?? 20,
  calendarId: given.calendarId ?? null,
});

/** A file that would take the last admin from the org, or who lets it in where its single sign-on fails: those lines are wrong. */
async function keepAnAdmin(tx: OrgTransaction, plan: Plan): Promise<void> {
  for (const one of plan.changed.filter(({ user, patch }) => endsAdmin(user, patch)))
    if (await keepsTheWayIn(tx, one.user.id)) {
      plan.changed = plan.changed.filter((other) => other !== one);
      plan.issues.push({
        line: one.line,
        column: 'role',
        message: 'This administrator keeps a password for when the single sign-on fails.',
      });
    }
  const ending = plan.changed.filter(({ user, patch }) => endsAdmin(user, patch));
  if (ending.length === 0) return;
  const ended = new Set(ending.map(({ user }) => user.id));
  if ((await activeAdminIds(tx)).some((id) => !ended.has(id))) return;
  plan.changed = plan.changed.filter((one) => !ending.includes(one));
  for (const { line } of ending)
    plan.issues.push({ line, column: 'role', message: 'Nobody would be left to administer the organisation.' });
}

/** Two plans with the same mark do the same. */
export const markOf = ({ created, changed, issues }: Plan): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        created.map(({ id: _id, ...person }) => person),
        changed.map(({ line, user, patch }) => [line, user.id, user.revision, patch]),
        issues,
      ]),
    )
    .digest('base64url');
