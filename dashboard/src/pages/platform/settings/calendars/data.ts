import { useQuery } from '@tanstack/react-query';
import { api, type Schemas } from '../../../../api/client';
import { ifMatch } from '../../../../api/if-match';
import { readAll } from '../../../../shared/settings/read-all';

export type Calendar = Schemas['Calendar'];
export type Hours = Pick<Calendar, 'timeZone' | 'weekly' | 'holidays' | 'specialDates'>;
export type Preview = Schemas['CalendarPreview'];

/** All keys of what is read of calendars begin with it. */
export const CALENDARS = 'calendars';
/** How often a change that is being applied is looked at. */
const LOOK_MS = 1_000;

export const hoursOf = ({ timeZone, weekly, holidays, specialDates }: Hours): Hours => ({
  timeZone,
  weekly,
  holidays,
  specialDates,
});

export const useCalendars = () =>
  useQuery({
    queryKey: [CALENDARS, 'all'],
    queryFn: () =>
      readAll(
        async (cursor) =>
          (await api.GET('/api/calendars', { params: { query: { limit: 200, ...(cursor && { cursor }) } } })).data!,
      ),
  });

/** @param isLeaving while it is deleted: it is not looked at any more, whatever the others hear of it */
export const useCalendar = (id: string, isLeaving = false) =>
  useQuery({
    queryKey: [CALENDARS, 'one', id],
    enabled: !isLeaving,
    queryFn: async ({ signal }) => (await api.GET('/api/calendars/{id}', { params: { path: { id } }, signal })).data!,
    refetchInterval: ({ state: { data } }) => (isBeingApplied(data) ? LOOK_MS : false),
    // A form is open over it.
    refetchOnWindowFocus: false,
  });

export const isBeingApplied = (calendar: Calendar | undefined): boolean =>
  calendar?.lastChange !== null && calendar?.lastChange !== undefined && calendar.lastChange.finishedAt === null;

/** @param isLeaving while it is deleted */
export const useUses = (id: string, isLeaving: boolean) =>
  useQuery({
    queryKey: [CALENDARS, 'uses', id],
    enabled: !isLeaving,
    queryFn: async ({ signal }) =>
      (await api.GET('/api/calendars/{id}/uses', { params: { path: { id } }, signal })).data!,
  });

export const useYear = (id: string, year: number, revision: number) =>
  useQuery({
    queryKey: [CALENDARS, 'year', id, year, revision],
    queryFn: async ({ signal }) =>
      (await api.GET('/api/calendars/{id}/years/{year}', { params: { path: { id, year } }, signal })).data!,
  });

export const addCalendar = async (body: Schemas['NewCalendar']): Promise<Calendar> =>
  (await api.POST('/api/calendars', { body })).data!;

/** @throws Refused with 412 where somebody else has changed it since */
export const changeCalendar = async (
  { id, revision }: Pick<Calendar, 'id' | 'revision'>,
  body: Schemas['CalendarPatch'],
): Promise<Calendar> =>
  (
    await api.PATCH('/api/calendars/{id}', {
      params: { path: { id }, header: ifMatch(revision) },
      body,
    })
  ).data!;

export const deleteCalendar = async (id: string): Promise<unknown> =>
  api.DELETE('/api/calendars/{id}', { params: { path: { id } } });

export const previewOf = async (id: string, body: Hours, cursor?: string): Promise<Preview> =>
  (
    await api.POST('/api/calendars/{id}/preview', {
      params: { path: { id }, query: { limit: 50, ...(cursor && { cursor }) } },
      body,
    })
  ).data!;
