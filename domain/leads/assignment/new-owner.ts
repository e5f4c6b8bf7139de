import { roleMay } from '../../platform/access/grants.js';
import type { Role } from '../../platform/access/roles.js';
import type { Availability } from '../../platform/absence/availability.js';
import type { Person } from '../lead/draft.js';

/** Why somebody cannot be given a lead by hand, in words; null: they can. @param user null: there is no such user */
export function unfitToOwn(user: { role: Role; status: Person['status'] } | null): string | null {
  if (user === null) return 'There is no such user.';
  if (!roleMay(user.role, 'leads.write')) return 'This user only reads, and can do nothing for a lead.';
  return user.status === 'INACTIVE' ? 'This user is not active any more.' : null;
}

/** Who is to be given leads by hand. */
export interface NewOwner {
  name: string;
  /** Whether they work now. */
  now: Availability['now'];
  /** In words; null: nobody knows. */
  backAt: string | null;
  /** Routing gives leads to reps only. */
  isRep: boolean;
  capacity: number;
}

const NOT_AT_WORK: Readonly<Record<Exclude<Availability['now'], 'AT_WORK'>, string>> = {
  BUSY: 'busy',
  OFF_SHIFT: 'off shift',
  TIME_OFF: 'on leave',
  AWAY: 'away',
  INACTIVE: 'not active any more',
};

/** What does not hinder that they get leads, but should be known, in words. @param loadAfter their load once they have them */
export function warningsOf({ name, now, backAt, isRep, capacity }: NewOwner, loadAfter: number): string[] {
  const warnings: string[] = [];
  if (loadAfter > capacity) warnings.push(`${name} would have a load of ${loadAfter}, with a capacity of ${capacity}`);
  if (now !== 'AT_WORK') warnings.push(`${name} is ${NOT_AT_WORK[now]}${backAt === null ? '' : `, back ${backAt}`}`);
  if (!isRep) warnings.push(`${name} is no rep: routing gives them nothing`);
  return warnings;
}
