import { useQueries } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { leadOf } from '../../../live/use-live';
import { onLive } from '../../../live/live';
import { isNotThere, leadQuery } from '../../../shared/lead-query';
import type { Me } from '../../../shared/me';

/** Whether a lead that is on the screen is still this person's to work on. */
export type Standing = 'THEIRS' | 'GONE' | 'CLOSED';

/**
 * Only the server says that a lead is somebody else's: by the event that takes it away, or when it is asked. That a lead is
 * not among those that were read says nothing: the list is longer than what is loaded, and its order changes.
 * @param unread ids of leads on the screen that are not among those that were read
 * @returns by a lead's id; one that is not in it is theirs
 */
export function useStandings(me: Me, unread: readonly string[]): ReadonlyMap<string, Standing> {
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  useEffect(
    () =>
      onLive((told) => {
        if (!('event' in told)) return;
        const id = leadOf(told.event);
        if (id === null) return;
        const isGone = told.event.gone === true;
        setGone((before) => {
          if (before.has(id) === isGone) return before;
          const after = new Set(before);
          if (isGone) after.add(id);
          else after.delete(id);
          return after;
        });
      }),
    [],
  );
  const asked = unread.filter((id) => !gone.has(id));
  const answers = useQueries({ queries: asked.map((id) => ({ ...leadQuery(id), retry: false })) });
  const standings = new Map<string, Standing>([...gone].map((id) => [id, 'GONE']));
  answers.forEach(({ data, error }, place) => {
    const id = asked[place]!;
    if (isNotThere(error) || (data && data.ownerId !== me.id)) standings.set(id, 'GONE');
    else if (data && data.closedAt !== null) standings.set(id, 'CLOSED');
  });
  return standings;
}
