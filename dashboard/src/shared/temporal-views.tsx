import { Anchor, Card, List, Select, Title, VisuallyHidden } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { useMe } from './me';
import { usePeople } from './people';
import { Failed } from './states';

/** The links hold the instant at which they were made. */
const REFRESH_MS = 60_000;

/**
 * Lists of open leads in the Temporal UI, for managers; nothing where the installation shows no such links.
 * @param ownerId whose leads; left out: everybody's, or those of whom the manager chooses
 */
export function TemporalViews({ ownerId }: { ownerId?: string }) {
  const role = useMe()?.role;
  return role === 'MANAGER' || role === 'ADMIN' ? <Views ownerId={ownerId} /> : null;
}

function Views({ ownerId }: { ownerId?: string }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string | null>(null);
  const owner = ownerId ?? chosen ?? undefined;
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
    <Card withBorder>
      <Title order={2} size="h4" mb="xs">
        {t(ownerId === undefined ? 'temporal.title' : 'temporal.ofOwner')}
      </Title>
      {ownerId === undefined && <Owner chosen={chosen} choose={setChosen} />}
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
    </Card>
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
    <Select
      label={t('temporal.of')}
      placeholder={t('temporal.everybody')}
      data={[...people].map(([value, label]) => ({ value, label }))}
      value={chosen}
      onChange={choose}
      clearable
      searchable
      size="xs"
      maw={260}
      mb="xs"
    />
  );
}
