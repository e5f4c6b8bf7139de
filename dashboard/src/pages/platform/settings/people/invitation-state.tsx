import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { serverNowMs } from '../../../../api/server-clock';
import { Instant } from '../../../../shared/instant';
import type { Person } from './data';

/** What became of somebody's invitation: that it waits, and for what, or until when it holds. */
export default function InvitationState({
  person: { invitation, invited },
}: {
  person: Pick<Person, 'invitation' | 'invited'>;
}) {
  const { t } = useTranslation('links');
  if (!invited) return null;
  if (invitation === null) return <Text size="sm">{t('state.none')}</Text>;
  const { status, fault, nextTryAt, expireAt, statusAt } = invitation;
  const isOver = Date.parse(expireAt) <= serverNowMs();
  if (status === 'WITHDRAWN') return <Text size="sm">{t('state.withdrawn')}</Text>;
  if (status === 'GIVEN_UP')
    return (
      <Text size="sm" c="var(--mantine-color-error)">
        {t('state.givenUp')} {fault !== null && t(`fault.${fault}`)}
      </Text>
    );
  if (isOver)
    return (
      <Text size="sm">
        {t('state.expired')} <Instant at={expireAt} />
      </Text>
    );
  if (status === 'WAITING')
    return (
      <Text size="sm">
        {t('state.waiting')} {fault !== null && t(`fault.${fault}`)}
        {nextTryAt !== null && (
          <>
            {' '}
            {t('state.nextTry')} <Instant at={nextTryAt} seconds />
          </>
        )}
      </Text>
    );
  return (
    <Text size="sm">
      {t(status === 'SHOWN' ? 'state.shown' : 'state.sent')} <Instant at={statusAt} />
      {'; '}
      {t('state.until')} <Instant at={expireAt} />
    </Text>
  );
}
