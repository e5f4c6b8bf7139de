import type { findPerson } from '../../../db/platform/queries/auth.js';
import { PLATFORM_ORG } from '../../../db/platform/platform-org.js';
import type { SupportSession } from '../../../db/platform/queries/support.js';
import { permissionsOf, type Caller } from '../../http/access.js';
import { iso, isoOrNull } from '../../http/contract.js';

const supportView = ({ id, level, reason, endsAt, operatorName, enteredAt }: SupportSession) => ({
  id,
  level,
  reason,
  until: iso(endsAt),
  enteredBy: operatorName,
  enteredAt: isoOrNull(enteredAt),
});

type Person = NonNullable<Awaited<ReturnType<typeof findPerson>>>;

/** Who is signed in, as they are told. */
/** @param support the grant by which an operator may look in now; null: none */
export function meOf({ org, ...person }: Person, caller: Caller, support: SupportSession | null) {
  const operator = org.id === PLATFORM_ORG;
  return {
    ...person,
    permissions: permissionsOf(caller),
    mustSetUpFactor: caller.kind === 'user' && caller.mustSetUp === true,
    orgId: operator ? null : org.id,
    org: operator
      ? null
      : { ...org, suspendedAt: isoOrNull(org.suspendedAt), support: support && supportView(support) },
    isSupport: caller.kind === 'support',
  };
}
