import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { api, type Schemas } from '../../../../api/client';
import { can, type Me } from '../../../../shared/me';

export type Approval = Schemas['Approval'];

const MOST = 50;

/**
 * The approvals that ask this person, by name or as who manages the team; those that lapse first first.
 * @returns them, and whether they are to be shown: once there were any, what became of the last one is told, too
 */
export function useMyApprovals(me: Me): { approvals: Approval[]; isShown: boolean } {
  const { data: approvals = [] } = useQuery({
    queryKey: ['approvals', 'mine'],
    enabled: can(me, 'offers.answer'),
    queryFn: async (): Promise<Approval[]> => {
      const { data } = await api.GET('/api/approvals', { params: { query: { asked: 'me', limit: MOST } } });
      return data!.items;
    },
  });
  const wereAny = useRef(false);
  if (approvals.length > 0) wereAny.current = true;
  return { approvals, isShown: wereAny.current };
}
