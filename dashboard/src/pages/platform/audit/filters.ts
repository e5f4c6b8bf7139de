import { useMemo } from 'react';
import type { paths } from '../../../api/schema';
import { useAddress } from '../../../shared/address';
import { instantOf } from '../../../shared/wall-clock';
import { dayAfter } from './days';

export type AuditQuery = NonNullable<paths['/api/audit']['get']['parameters']['query']>;

const NAMES = ['leadId', 'actorType', 'actorId', 'action', 'entityType', 'entityId', 'from', 'to'] as const;
type Name = (typeof NAMES)[number];

/** As the address has them. `from` and `to` are days of the reader's time zone, both inclusive: `2026-11-20`. */
export type Filters = Readonly<Partial<Record<Name, string>>>;

/** Null: without it. */
export type FilterChange = Partial<Record<Name, string | null>>;

const DAY = /^\d{4}-\d\d-\d\d$/;

export interface InAddress {
  filters: Filters;
  /** Changes those that are named. */
  set: (change: FilterChange) => void;
  clear: () => void;
}

/** The log's filters are the address's, so that an answer can be kept, shared and gone back to. */
export function useFilters(): InAddress {
  const [search, set] = useAddress();
  const text = search.toString();
  const filters = useMemo(() => {
    const given = new URLSearchParams(text);
    return Object.fromEntries(
      NAMES.flatMap((name) => {
        const value = given.get(name);
        return value && (DAY.test(value) || !['from', 'to'].includes(name)) ? [[name, value]] : [];
      }),
    );
  }, [text]);
  return { filters, set, clear: () => set(Object.fromEntries(NAMES.map((name) => [name, null]))) };
}

/**
 * The filters as the API has them.
 * @param timeZone the reader's: their days begin and end there
 */
export function queryOf({ from, to, ...plain }: Filters, timeZone: string): AuditQuery {
  const startOf = (day: string): string => instantOf(`${day}T00:00`, timeZone);
  return { ...plain, ...(from && { from: startOf(from) }), ...(to && { to: startOf(dayAfter(to, 1)) }) } as AuditQuery;
}
