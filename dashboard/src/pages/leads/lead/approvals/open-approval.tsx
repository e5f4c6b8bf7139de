import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../../api/client';
import { Instant } from '../../../../shared/instant';
import { spanWords, useNow } from '../../../../shared/time';
import { useTold } from '../../../../shared/told';
import { canDo } from '../actions/can';
import type { Actions } from '../actions/pending';
import { sendersFor } from '../actions/send';
import type { Names } from '../names';
import { AskApprove, AskDecline } from './ask';

interface OpenApprovalProps {
  lead: Schemas['Lead'];
  names: Names;
  actions: Actions;
}

/** Why the lead waits, for whom and how long, and what would come of it; with the decision for whoever may make it. */
export default function OpenApproval({ lead, names, actions: { act, isBusy } }: OpenApprovalProps) {
  const { t } = useTranslation('approvals');
  const told = useTold();
  const nowMs = useNow();
  const [asking, ask] = useState<'APPROVE' | 'DECLINE_APPROVAL' | null>(null);
  const approval = lead.approvals.find(({ status }) => status === 'OPEN');
  if (!approval) return null;
  const { rule, askedUserIds, asksManagers, otherwise, expiresAt, now } = approval;
  const left = Date.parse(expiresAt) - nowMs;
  const asked = [...askedUserIds.map(names.nameOf), ...(asksManagers ? [t('managers')] : [])].join(', ');
  const name = lead.name ?? t('leads.unnamed');
  const send = sendersFor(lead.id);
  const close = (): void => ask(null);
  return (
    <Alert color="yellow" variant="outline" className="open-approval" title={t('title')}>
      <Stack gap="xs">
        <Text size="sm">{told(t('rule', rule))}</Text>
        <Text size="sm">
          {t('asked', { names: asked })} · <Instant at={approval.askedAt} />
        </Text>
        {now && (
          <Text size="sm" title={told(now.explanation.text)}>
            {now.userId === null ? t('nobodyNow') : t(`now.${rule.mode}`, { name: names.nameOf(now.userId) })}
          </Text>
        )}
        <Text size="sm">{t(`otherwise.${otherwise}`)}</Text>
        <Group justify="space-between">
          <Text size="sm" fw={600} className={`tabular ${left < 60_000 ? 'late' : ''}`}>
            {left > 0 ? t('left', { time: spanWords(left) }) : t('noTimeLeft')}
          </Text>
          {(canDo(lead, 'APPROVE') || canDo(lead, 'DECLINE_APPROVAL')) && (
            <Group gap="xs">
              <Button loading={isBusy('APPROVE')} onClick={() => ask('APPROVE')}>
                {t('approve')}
              </Button>
              <Button variant="default" loading={isBusy('DECLINE_APPROVAL')} onClick={() => ask('DECLINE_APPROVAL')}>
                {t('decline')}
              </Button>
            </Group>
          )}
        </Group>
      </Stack>
      {asking === 'APPROVE' && (
        <AskApprove
          name={name}
          onDecide={(reason) => act({ kind: 'APPROVE', words: t('approve'), send: () => send.approve(reason) })}
          onClose={close}
        />
      )}
      {asking === 'DECLINE_APPROVAL' && (
        <AskDecline
          name={name}
          onDecide={(reason) =>
            act({ kind: 'DECLINE_APPROVAL', words: t('decline'), send: () => send.declineApproval(reason) })
          }
          onClose={close}
        />
      )}
    </Alert>
  );
}
