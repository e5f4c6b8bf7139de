import { Group, Loader, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PAGES } from '../../../../../domain/leads/vocabulary/pages.js';
import { Instant } from '../../../shared/instant';
import { Copyable, ShownOnce } from '../../../shared/settings/shown-once';
import { addressOf, type Fresh } from '../settings/sources/data';
import { sampleScript } from '../settings/sources/sample';
import type { FirstHour } from './data';

/** Waits for the first lead and says when it is there; until then, how to send one. */
export function FirstLead({ state: { source, lead }, fresh }: { state: FirstHour; fresh: Fresh | null }) {
  const { t } = useTranslation('firstHour');
  if (lead)
    return (
      <Text size="sm" role="status">
        <Link to={PAGES.lead.replace(':id', lead.id)}>{t('leadIs', { name: lead.name ?? t('unnamed') })}</Link>{' '}
        <Instant at={lead.receivedAt} seconds />
      </Text>
    );
  if (!source) return null;
  const secret = fresh?.sourceId === source.id ? fresh.secret : null;
  const words = { copy: t('copy'), copied: t('copied') };
  return (
    <Stack gap="sm">
      {secret !== null && (
        <ShownOnce title={t('secretOnce')} hint={t('secretHint')} label={t('secret')} secret={secret} words={words} />
      )}
      <Text size="sm">{t(secret === null ? 'sendPut' : 'send')}</Text>
      <Copyable
        block
        label={t('script')}
        text={sampleScript(source.adapter, addressOf(source), secret)}
        words={words}
      />
      <Group gap="xs" role="status">
        <Loader size="xs" type="dots" aria-hidden />
        <Text size="sm">{t('waits')}</Text>
      </Group>
    </Stack>
  );
}
