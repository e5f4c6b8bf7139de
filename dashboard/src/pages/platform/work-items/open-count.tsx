import { Badge, VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';

/** How many work items are open, in the navigation; nothing where nothing waits. */
export function OpenWorkItems() {
  const { t } = useTranslation();
  const { data: open = 0 } = useQuery({
    queryKey: ['work-items', 'open-count'],
    queryFn: async () => (await api.GET('/api/work-items/open-count')).data!.open,
  });
  if (open === 0) return null;
  return (
    <Badge size="sm" variant="default" className="tabular">
      {open > 99 ? '99+' : open}
      <VisuallyHidden> {t('workItems.open')}</VisuallyHidden>
    </Badge>
  );
}
