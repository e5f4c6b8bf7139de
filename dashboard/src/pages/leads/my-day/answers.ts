import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../../api/client';
import type { Me } from '../../../shared/me';
import type { Offer } from './data';
import { stubborn, useSent } from './sending';

export interface Refusal {
  reason: string;
  /** ISO 8601: nothing else is given to them for so long. */
  busyFor?: string;
}

export interface Answer {
  offer: Offer;
  /** Null: it is accepted. */
  refusal: Refusal | null;
}

/** Answers to offers. The same answer twice is one, so it is sent until there is a verdict. */
export function useAnswers(me: Me) {
  const queries = useQueryClient();
  const mutationKey = ['answer', me.id];
  const { sent, now, forget } = useSent<Answer>(mutationKey);
  const { mutate } = useMutation({
    ...stubborn,
    mutationKey,
    mutationFn: async ({ offer, refusal }: Answer): Promise<number> => {
      const params = { path: { id: offer.leadId } };
      if (refusal === null) await api.POST('/api/leads/{id}/accept', { params, body: {} });
      else await api.POST('/api/leads/{id}/decline', { params, body: refusal });
      return Date.now();
    },
    // It is decided when it returns: no need to wait for the event.
    onSettled: () => {
      for (const kind of ['offers', 'my-leads']) void queries.invalidateQueries({ queryKey: [kind] });
    },
  });
  const answer = (offer: Offer, refusal: Refusal | null): void => {
    const before = now().findLast(({ what }) => what.offer.id === offer.id);
    if (before && before.status !== 'refused') return;
    if (before) forget(before.id);
    mutate({ offer, refusal });
  };
  return { answers: sent, answer, forget };
}
