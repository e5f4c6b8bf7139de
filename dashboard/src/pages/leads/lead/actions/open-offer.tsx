import { Alert, Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../../api/client';
import { spanWords, useNow } from '../../../../shared/time';
import { canDo } from './can';
import { AskDecline } from './ask-reason';
import type { Actions } from './pending';
import { sendersFor } from './send';

/** The question to whoever the lead is offered to, with the time that is left to answer it. */
export function OpenOffer({ lead, actions: { act, isBusy } }: { lead: Schemas['Lead']; actions: Actions }) {
  const { t } = useTranslation();
  const nowMs = useNow();
  const [declining, setDeclining] = useState(false);
  const offer = lead.offers.find(({ status }) => status === 'OPEN');
  if (!offer || !canDo(lead, 'ACCEPT')) return null;
  const send = sendersFor(lead.id);
  const left = Date.parse(offer.expiresAt) - nowMs;
  return (
    <Alert color="teal" variant="outline" className="open-offer" title={t('lead.offeredToYou')}>
      <Group justify="space-between">
        <Text size="sm" className={`tabular ${left < 60_000 ? 'late' : ''}`}>
          {left > 0 ? t('lead.timeToAnswer', { time: spanWords(left) }) : t('lead.noTimeLeft')}
        </Text>
        <Group gap="xs">
          <Button
            loading={isBusy('ACCEPT')}
            onClick={() => act({ kind: 'ACCEPT', words: t('lead.accept'), send: send.accept })}
          >
            {t('lead.accept')}
          </Button>
          <Button variant="default" loading={isBusy('DECLINE')} onClick={() => setDeclining(true)}>
            {t('lead.decline')}
          </Button>
        </Group>
      </Group>
      {declining && (
        <AskDecline
          onDecline={(reason, busyFor) =>
            act({ kind: 'DECLINE', words: t('lead.decline'), send: () => send.decline(reason, busyFor) })
          }
          onClose={() => setDeclining(false)}
        />
      )}
    </Alert>
  );
}
