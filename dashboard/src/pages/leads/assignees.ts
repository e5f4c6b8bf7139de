import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../api/client';
import { useOrgZone } from '../../shared/instant';
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

/** @returns why somebody cannot work now and when they are back, in words; null: they can */
export function useAvailabilityWords(): (availability: Availability) => string | null {
  const { t, i18n } = useTranslation();
  const timeZone = useOrgZone();
  return ({ now, backAt }) => {
    if (now === 'AT_WORK') return null;
    const why = t(`lead.availability.${now}`);
    if (backAt === null) return why;
    const at = dayTimeWords(backAt, { language: i18n.language, timeZone, nowMs: serverNowMs() });
    return t('lead.availability.back', { why, at });
  };
}
