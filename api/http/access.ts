import type { Actor } from '../../domain/platform/audit/actor.js';
import { mayWhileSuspended, roleMay, scopesWith, supportMay, type Scope } from '../../domain/platform/access/grants.js';
import { PERMISSIONS, type Permission } from '../../domain/platform/access/permissions.js';
import type { Role } from '../../domain/platform/access/roles.js';
import type { SupportLevel } from '../../domain/platform/access/support.js';
import type { ApiError } from './errors.js';

/**
 * Who may call a route. `permission`: who has at least one of these, a person by their role or an API key by its scopes.
 * `signature`: the handler checks a webhook's signature itself; a request with none of the headers that could hold one is
 * refused before its body is read.
 */
export type Access =
  | { readonly kind: 'public' }
  | { readonly kind: 'signature'; readonly headers: readonly string[]; readonly refusal: () => ApiError }
  | { readonly kind: 'permission'; readonly anyOf: readonly [Permission, ...Permission[]] };

export const PUBLIC = { kind: 'public' } as const;
/** @param headers one of which every signed request has; names in lower case */
export const signedBy = (headers: readonly string[], refusal: () => ApiError) =>
  ({ kind: 'signature', headers, refusal }) as const;
/** Whoever has one of these permissions. */
export const may = (...anyOf: [Permission, ...Permission[]]) => ({ kind: 'permission', anyOf }) as const;

interface Person {
  kind: 'user';
  userId: string;
  role: Role;
  /** Left out: of an access token that names none, and where everybody is the demo manager. */
  sessionId?: string;
  /** They must set up a second factor, and may do nothing else before. */
  mustSetUp?: true;
}

interface Key {
  kind: 'api_key';
  keyId: string;
  role: 'INTEGRATION';
}

/** An operator in an organisation that lets them look in: nobody of it, for as long as the grant is good. */
interface Support {
  kind: 'support';
  /** The grant. */
  supportId: string;
  operatorId: string;
  level: SupportLevel;
  role: 'SUPPORT';
}

/** Who asks. `orgId` is the tenant; an operator's is `PLATFORM_ORG`. `suspendedAt`: the tenant is suspended, and they read only. */
export type Caller = (Person | Key | Support) & {
  orgId: string;
  scopes: readonly Scope[];
  name: string;
  suspendedAt?: Date;
};

/** The caller as rows name an actor. */
export function actorOf(caller: Caller): Actor {
  if (caller.kind === 'support') return { type: 'operator', id: caller.operatorId };
  return caller.kind === 'user' ? { type: 'user', id: caller.userId } : { type: 'api_key', id: caller.keyId };
}

/** Who asks, by an id of theirs: a person's, an operator's or a key's. */
export function callerId(caller: Caller): string {
  if (caller.kind === 'support') return caller.operatorId;
  return caller.kind === 'user' ? caller.userId : caller.keyId;
}

/** Who reads the answer, if it is a person. */
export const readerOf = (caller: Caller): string | null => (caller.kind === 'user' ? caller.userId : null);

/** All that a caller may do, each once. */
export function permissionsOf(caller: Caller): Permission[] {
  return PERMISSIONS.filter((permission) => mayDo(caller, permission));
}

/** Whether a caller may do something in principle; whether a thing's state allows it now is the domain's matter. */
export function mayDo(caller: Caller, permission: Permission): boolean {
  if (caller.suspendedAt !== undefined && !mayWhileSuspended(permission)) return false;
  if (caller.kind === 'support') return supportMay(caller.level, permission);
  if (caller.kind === 'user') return caller.mustSetUp ? permission === 'factors.own' : roleMay(caller.role, permission);
  return scopesWith([permission]).some((scope) => caller.scopes.includes(scope));
}

export const mayCall = (access: Access, caller: Caller): boolean =>
  access.kind !== 'permission' || access.anyOf.some((permission) => mayDo(caller, permission));

/** Whether it is only for its tenant's suspension that a caller may not. */
export const mayUnlessSuspended = (access: Access, { suspendedAt, ...caller }: Caller): boolean =>
  suspendedAt !== undefined && mayCall(access, caller);

/** Things of which there are one's own and everybody's. */
type Sighted = Permission extends infer P ? (P extends `${infer Things}.read.all` ? Things : never) : never;

/** Whoever sees at least their own; what they see of the rest is for `sightOf` to say. */
export const maySee = (things: Sighted) => may(`${things}.read.own`, `${things}.read.all`);

/**
 * Whose things a caller sees,
 * @returns null: everybody's; else only those of this person (or of this key, which has none)
 */
export function sightOf(caller: Caller, things: Sighted): string | null {
  if (mayDo(caller, `${things}.read.all`)) return null;
  return callerId(caller);
}
