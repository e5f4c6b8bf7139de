import { Anchor, List, NativeSelect, VisuallyHidden } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { usePeople } from '../../../shared/names';
import { Failed } from '../../../shared/states';
import { Panel } from './panel';

/** The links hold the instant at which they were made. */
const REFRESH_MS = 60_000;

/** Lists of open leads in the Temporal UI, of everybody or of one owner; nothing where the installation shows no such links. */
export function TemporalViews() {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string | null>(null);
  const owner = chosen ?? undefined;
  const views = useQuery({
    queryKey: ['temporal-views', owner],
    refetchInterval: REFRESH_MS,
    placeholderData: (before) => before,
    queryFn: async () => {
      const { data } = await api.GET('/api/control-tower/temporal-views', { params: { query: { ownerId: owner } } });
      return data!.items;
    },
  });
  if (views.error && !views.data) return <Failed error={views.error} again={() => void views.refetch()} />;
  if (!views.data || views.data.length === 0) return null;
  return (
    <Panel title={t('temporal.title')}>
      <Owner chosen={chosen} choose={setChosen} />
      <List listStyleType="none" size="sm">
        {views.data.map(({ key, url }) => (
          <List.Item key={key} py={2}>
            <Anchor href={url} target="_blank" rel="noreferrer" size="sm" lh="24px">
              {t(`temporal.${key}`)} <IconExternalLink size={14} aria-hidden />
              <VisuallyHidden> ({t('temporal.newTab')})</VisuallyHidden>
            </Anchor>
          </List.Item>
        ))}
      </List>
    </Panel>
  );
}

interface OwnerProps {
  chosen: string | null;
  choose: (ownerId: string | null) => void;
}

function Owner({ chosen, choose }: OwnerProps) {
  const { t } = useTranslation();
  const people = usePeople();
  return (
    <NativeSelect
      label={t('temporal.of')}
      data={[{ value: '', label: t('temporal.everybody') }, ...[...people].map(([value, label]) => ({ value, label }))]}
      value={chosen ?? ''}
      onChange={({ currentTarget: { value } }) => choose(value === '' ? null : value)}
      size="xs"
      maw={260}
      mb="xs"
    />
  );
}
