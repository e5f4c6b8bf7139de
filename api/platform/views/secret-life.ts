import { iso, isoOrNull } from '../../http/contract.js';

interface SecretLife {
  id: string;
  createdAt: Date;
  expireAt: Date | null;
  revokedAt: Date | null;
}

/** What may be seen of a secret: since when it is there, and whether it is good. */
export const shownLife = ({ id, createdAt, expireAt, revokedAt }: SecretLife, now: Date) => ({
  id,
  createdAt: iso(createdAt),
  expireAt: isoOrNull(expireAt),
  revokedAt: isoOrNull(revokedAt),
  active: revokedAt === null && (expireAt === null || expireAt > now),
});
