import type { findPerson } from '../../../db/platform/queries/auth.js';
import { PLATFORM_ORG } from '../../../db/platform/platform-org.js';
import { permissionsOf, type Caller } from '../../http/access.js';
import { isoOrNull } from '../../http/contract.js';

type Person = NonNullable<Awaited<ReturnType<typeof findPerson>>>;

/** Who is signed in, as they are told. */
export function meOf({ org, ...person }: Person, caller: Caller) {
  const operator = org.id === PLATFORM_ORG;
  return {
    ...person,
    permissions: permissionsOf(caller),
    mustSetUpFactor: caller.kind === 'user' && caller.mustSetUp === true,
    orgId: operator ? null : org.id,
    org: operator ? null : { ...org, suspendedAt: isoOrNull(org.suspendedAt) },
  };
}
