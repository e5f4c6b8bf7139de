import { Button, Group, List, Paper, Text, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../../api/client';
import { Instant } from '../../../shared/instant';
import { saveFile } from '../../../shared/save-file';
import { readAll } from '../../../shared/settings/read-all';
import { Failed } from '../../../shared/states';

type Certificate = Schemas['TenantCertificate'];

const save = (certificate: Certificate): void =>
  saveFile(
    new Blob([JSON.stringify(certificate, null, 2)], { type: 'application/json' }),
    `certificate-${certificate.tenant.id}.json`,
  );

/** What is left of organisations that were deleted for good: what went, how much, and when. */
export function Certificates() {
  const { t, i18n } = useTranslation('operator');
  const { data, error, refetch } = useQuery({
    queryKey: ['operator-log', 'certificates'],
    queryFn: () =>
      readAll(
        async (cursor) =>
          (await api.GET('/api/tenant-certificates', { params: { query: { limit: 200, ...(cursor && { cursor }) } } }))
            .data!,
      ),
  });
  if (error) return <Failed error={error} again={() => void refetch()} />;
  if (!data || data.length === 0) return null;
  return (
    <Paper withBorder p="md" component="section" aria-label={t('certificates')}>
      <Title order={2} mb="sm">
        {t('certificates')}
      </Title>
      <List spacing="xs" size="sm" listStyleType="none">
        {data.map((certificate) => (
          <List.Item key={certificate.tenant.id}>
            <Group gap="xs">
              <Text span size="sm">
                {t('certificateOf', {
                  name: certificate.tenant.name,
                  count: certificate.total,
                  rows: certificate.total.toLocaleString(i18n.language),
                })}{' '}
                <Instant at={certificate.purgedAt} />
              </Text>
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<IconDownload size={14} aria-hidden />}
                aria-label={t('downloadOf', { name: certificate.tenant.name })}
                onClick={() => save(certificate)}
              >
                {t('download')}
              </Button>
            </Group>
          </List.Item>
        ))}
      </List>
    </Paper>
  );
}
