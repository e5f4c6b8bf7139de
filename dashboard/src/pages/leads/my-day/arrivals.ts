import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LeadItem, Offer } from './data';

/**
 * What has come since the page was opened.
 * @returns the latest of it in words, to be read out, and the ids of all of it
 */
export function useArrivals(offers: Offer[] | undefined, leads: LeadItem[] | undefined) {
  const { t } = useTranslation('myDay');
  const [news, setNews] = useState('');
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const knownOffers = useRef<Set<string>>(undefined);
  /** When the latest was given to them; older ones only come into view. */
  const knownUntil = useRef<string>(undefined);

  useEffect(() => {
    const newOffers = knownOffers.current ? (offers ?? []).filter(({ id }) => !knownOffers.current!.has(id)) : [];
    const until = knownUntil.current;
    const newLeads =
      until === undefined ? [] : (leads ?? []).filter(({ assignedAt }) => assignedAt !== null && assignedAt > until);
    if (offers) knownOffers.current = new Set([...(knownOffers.current ?? []), ...offers.map(({ id }) => id)]);
    if (leads)
      knownUntil.current = leads.reduce(
        (latest, { assignedAt }) => (assignedAt !== null && assignedAt > latest ? assignedAt : latest),
        until ?? '',
      );
    if (newOffers.length + newLeads.length === 0) return;
    const named = (name: string | null) => ({ name: name ?? t('leads.unnamed') });
    setNews(
      [
        ...newOffers.map(({ leadName }) => t('newOffer', named(leadName))),
        ...newLeads.map(({ name }) => t('newLead', named(name))),
      ].join(' '),
    );
    setFresh((before) => new Set([...before, ...newLeads.map(({ id }) => id)]));
  }, [offers, leads, t]);
  return { news, fresh };
}
