import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useMe } from '../../shared/me';
import { usePeople } from '../../shared/people';

/** Whoever did something without being a person. */
interface Actor {
  type: string;
  id: string | null;
}

/** @returns names for the people of a lead, as far as the one who looks may know them */
export function useNames(lead: Schemas['Lead']) {
  const { t } = useTranslation();
  const me = useMe();
  const isManager = me?.role === 'MANAGER' || me?.role === 'ADMIN';
  const everybody = usePeople(isManager);
  const { people = [] } = lead as { people?: { id: string; name: string }[] };
  const known = new Map([...people.map(({ id, name }) => [id, name] as const), ...everybody]);
  const nameOf = (userId: string): string =>
    (userId === me?.id ? me.name : known.get(userId)) ?? t('lead.somebody', { id: userId.slice(-6) });
  return {
    nameOf,
    actorName: ({ type, id }: Actor): string =>
      type === 'user' && id !== null ? nameOf(id) : t(`lead.by.${type}`, { defaultValue: type }),
  };
}
