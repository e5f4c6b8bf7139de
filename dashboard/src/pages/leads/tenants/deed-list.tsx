import { List, Paper, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Instant } from '../../../shared/instant';
import { Failed, Loading } from '../../../shared/states';
import { useDeeds } from './data';

/** What operators did, newest first. @param tenantId about which organisation; left out: about any */
export function DeedList({ tenantId }: { tenantId?: string }) {
  const { t } = useTranslation('operator');
  const { data, error, refetch } = useDeeds(tenantId);
  return (
    <Paper withBorder p="md" component="section" aria-label={t('deeds')}>
      {tenantId !== undefined && (
        <Title order={2} mb="sm">
          {t('deeds')}
        </Title>
      )}
      {error && <Failed error={error} again={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data?.length === 0 && <Text size="sm">{t('noDeeds')}</Text>}
      {data && data.length > 0 && (
        <List spacing={4} size="sm" listStyleType="none">
          {data.map(({ id, at, text }) => (
            <List.Item key={id}>
              <Text span size="sm" c="dimmed">
                <Instant at={at} />
              </Text>{' '}
              {text}
            </List.Item>
          ))}
        </List>
      )}
    </Paper>
  );
}
