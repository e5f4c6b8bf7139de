import { Badge, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../../api/client';
import { Instant } from '../../../../shared/instant';
import { useTold } from '../../../../shared/told';
import type { Names } from '../names';

/** What was asked of whom before the lead went to anybody, and what they said; the latest first. */
export default function PastApprovals({ approvals, names }: { approvals: Schemas['LeadApproval'][]; names: Names }) {
  const { t } = useTranslation('approvals');
  const told = useTold();
  return (
    <>
      <Title order={3} size="h6" mt="md" mb={4}>
        {t('past')}
      </Title>
      <ol className="offer-list" reversed>
        {approvals.toReversed().map(({ sequence, rule, status, askedAt, endedAt, decidedBy, reason }) => (
          <li key={sequence}>
            <Text size="sm">
              {told(t('rule', rule))} · <Instant at={askedAt} />
            </Text>
            <Text size="sm">
              <Badge size="sm" variant="default" tt="none" fw={600}>
                {t(`status.${status}`)}
              </Badge>{' '}
              {decidedBy && (
                <Text span size="sm" fw={600}>
                  {names.actorName(decidedBy)}
                </Text>
              )}{' '}
              <Text span size="sm" c="dimmed">
                {reason}
                {endedAt !== null && (
                  <>
                    {reason !== null && ' · '}
                    <Instant at={endedAt} />
                  </>
                )}
              </Text>
            </Text>
          </li>
        ))}
      </ol>
    </>
  );
}
