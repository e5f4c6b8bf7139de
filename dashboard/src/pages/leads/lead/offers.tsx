import { Badge, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../api/client';
import { Instant } from '../../../shared/instant';
import { spanWords, useNow } from '../../../shared/time';
import type { Names } from './names';

interface OffersProps {
  offers: Schemas['LeadOffer'][];
  names: Names;
}

/** Whom it was offered to, the latest first, and what they said. */
export function Offers({ offers, names }: OffersProps) {
  const { t } = useTranslation();
  const nowMs = useNow();
  return (
    <>
      <Title order={3} size="h6" mt="md" mb={4}>
        {t('lead.offers')}
      </Title>
      <ol className="offer-list" reversed>
        {offers.toReversed().map(({ sequence, mode, status, offeredAt, expiresAt, answers }) => (
          <li key={sequence}>
            <Text size="sm" className="tabular">
              {t(`lead.mode.${mode}`)} · <Instant at={offeredAt} />{' '}
              {status === 'OPEN' && (
                <Text span size="sm" fw={700}>
                  {t('lead.timeToAnswer', { time: spanWords(Math.max(0, Date.parse(expiresAt) - nowMs)) })}
                </Text>
              )}
            </Text>
            <ul className="offer-answers">
              {answers.map(({ userId, status: answer, answeredAt, reason }) => (
                <li key={userId}>
                  <Text span size="sm" fw={600}>
                    {names.nameOf(userId)}
                  </Text>{' '}
                  <Badge size="sm" variant="default" tt="none" fw={600} className={`answer ${answer}`}>
                    {t(`lead.answer.${answer}`)}
                  </Badge>{' '}
                  <Text span size="sm" c="dimmed">
                    {reason}
                    {answeredAt !== null && (
                      <>
                        {reason !== null && ' · '}
                        <Instant at={answeredAt} />
                      </>
                    )}
                  </Text>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </>
  );
}
