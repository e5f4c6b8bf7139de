import type { SessionRow } from '../../../db/platform/queries/sessions.js';
import { iso } from '../../http/contract.js';

/** A session as others than its person may see it. */
export const sessionOf = ({ id, signedInBy, factor, browser, system, createdAt, lastUsedAt, endsAt }: SessionRow) => ({
  id,
  signedInBy,
  factor,
  browser,
  system,
  createdAt: iso(createdAt),
  lastUsedAt: iso(lastUsedAt),
  endsAt: iso(endsAt),
});

/** @param thisId of the one that asks; null: none */
export const ownSessionOf = (row: SessionRow, thisId: string | null) => ({
  ...sessionOf(row),
  address: row.address,
  isThis: row.id === thisId,
});
