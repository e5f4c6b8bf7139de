import type { Schemas } from '../../../../api/client';

export type ApiKey = Schemas['ApiKey'];

/** So long before its end a key is said to end soon. */
const SOON_MS = 14 * 24 * 60 * 60_000;

export type State = 'ACTIVE' | 'SOON' | 'EXPIRED' | 'REVOKED';

/** How a key stands now. */
export function stateOf({ expireAt, revokedAt }: Pick<ApiKey, 'expireAt' | 'revokedAt'>, nowMs: number): State {
  if (revokedAt !== null) return 'REVOKED';
  if (expireAt === null) return 'ACTIVE';
  const leftMs = Date.parse(expireAt) - nowMs;
  return leftMs <= 0 ? 'EXPIRED' : leftMs <= SOON_MS ? 'SOON' : 'ACTIVE';
}
