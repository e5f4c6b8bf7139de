import type { Contract } from './route.js';

/**
 * Whether the pipeline takes an `Idempotency-Key` for an operation: for each that changes something and knows its caller. Not for
 * those that read the header themselves, as their own transaction knows it again.
 */
export const takesKey = ({ method, access, withoutKey, headers }: Contract): boolean =>
  method !== 'get' &&
  access.kind === 'permission' &&
  withoutKey === undefined &&
  !('idempotency-key' in (headers?.shape ?? {}));
