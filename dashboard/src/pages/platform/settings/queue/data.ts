import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api, type Schemas } from '../../../../api/client';

export type Letter = Schemas['QueuedDeadLetter'];
export type LetterInFull = Schemas['QueuedDeadLetterInFull'];
export type Kind = Letter['kind'];
export type State = Letter['state'];

export const STATES = ['OPEN', 'REQUEUED', 'DISCARDED'] as const satisfies readonly State[];
export const KINDS = ['MESSAGE', 'NOTICE', 'ACCESS_MAIL', 'WEBHOOK', 'DELIVERY'] as const satisfies readonly Kind[];

/** How far back somebody looks; null: as far as it goes. */
export const SPANS = ['HOUR', 'DAY', 'WEEK'] as const;
export type Span = (typeof SPANS)[number];
const SPAN_MS: Record<Span, number> = { HOUR: 3_600_000, DAY: 86_400_000, WEEK: 604_800_000 };

export interface Filters {
  state: State;
  kind: Kind | null;
  span: Span | null;
}

export const fromOf = (span: Span | null, nowMs: number): string | undefined =>
  span === null ? undefined : new Date(nowMs - SPAN_MS[span]).toISOString();

const PAGE = 50;

export const useLetters = ({ state, kind, span }: Filters) =>
  useInfiniteQuery({
    queryKey: ['dlq', 'list', state, kind, span],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam: cursor }) => {
      const from = fromOf(span, Date.now());
      const query = { state, limit: PAGE, ...(kind && { kind }), ...(from && { from }), ...(cursor && { cursor }) };
      return (await api.GET('/api/dlq', { params: { query } })).data!;
    },
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });

export const useLetter = ({ kind, id }: Pick<Letter, 'kind' | 'id'>) =>
  useQuery({
    queryKey: ['dlq', 'letter', kind, id],
    queryFn: async () => (await api.GET('/api/dlq/{kind}/{id}', { params: { path: { kind, id } } })).data!,
  });

/** What waits changes by itself. */
const LOOK_AGAIN_MS = 5_000;

export const useCadence = () =>
  useQuery({
    queryKey: ['dlq', 'queue'],
    queryFn: async () => (await api.GET('/api/dlq/queue')).data!,
    refetchInterval: LOOK_AGAIN_MS,
  });

export interface Done {
  found: number;
  requeued: number;
  already: number;
  refused: number;
}

/** Has all of a kind and a time tried again, a hundred after the other. @param onDone told how far it is */
export async function requeueAll(
  { kind, span }: Omit<Filters, 'state'>,
  nowMs: number,
  onDone: (done: Done) => void,
): Promise<Done> {
  const from = fromOf(span, nowMs);
  const range = { to: new Date(nowMs).toISOString(), ...(kind && { kinds: [kind] }), ...(from && { from }) };
  const done: Done = { found: 0, requeued: 0, already: 0, refused: 0 };
  let cursor: string | null = null;
  do {
    const body = { ...range, ...(cursor && { cursor }) };
    const answer: Schemas['DeadLettersRequeued'] = (await api.POST('/api/dlq/requeue', { body })).data!;
    // What was found first: each request finds those that are left.
    done.found ||= answer.found;
    done.requeued += answer.requeued;
    done.already += answer.already;
    done.refused += answer.refused;
    onDone({ ...done });
    cursor = answer.nextCursor;
  } while (cursor !== null);
  return done;
}

/** How many there are of a kind and a time, up to an instant. */
export async function countAll({ kind, span }: Omit<Filters, 'state'>, nowMs: number): Promise<number> {
  const from = fromOf(span, nowMs);
  const body = {
    dryRun: true,
    to: new Date(nowMs).toISOString(),
    ...(kind && { kinds: [kind] }),
    ...(from && { from }),
  };
  return (await api.POST('/api/dlq/requeue', { body })).data!.found;
}
