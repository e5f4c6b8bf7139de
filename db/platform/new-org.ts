import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../../domain/platform/audit/actor.js';
import { firstNames, officeHours } from '../../domain/platform/orgs/first-things.js';
import type { Role } from '../../domain/platform/access/roles.js';
import type { OrgTransaction } from '../client.js';
import { writeAudit } from './queries/audit.js';
import { insertCalendar } from './queries/calendars.js';
import type { NewOrganisation } from './queries/setup.js';
import { insertTeam } from './queries/teams.js';
import { insertUser } from './queries/users.js';

interface FirstAdmin {
  id: string;
  email: string;
  name: string;
  /** Null: to be invited. */
  passwordHash: string | null;
}

/** What an organisation has from its first moment on. */
export interface FirstThings {
  calendarId: string;
  teamId: string;
  /** BCP 47, of the organisation. */
  locale: string;
  /** Null: there is nobody yet. */
  adminId: string | null;
  actor: Actor;
  traceId: string | null;
  at: Date;
}

/** What a product adds to a new organisation, so that it can begin. */
export type PrepareNewOrg = (tx: OrgTransaction, things: FirstThings) => Promise<void>;

/**
 * Writes what a new organisation begins with: its admin, office hours and a team, whose manager is the admin; then what the
 * product needs. The organisation's own row is there already.
 */
export async function furnishOrg(
  tx: OrgTransaction,
  org: NewOrganisation,
  admin: FirstAdmin | null,
  stamp: Pick<FirstThings, 'actor' | 'traceId' | 'at'>,
  prepare: PrepareNewOrg,
): Promise<void> {
  const { at: now } = stamp;
  const names = firstNames(org.locale);
  const { id: _id, ...after } = org;
  await writeAudit(tx, {
    ...stamp,
    action: 'organisation.created',
    entity: { type: 'organisation', id: org.id },
    after,
  });
  if (admin) await addUser(tx, { ...admin, role: 'ADMIN' }, stamp);

  const definition = officeHours(org.timeZone);
  const calendar = await insertCalendar(tx, { id: uuidv7(), name: names.calendar, definition, now });
  await writeAudit(tx, {
    ...stamp,
    action: 'calendar.created',
    entity: { type: 'calendar', id: calendar.id },
    after: { name: calendar.name, definition },
  });
  const team = {
    id: uuidv7(),
    name: names.team,
    managerId: admin?.id ?? null,
    calendarId: calendar.id,
    onCall: [],
    fallbackTeamId: null,
  };
  await insertTeam(tx, { ...team, now });
  await writeAudit(tx, { ...stamp, action: 'team.created', entity: { type: 'team', id: team.id }, after: team });
  await prepare(tx, {
    ...stamp,
    calendarId: calendar.id,
    teamId: team.id,
    locale: org.locale,
    adminId: admin?.id ?? null,
  });
}

/** Adds a person who has nothing yet but a name and a role. @returns false when the org has somebody with that e-mail */
export async function addUser(
  tx: OrgTransaction,
  { passwordHash, ...person }: FirstAdmin & { role: Role },
  stamp: Pick<FirstThings, 'actor' | 'traceId' | 'at'>,
): Promise<boolean> {
  const user = {
    ...person,
    status: 'ACTIVE' as const,
    capacity: 20,
    calendarId: null,
    languages: [],
    territories: [],
    teamIds: [],
    skills: [],
  };
  if (!(await insertUser(tx, { ...user, passwordHash, now: stamp.at }))) return false;
  const { email: _email, name: _name, ...after } = user;
  await writeAudit(tx, {
    ...stamp,
    action: 'user.created',
    entity: { type: 'user', id: user.id },
    after: { ...after, invited: passwordHash === null },
  });
  return true;
}
