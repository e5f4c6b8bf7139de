import { useQuery } from '@tanstack/react-query';
import { api, type Schemas } from '../../../../api/client';

export type OwnFactors = Schemas['OwnFactors'];

export const FACTORS_KEY = ['me', 'factors'] as const;

/** One's second factors. */
export const useFactors = () =>
  useQuery({ queryKey: FACTORS_KEY, queryFn: async () => (await api.GET('/api/me/factors')).data! });
