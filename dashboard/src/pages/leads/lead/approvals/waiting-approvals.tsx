import { Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Instant } from '../../../../shared/instant';
import { NotDone } from '../../../../shared/states';
import { spanWords, useNow } from '../../../../shared/time';
import { useTold } from '../../../../shared/told';
import { sendersFor } from '../actions/send';
import { AskApprove, AskDecline } from './ask';
import type { Approval } from './data';

interface Decision {
  leadId: string;
  approve: boolean;
  reason: string;
}

/** The leads that wait for this person's decision, each with why, and how long it waits. */
export default function WaitingApprovals({ approvals }: { approvals: Approval[] }) {
  const { t } = useTranslation('approvals');
  const queries = useQueryClient();
  const heading = useId();
  const title = useRef<HTMLHeadingElement>(null);
  const { mutate, error, variables, isPending } = useMutation({
    mutationFn: ({ leadId, approve, reason }: Decision) =>
      approve ? sendersFor(leadId).approve(reason) : sendersFor(leadId).declineApproval(reason),
    // It is decided when it returns, and the card goes: the focus must not go with it.
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: ['approvals'] });
      title.current?.focus();
    },
  });
  if (approvals.length === 0 && !error) return null;
  return (
    <section aria-labelledby={heading} className="waiting-approvals">
      <Title order={2} size="h4" id={heading} ref={title} tabIndex={-1} mb="xs">
        {t('waiting')}
      </Title>
      {error && <NotDone error={error} />}
      <Stack gap="sm">
        {approvals.map((approval) => (
          <ApprovalCard
            key={`${approval.leadId}:${approval.sequence}`}
            approval={approval}
            busy={isPending && variables.leadId === approval.leadId}
            onDecide={(approve, reason) => mutate({ leadId: approval.leadId, approve, reason })}
          />
        ))}
      </Stack>
    </section>
  );
}

interface ApprovalCardProps {
  approval: Approval;
  busy: boolean;
  onDecide: (approve: boolean, reason: string) => void;
}

function ApprovalCard({ approval, busy, onDecide }: ApprovalCardProps) {
  const { t } = useTranslation('approvals');
  const told = useTold();
  const nowMs = useNow();
  const [asking, ask] = useState<'APPROVE' | 'DECLINE' | null>(null);
  const { leadId, leadName, source, score, tags, rule, otherwise, expiresAt, deadlineAt, why } = approval;
  const name = leadName ?? t('leads.unnamed');
  const left = Date.parse(expiresAt) - nowMs;
  return (
    <Card withBorder component="article" aria-label={name} padding="sm">
      <Group justify="space-between" align="start" gap="xs">
        <div>
          <Title order={3} size="h5">
            <Link to={`/leads/${leadId}`}>{name}</Link>
          </Title>
          <Text size="sm" c="dimmed">
            {[source, score !== null && t('score', { score }), ...tags].filter(Boolean).join(' · ')}
          </Text>
        </div>
        <Text size="sm" fw={600} className={`tabular ${left < 60_000 ? 'late' : ''}`}>
          {left > 0 ? t('left', { time: spanWords(left) }) : t('noTimeLeft')}
        </Text>
      </Group>
      <Text size="sm" mt={4} title={told(why)}>
        {told(t('rule', rule))}
      </Text>
      {deadlineAt !== null && (
        <Text size="sm">
          {t('reachBy')} <Instant at={deadlineAt} />
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {t(`otherwise.${otherwise}`)}
      </Text>
      <Group gap="xs" mt="xs">
        <Button aria-label={t('approveOf', { name })} loading={busy} onClick={() => ask('APPROVE')}>
          {t('approve')}
        </Button>
        <Button variant="default" aria-label={t('declineOf', { name })} disabled={busy} onClick={() => ask('DECLINE')}>
          {t('decline')}
        </Button>
      </Group>
      {asking === 'APPROVE' && (
        <AskApprove name={name} onDecide={(reason) => onDecide(true, reason)} onClose={() => ask(null)} />
      )}
      {asking === 'DECLINE' && (
        <AskDecline name={name} onDecide={(reason) => onDecide(false, reason)} onClose={() => ask(null)} />
      )}
    </Card>
  );
}
