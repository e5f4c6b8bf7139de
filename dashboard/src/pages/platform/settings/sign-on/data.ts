import { useQuery } from '@tanstack/react-query';
import { api, type Schemas } from '../../../../api/client';

export type SignOnShown = Schemas['SingleSignOnShown'];
export type SignOn = NonNullable<SignOnShown['settings']>;
export type Tried = Schemas['SingleSignOnTried']['steps'][number];

export const SIGN_ON = ['sign-on'];

export const useSignOn = () =>
  useQuery({
    queryKey: SIGN_ON,
    queryFn: async () => (await api.GET('/api/single-sign-on')).data!,
  });
