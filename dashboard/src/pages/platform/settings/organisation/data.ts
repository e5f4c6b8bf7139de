import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../../../api/client';
import { tellChanged } from '../../../../shared/settings/tell-changed';

export type Organisation = Schemas['Organisation'];
type OrganisationChange = Schemas['OrganisationChange'];

interface Read {
  organisation: Organisation;
  /** Of the revision that was read: a change of another is refused. */
  etag: string | null;
}

const KEY = ['organisation'];

export const useOrganisation = () =>
  useQuery({
    queryKey: KEY,
    // Read again under somebody's hands, a form would begin anew: who is late is told by the API.
    refetchOnWindowFocus: false,
    queryFn: async (): Promise<Read> => {
      const { data, response } = await api.GET('/api/organisation');
      return { organisation: data!, etag: response.headers.get('etag') };
    },
  });

/** @returns what changes the organisation, tells so, and can be undone for a minute */
export function useChange(): (change: OrganisationChange, back: OrganisationChange) => Promise<void> {
  const { t } = useTranslation('organisation');
  const queries = useQueryClient();
  const send = async (body: OrganisationChange): Promise<void> => {
    const etag = queries.getQueryData<Read>(KEY)?.etag ?? null;
    const { data, response } = await api.PATCH('/api/organisation', {
      params: { header: etag === null ? {} : { 'if-match': etag } },
      body,
    });
    queries.setQueryData<Read>(KEY, { organisation: data!, etag: response.headers.get('etag') });
    // Every page tells times in the organisation's zone, and its name stands on top.
    void queries.invalidateQueries({ queryKey: ['me'] });
  };
  return async (change, back) => {
    await send(change);
    tellChanged(t('changed'), () => send(back));
  };
}
