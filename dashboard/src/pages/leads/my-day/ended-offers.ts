import { useEffect, useRef, useState } from 'react';
import { leadOf } from '../../../live/use-live';
import { onLive } from '../../../live/live';
import type { Offer } from './data';

/** How long one that has ended is still to be seen: who was about to answer it reads why that is no use. */
const LINGER_MS = 6_000;

/** What ended an offer, as the live stream tells those who lose it, in words of the catalogue. */
const ENDINGS = new Map([
  ['lead.offer_accepted', 'takenByOther'],
  ['lead.offer_withdrawn', 'offerWithdrawn'],
  ['lead.offer_expired', 'timeOver'],
]);

/**
 * The offers that are no longer this person's to answer because the server said so: at once, not when the list is read again.
 * @param offers those that wait, as they were last read
 * @returns `lingering`: those that ended a moment ago; `words`: for each that ended since the page was opened, by its id, how
 */
export function useEndedOffers(offers: Offer[] | undefined): {
  lingering: Offer[];
  words: ReadonlyMap<string, string>;
} {
  const [lingering, setLingering] = useState<Offer[]>([]);
  const [words, setWords] = useState<ReadonlyMap<string, string>>(new Map());
  // Also those that are gone from the list already: it may be read again before the word comes why.
  const seen = useRef(new Map<string, Offer>());
  for (const offer of offers ?? []) seen.current.set(offer.id, offer);
  useEffect(() => {
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const end = onLive((told) => {
      if (!('event' in told) || told.event.gone !== true) return;
      const ending = ENDINGS.get(told.event.type);
      const ended = [...seen.current.values()].findLast(({ leadId }) => leadId === leadOf(told.event));
      if (ending === undefined || !ended) return;
      const without = (all: Offer[]): Offer[] => all.filter(({ id }) => id !== ended.id);
      setWords((before) => new Map(before).set(ended.id, ending));
      setLingering((before) => [...without(before), ended]);
      const timer = setTimeout(() => {
        timers.delete(timer);
        setLingering(without);
      }, LINGER_MS);
      timers.add(timer);
    });
    return () => {
      end();
      for (const timer of timers) clearTimeout(timer);
    };
  }, []);
  return { lingering, words };
}
