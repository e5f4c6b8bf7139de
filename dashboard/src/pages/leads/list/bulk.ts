import { useMutation, useQuery } from '@tanstack/react-query';
import { api } from '../../../api/client';
import type { Filters } from './filters';

/** Which leads: those that were picked, or the most urgent that the filters let through. */
export type BulkTarget = { leadIds: string[] } | { filter: Filters };

/** What would happen if they were given to somebody. */
export const useBulkPreview = (target: BulkTarget, ownerId: string | null) =>
  useQuery({
    queryKey: ['bulk-assign', target, ownerId],
    enabled: ownerId !== null,
    // What was seen is what is done, until somebody looks again.
    staleTime: Infinity,
    gcTime: 0,
    queryFn: async ({ signal }) => {
      const body = { ...target, ownerId: ownerId! } as { leadIds: string[]; ownerId: string };
      return (await api.POST('/api/leads/bulk-assign/preview', { body, signal })).data!;
    },
  });

export type BulkPreview = NonNullable<ReturnType<typeof useBulkPreview>['data']>;

/** Gives those away that can be, as they were seen. */
export const useBulkAssign = () =>
  useMutation({
    mutationFn: async ({ preview, reason }: { preview: BulkPreview; reason: string }) => {
      const items = preview.items.filter(({ outcome }) => outcome === 'ASSIGN');
      const expected = Object.fromEntries(items.map(({ leadId, revision }) => [leadId, revision!]));
      const body = {
        leadIds: items.map(({ leadId }) => leadId),
        ownerId: preview.owner.id,
        expected,
        ...(reason.trim() !== '' && { reason: reason.trim() }),
      };
      return (await api.POST('/api/leads/bulk-assign', { body })).data!;
    },
  });

export type BulkResult = NonNullable<ReturnType<typeof useBulkAssign>['data']>;
