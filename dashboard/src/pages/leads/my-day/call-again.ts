import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';

/** Lets a lead rest until it is called again. */
export function useCallAgain(leadId: string) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (until: string) => {
      const body = { until, reason: t('call.againReason') };
      await api.POST('/api/leads/{id}/pause', { params: { path: { id: leadId } }, body });
    },
    // The stream tells it as well; where it is lost this is how it is seen.
    onSuccess: () => queries.invalidateQueries({ queryKey: ['my-leads'] }),
  });
}
