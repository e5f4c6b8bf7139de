import { Button, Code, Group, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../../api/client';
import { useZone } from '../../../shared/instant';
import { saveFile } from '../../../shared/save-file';
import { instantWords } from '../../../shared/time';
import { Copy } from './copy';

type Checkpoint = Schemas['AuditCheckpoint'];

/** What is sealed a minute later is no news to anybody who reads. */
const LOOK_AGAIN_MS = 5 * 60_000;

const fileOf = (checkpoint: Checkpoint): string => `${JSON.stringify(checkpoint, null, 2)}\n`;

/** Up to where the log is sealed, and the checkpoint to keep elsewhere. Where it cannot be had, the log is read without. */
export function Sealed() {
  const { t, i18n } = useTranslation('audit');
  const timeZone = useZone();
  const { data } = useQuery({
    queryKey: ['audit-checkpoint'],
    meta: { ownLive: true },
    refetchInterval: LOOK_AGAIN_MS,
    queryFn: async ({ signal }) => (await api.GET('/api/audit/checkpoint', { signal })).data!,
  });
  if (!data) return null;
  if (data.sealed === null)
    return (
      <Text size="sm" c="dimmed">
        {t('seal.none')}
      </Text>
    );
  const { sealedAt, entries, sequence } = data.sealed;
  const at = instantWords(sealedAt, { language: i18n.language, timeZone, seconds: true });
  const name = `audit-checkpoint-${sequence}.json`;
  return (
    <section aria-label={t('seal.title')}>
      <details className="audit-sealed">
        <summary>{t('seal.upTo', { at, count: entries, sequence })}</summary>
        <Stack gap="xs" mt="xs">
          <Text size="sm">{t('seal.keep')}</Text>
          <Code block>npx pinggo verify audit --checkpoint {name}</Code>
          <Group gap="xs">
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconDownload size={14} aria-hidden />}
              onClick={() => saveFile(new Blob([fileOf(data)], { type: 'application/json' }), name)}
            >
              {t('seal.download')}
            </Button>
            <Copy text={fileOf(data)} words={t('seal.copy')} />
          </Group>
        </Stack>
      </details>
    </section>
  );
}
