import { useQueryClient, type Query, type QueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { connectionNow, onConnectionChange, onLive, startLive, type Connection, type LiveEvent } from './live';

/** Events come in bursts: what they change is read again at most this often. */
const SETTLE_MS = 300;

/** Lists and figures that any change of any lead can change. */
const OF_LEADS = ['leads', 'summary', 'trends', 'reps', 'offers', 'my-leads', 'notices', 'audit'];
const OF_ENTITIES: Record<string, string[]> = {
  // Its name and zone are around every page. Its own page tells who changes it that somebody was faster.
  organisation: ['me'],
  flow: ['flows', 'flow'],
  user: ['people', 'reps'],
  absence: ['people', 'reps'],
  team: ['teams', 'reps'],
  work_item: ['work-items'],
  calendar: ['calendars'],
  endpoint: ['endpoints', 'endpoint', 'mapping-preview'],
  api_key: ['api-keys'],
  lead_view: ['lead-views'],
  support_session: ['me', 'support'],
};

/** The lead that an event is about. */
export const leadOf = ({ entity, payload }: LiveEvent): string | null =>
  entity.type === 'lead' ? entity.id : typeof payload.leadId === 'string' ? payload.leadId : null;

/**
 * Opens the live stream, and reads again what an event says has changed. To be used once, around all pages.
 * @param may whether there is a stream for who is signed in: to an operator, who belongs to no org, nothing is told
 */
export function useLive(may: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (!may) return undefined;
    const stop = startLive();
    const stale = new Staleness(queries);
    const end = onLive((told) => ('event' in told ? stale.add(told.event) : stale.addEverything()));
    return () => {
      end();
      stale.end();
      stop();
    };
  }, [queries, may]);
}

export const useConnection = (): Connection => useSyncExternalStore(onConnectionChange, connectionNow);

/** What is to be read again, gathered over a moment. A query key begins with its kind; `lead` goes on with the id. */
class Staleness {
  private readonly kinds = new Set<string>();
  private readonly leads = new Set<string>();
  /** Hashes of queries that were being read when they were to be read again. */
  private readonly busy = new Set<string>();
  private everything = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly queries: QueryClient) {}

  add(event: LiveEvent): void {
    const leadId = leadOf(event);
    if (leadId !== null) this.leads.add(leadId);
    // With it go the duplicates that were attached to it, of which no event tells.
    if (event.gone === true) this.kinds.add('lead');
    for (const kind of leadId === null ? ['audit'] : OF_LEADS) this.kinds.add(kind);
    // Whatever begins or ends an approval is told as such: where many leads change, most of it is about none.
    if (event.type.startsWith('lead.appro')) this.kinds.add('approvals');
    // A log-in is about somebody, and changes nothing of them.
    const isLogIn = event.type.startsWith('auth.');
    for (const kind of (isLogIn ? undefined : OF_ENTITIES[event.entity.type]) ?? []) this.kinds.add(kind);
    this.later();
  }

  addEverything(): void {
    this.everything = true;
    this.later();
  }

  end(): void {
    clearTimeout(this.timer);
  }

  private later(): void {
    this.timer ??= setTimeout(() => this.flush(), SETTLE_MS);
  }

  private flush(): void {
    this.timer = undefined;
    const { everything } = this;
    const kinds = new Set(this.kinds);
    const leads = new Set(this.leads);
    const busy = new Set(this.busy);
    this.everything = false;
    this.kinds.clear();
    this.leads.clear();
    this.busy.clear();
    const isStale = ({ queryKey: [kind, id], queryHash, meta }: Query): boolean =>
      // A list that keeps itself up to date says so: it knows which of its rows are on the screen.
      !meta?.ownLive &&
      (everything || busy.has(queryHash) || kinds.has(kind as string) || (kind === 'lead' && leads.has(id as string)));
    void this.queries.invalidateQueries({
      predicate: (query) => {
        if (!isStale(query)) return false;
        // To begin anew at each event would never end where events come faster than answers: it is read out first.
        if (query.state.fetchStatus !== 'fetching') return true;
        this.busy.add(query.queryHash);
        return false;
      },
    });
    if (this.busy.size > 0) this.later();
  }
}
