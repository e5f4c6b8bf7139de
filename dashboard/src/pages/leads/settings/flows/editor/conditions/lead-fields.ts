import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, type Schemas } from '../../../../../../api/client';
import { useDraft } from '../editing';

type LeadField = Schemas['LeadFields']['items'][number];

const KEPT_MS = 5 * 60_000;

/** What the org's latest leads are made of, by the names that conditions have for it; empty until it is known. */
export function useLeadFields(): ReadonlyMap<string, LeadField> {
  const { readOnly } = useDraft();
  const { data } = useQuery({
    queryKey: ['lead-fields'],
    staleTime: KEPT_MS,
    // Who may not draft chooses nothing.
    enabled: !readOnly,
    queryFn: async () => (await api.GET('/api/lead-fields')).data!.items,
  });
  return useMemo(() => new Map((data ?? []).map((one) => [one.field, one])), [data]);
}
