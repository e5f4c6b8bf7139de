import type { ListedUser, UserPatch, UserRow, UserSkill } from '../../../db/platform/queries/users.js';
import type { OrgRole } from '../../../domain/platform/access/roles.js';
import { iso, isoMs, isoOrNull } from '../../http/contract.js';
import { skillOf, type GivenSkill } from '../contract/bodies/users.js';

const base = ({ skills, busyUntil, backAt, createdAt, invitation, ...row }: UserRow) => ({
  ...row,
  // Operators live in an org of their own, so that no tenant's list has the role.
  role: row.role as OrgRole,
  skills: skills.map(({ skill }) => skill),
  skillLevels: levelsOf(skills),
  busyUntil: isoOrNull(busyUntil),
  backAt: isoOrNull(backAt),
  invitation: invitation && {
    ...invitation,
    statusAt: iso(new Date(invitation.statusAt)),
    nextTryAt: isoOrNull(invitation.nextTryAt === null ? null : new Date(invitation.nextTryAt)),
    expireAt: iso(new Date(invitation.expireAt)),
  },
  createdAt: iso(createdAt),
});

/** What somebody has in hand, as a product counts it. */
interface Work {
  openLeads: number;
  /** As routing counts it. */
  load: number;
}

/** A person as the contract shows them. @param work undefined: they have nothing in hand */
export function userOf(
  { state, absence, ...row }: Omit<ListedUser, 'key'>,
  work: Work | undefined,
  lastAdmin: boolean,
) {
  return {
    ...base(row),
    lastAdmin,
    state,
    openLeads: work?.openLeads ?? 0,
    load: work?.load ?? 0,
    absence: absence && { id: absence.id, from: isoMs(absence.fromMs), to: isoMs(absence.toMs) },
  };
}

const levelsOf = (skills: readonly UserSkill[]): Record<string, number> =>
  Object.fromEntries(skills.map(({ skill, level }) => [skill, level]));

/** Skills as they were given, each with a level: its own, else the one that is known, else 1. */
export function skillsFrom(given: readonly GivenSkill[], known: readonly UserSkill[] = []): UserSkill[] {
  return given.map((one) => {
    const { skill, level } = skillOf(one);
    return { skill, level: level ?? known.find((each) => each.skill === skill)?.level ?? 1 };
  });
}

/** What a request may name; undefined: it does not. */
type Given<T> = { [Field in keyof T]?: T[Field] | undefined };
export type GivenUserChange = Given<Omit<UserPatch, 'skills' | 'backAt'>> & { skills?: GivenSkill[] | undefined };

export interface UserChange {
  /** What is to be written; nothing in it: all of it is so already. */
  patch: UserPatch;
  /** For the audit log: the fields that changed, without the person's name. */
  before: Record<string, unknown>;
  after: Record<string, unknown>;
}

/** What a request changes about a person, compared with what they are. */
export function userChangeOf(user: UserRow, { skills, ...given }: GivenUserChange): UserChange {
  const wanted: Given<UserPatch> = { ...given, ...(skills ? { skills: skillsFrom(skills, user.skills) } : {}) };
  const change: UserChange = { patch: {}, before: {}, after: {} };
  for (const field of Object.keys(wanted) as (keyof UserPatch)[]) {
    const [was, is] = [user[field], wanted[field]];
    if (is === undefined || sameValue(was, is)) continue;
    Object.assign(change.patch, { [field]: is });
    // Who they are is no business of the log; that it was changed is.
    const who = field === 'name' || field === 'email';
    Object.assign(change.before, who ? {} : { [field]: shown(was) });
    Object.assign(change.after, who ? { [`${field}Changed`]: true } : { [field]: shown(is) });
  }
  return change;
}

/** Lists of a person have no order. */
function sameValue(a: unknown, b: unknown): boolean {
  const ordered = (value: unknown): string =>
    JSON.stringify(Array.isArray(value) ? value.map((one) => JSON.stringify(one)).sort() : value);
  return ordered(a) === ordered(b);
}

const isSkills = (value: unknown): value is UserSkill[] =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'object');
const shown = (value: unknown): unknown => (isSkills(value) ? levelsOf(value) : value);
