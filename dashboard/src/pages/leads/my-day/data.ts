import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api, type Schemas } from '../../../api/client';
import { useZone } from '../../../shared/instant';
import { can, type Me } from '../../../shared/me';
import { serverNowMs } from '../../../api/server-clock';
import { useNow } from '../../../shared/time';
import { formatter } from '../../../shared/formatter';

export type LeadItem = Schemas['LeadItem'];
/** With an id, as one lead can be offered several times. */
export type Offer = Schemas['Offer'] & { id: string };

const HOUR_MS = 3_600_000;
/** No day is longer, also when the clocks change. */
const LONGEST_DAY_MS = 25 * HOUR_MS;
/** A lead that came in before is hardly contacted for the first time today; so the list is short to read. */
const CONTACTED_WITHIN_MS = 60 * 24 * HOUR_MS;

/** The offers that wait for this person's answer. Who sees all leads is told everybody's by the API. */
export const useOffers = (me: Me) =>
  useQuery({
    queryKey: ['offers', 'mine'],
    enabled: can(me, 'leads.read.own'),
    queryFn: async (): Promise<Offer[]> => {
      const { data } = await api.GET('/api/offers', { params: { query: { limit: 200 } } });
      return data!.items.map((offer) => ({ ...offer, id: `${offer.leadId}:${offer.sequence}` }));
    },
  });

/** The open leads that this person owns, most urgent first. */
export const useMyLeads = (me: Me) =>
  useInfiniteQuery({
    queryKey: ['my-leads', 'open'],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam: cursor }) => {
      const query = { ownerId: me.id, sort: 'urgency' as const, limit: 50, ...(cursor && { cursor }) };
      return (await api.GET('/api/leads', { params: { query } })).data!;
    },
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  });

/** The person's leads that were first contacted today, by the org's calendar; the latest first. */
export function useContactedToday(me: Me) {
  const timeZone = useZone();
  const dayOf = (at: number | string): string => formatter('en', { timeZone }).format(new Date(at));
  const today = dayOf(useNow());
  return useQuery({
    queryKey: ['my-leads', 'contacted', today],
    queryFn: async () => {
      const nowMs = serverNowMs();
      const query = {
        ownerId: me.id,
        from: new Date(nowMs - CONTACTED_WITHIN_MS).toISOString(),
        contactedFrom: new Date(nowMs - LONGEST_DAY_MS).toISOString(),
        limit: 200,
      };
      const { items } = (await api.GET('/api/leads', { params: { query } })).data!;
      return items
        .filter(({ contactedAt }) => contactedAt !== null && dayOf(contactedAt) === today)
        .sort((a, b) => b.contactedAt!.localeCompare(a.contactedAt!));
    },
  });
}

export type Absence = Schemas['Absence'];

/** The absence that this person is in; null: they are not absent, undefined: not known yet. */
export function useAbsence(me: Me) {
  return useQuery({
    queryKey: ['people', 'time-off', me.id],
    queryFn: async () => {
      const params = { path: { id: me.id }, query: { limit: 20 } };
      const { items } = (await api.GET('/api/users/{id}/time-off', { params })).data!;
      return items.find(({ status }) => status === 'RUNNING') ?? null;
    },
  });
}

/** Whether something is to be done for a lead: not while it is paused, nor when it was reached and no clock runs. */
export const isDue = ({ status, deadlineAt, pausedAt }: LeadItem): boolean =>
  pausedAt === null && (status !== 'CONTACTED' || deadlineAt !== null);
