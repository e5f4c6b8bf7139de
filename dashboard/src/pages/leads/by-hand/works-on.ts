import type { Schemas } from '../../../api/client';
import { can, useMe } from '../../../shared/me';

/**
 * Whether the person can change a lead and write notes on it. A rep who was only asked to take it reads it; of others' leads they see
 * duplicates of their own, which are theirs as well.
 */
export function useWorksOn({ ownerId, duplicateOfId }: Pick<Schemas['Lead'], 'ownerId' | 'duplicateOfId'>): boolean {
  const me = useMe();
  if (me === undefined || !can(me, 'leads.write')) return false;
  return can(me, 'leads.read.all') || ownerId === me.id || duplicateOfId !== null;
}
