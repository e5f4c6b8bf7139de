import type { Role } from '../../db/platform/schema/users.js';
import type { Actor } from '../../domain/platform/audit/actor.js';

/** What an API key may be given. */
export const SCOPES = ['leads:read', 'leads:write', 'tower:read'] as const;
export type Scope = (typeof SCOPES)[number];

/**
 * Who may call a route. `roles`: people with one of these roles, and API keys that have at least one of `scopes`
 * (without scopes, no key may). `signature`: the handler checks a webhook's signature itself.
 */
export type Access =
  | { readonly kind: 'public' }
  | { readonly kind: 'signature' }
  | { readonly kind: 'roles'; readonly roles: readonly Role[]; readonly scopes?: readonly Scope[] };

export const PUBLIC = { kind: 'public' } as const;
export const SIGNATURE = { kind: 'signature' } as const;
export const ADMINS = { kind: 'roles', roles: ['ADMIN'] } as const;
export const MANAGERS = { kind: 'roles', roles: ['MANAGER', 'ADMIN'] } as const;
export const EVERYONE = { kind: 'roles', roles: ['REP', 'MANAGER', 'ADMIN', 'OPERATOR'] } as const;

interface Person {
  kind: 'user';
  userId: string;
  role: Role;
}

interface Key {
  kind: 'api_key';
  keyId: string;
  role: 'INTEGRATION';
}

/** Who asks. `orgId` is the tenant; an operator's is `PLATFORM_ORG`. */
export type Caller = (Person | Key) & { orgId: string; scopes: readonly Scope[]; name: string };

/** The caller as rows name an actor. */
export function actorOf(caller: Caller): Actor {
  return caller.kind === 'user' ? { type: 'user', id: caller.userId } : { type: 'api_key', id: caller.keyId };
}

export function mayCall(access: Access, caller: Caller): boolean {
  if (access.kind !== 'roles') return true;
  if (caller.kind === 'user') return access.roles.includes(caller.role);
  return (access.scopes ?? []).some((scope) => caller.scopes.includes(scope));
}
