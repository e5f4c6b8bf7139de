import { Badge, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Instant } from '../../../../shared/instant';
import { spanWords } from '../../../../shared/time';
import { stateOf, type ApiKey } from './state';

const COLOURS = { ACTIVE: 'teal', SOON: 'red', EXPIRED: 'gray', REVOKED: 'gray' } as const;

/** Whether a key counts, and until when. */
export function KeyState({ apiKey, nowMs }: { apiKey: ApiKey; nowMs: number }) {
  const { t } = useTranslation('apiKeys');
  const state = stateOf(apiKey, nowMs);
  const { expireAt, revokedAt } = apiKey;
  return (
    <div>
      <Badge color={COLOURS[state]}>{t(`is.${state}`)}</Badge>
      <Text size="sm" c="dimmed" className="tabular">
        {state === 'SOON' && t('endsIn', { span: spanWords(Date.parse(expireAt!) - nowMs) })}
        {state === 'ACTIVE' && (expireAt === null ? t('noEnd') : <Instant at={expireAt} />)}
        {state === 'EXPIRED' && <Instant at={expireAt!} />}
        {state === 'REVOKED' && <Instant at={revokedAt!} />}
      </Text>
    </div>
  );
}
