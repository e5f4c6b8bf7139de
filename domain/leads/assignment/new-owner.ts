import { roleMay } from '../../platform/access/grants.js';
import type { Role } from '../../platform/access/roles.js';
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
  status: Person['status'];
  /** Routing gives leads to reps only. */
  isRep: boolean;
  capacity: number;
}

/** What does not hinder that they get leads, but should be known, in words. @param loadAfter their load once they have them */
export function warningsOf({ name, status, isRep, capacity }: NewOwner, loadAfter: number): string[] {
  const warnings: string[] = [];
  if (loadAfter > capacity) warnings.push(`${name} would have a load of ${loadAfter}, with a capacity of ${capacity}`);
  if (status === 'AWAY') warnings.push(`${name} is away`);
  if (!isRep) warnings.push(`${name} is no rep: routing gives them nothing`);
  return warnings;
}
