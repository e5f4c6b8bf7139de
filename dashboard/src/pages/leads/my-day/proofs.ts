import { useMutation } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, Refused } from '../../../api/client';
import type { Me } from '../../../shared/me';
import { serverNowMs } from '../../../api/server-clock';
import type { LeadItem } from './data';
import { KeptTaps, type Tap } from './kept-taps';
import { stubborn, useSent } from './sending';

/** A second tap so soon after the first is a slip of the thumb. */
const SLIP_MS = 10_000;

/** The session ended: whoever signs in again goes on. */
const isSignedOut = (error: Error): boolean => error instanceof Refused && error.status === 401;

/**
 * Proofs by one tap. A tap counts from when it was made, and is sent until the server has it. There is no way back: a proof is
 * evidence, which nobody can take away; that is why a second tap is taken for the first.
 */
export function useTaps(me: Me) {
  const mutationKey = ['proof', me.id];
  const kept = new KeptTaps(me.id);
  const { sent, now, forget } = useSent<Tap>(mutationKey);
  const { mutate: send } = useMutation({
    ...stubborn,
    mutationKey,
    mutationFn: async ({ key, leadId, ...body }: Tap): Promise<number> => {
      const params = { path: { id: leadId }, header: { 'idempotency-key': key } };
      await api.POST('/api/leads/{id}/proofs', { params, body });
      return Date.now();
    },
    onMutate: (tap) => kept.add(tap),
    onSuccess: (_, tap) => kept.remove(tap),
    onError: (error, tap) => {
      if (!isSignedOut(error)) kept.remove(tap);
    },
  });

  useEffect(() => {
    for (const tap of kept.all()) {
      const before = now().find(({ what }) => what.key === tap.key);
      if (before?.status === 'pending') continue;
      if (before) forget(before.id);
      send(tap);
    }
    // What is tapped later is sent at once.
  }, [me.id]);

  const tap = (lead: Pick<LeadItem, 'id' | 'receivedAt'>, kind: Tap['kind'], outcome?: Tap['outcome']): void => {
    const before = now().findLast(
      ({ what }) => what.leadId === lead.id && what.kind === kind && what.outcome === outcome,
    );
    if (before?.status === 'pending') return;
    if (before && before.doneAtMs !== null && Date.now() - before.doneAtMs < SLIP_MS) return;
    if (before) forget(before.id);
    // Nothing happens before the lead is there, whatever the clocks say.
    const occurredAtMs = Math.max(serverNowMs(), Date.parse(lead.receivedAt));
    const occurredAt = new Date(occurredAtMs).toISOString();
    send({ key: crypto.randomUUID(), leadId: lead.id, kind, ...(outcome && { outcome }), occurredAt });
  };
  return { taps: sent, tap, forget };
}
