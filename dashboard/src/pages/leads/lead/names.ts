import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../api/client';
import { useMe } from '../../../shared/me';

/** Who did something: a person, or something else. */
interface Actor {
  type: string;
  id: string | null;
}

/** @returns names for the ids in a lead's answer, which brings them along */
export function useNames({ names }: Schemas['Lead']) {
  const { t } = useTranslation();
  const me = useMe();
  const nameOf = (id: string): string =>
    (id === me?.id ? me.name : names[id]) ?? t('lead.somebody', { id: id.slice(-6) });
  return {
    nameOf,
    actorName: ({ type, id }: Actor): string =>
      id !== null && (type === 'user' || names[id] !== undefined)
        ? nameOf(id)
        : t(`lead.by.${type}`, { defaultValue: type }),
  };
}

export type Names = ReturnType<typeof useNames>;
