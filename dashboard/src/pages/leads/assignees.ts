import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../api/client';
import { useZone } from '../../shared/instant';
import { serverNowMs } from '../../api/server-clock';
import { dayTimeWords } from '../../shared/time';

export type Availability = Schemas['Availability'];

/** Who could be given leads, those who can work now first. */
export const useAssignees = () =>
  useQuery({
    queryKey: ['reps', 'to-assign'],
    queryFn: async () => (await api.GET('/api/assignees')).data!.items,
  });

export type Assignee = NonNullable<ReturnType<typeof useAssignees>['data']>[number];

interface AvailabilityWords {
  /** Why somebody cannot work now and when they are back; null: they can. */
  notNow: string | null;
  /** Until when somebody works who does; null: no end is near, or they do not. */
  shift: string | null;
}

/** @returns whether somebody works now, in words */
export function useAvailabilityWords(): (availability: Availability) => AvailabilityWords {
  const { t, i18n } = useTranslation();
  const timeZone = useZone();
  const timeWords = (at: string): string =>
    dayTimeWords(at, { language: i18n.language, timeZone, nowMs: serverNowMs() });
  return ({ now, backAt, until }) => {
    if (now === 'AT_WORK')
      return { notNow: null, shift: until && t('lead.availability.until', { at: timeWords(until) }) };
    const why = t(`lead.availability.${now}`);
    return {
      notNow: backAt === null ? why : t('lead.availability.back', { why, at: timeWords(backAt) }),
      shift: null,
    };
  };
}
