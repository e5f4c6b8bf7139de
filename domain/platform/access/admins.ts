import type { UserStatus } from '../people/user-status.js';
import type { Role } from './roles.js';

interface Admin {
  role: Role;
  status: UserStatus;
  /** Who has chosen no password yet cannot log in, and counts for nothing here. */
  invited: boolean;
}

/** Whether a change takes from an org an admin who can log in. Where there is no other, nobody could ever mend anything there. */
export function endsAdmin(person: Admin, change: { role?: Role; status?: UserStatus }): boolean {
  const isAdmin = person.role === 'ADMIN' && person.status !== 'INACTIVE' && !person.invited;
  const stays = (change.role ?? person.role) === 'ADMIN' && (change.status ?? person.status) !== 'INACTIVE';
  return isAdmin && !stays;
}
