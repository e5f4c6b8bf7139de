import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconRoute, IconUserShare } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Schemas } from '../../../api/client';
import { useCan } from '../../../shared/me';
import { Failed } from '../../../shared/states';
import { AskAssign } from '../lead/actions/ask-assign';
import { sendersFor } from '../lead/actions/send';

type WorkItem = Schemas['WorkItem'];

/** What can be done at once about a work item that is about a lead. */
export default function Solve({ item }: { item: WorkItem }) {
  const canAssign = useCan('leads.assign');
  const canReadLog = useCan('audit.read');
  return (
    <>
      {canAssign && item.leadId !== null && item.solutions.includes('ASSIGN') && (
        <Assign leadId={item.leadId} ownerId={ownerOf(item)} />
      )}
      {canReadLog && item.solutions.includes('FLOW') && <FlowLink flowId={item.details['flowId']} />}
    </>
  );
}

/** Whose the lead was when it was asked for. */
const ownerOf = ({ details }: WorkItem): string | null =>
  typeof details['ownerId'] === 'string' ? details['ownerId'] : null;

/** Gives the lead to somebody; the item goes by itself when they have it. */
function Assign({ leadId, ownerId }: { leadId: string; ownerId: string | null }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const assign = useMutation({
    mutationFn: ({ to, reason }: { to: string; name: string; reason: string }) => sendersFor(leadId).assign(to, reason),
    onSuccess: (_id, { name }) =>
      notifications.show({ color: 'teal', message: `${t('lead.assigning', { name })}: ${t('lead.writtenDown')}` }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['work-items'] }),
  });
  return (
    <>
      <Button
        leftSection={<IconUserShare size={16} aria-hidden />}
        loading={assign.isPending}
        onClick={() => setAsking(true)}
      >
        {t('lead.assign')}
      </Button>
      {assign.error && <Failed error={assign.error} />}
      {isAsking && (
        <AskAssign
          ownerId={ownerId}
          onAssign={(to, name, reason) => assign.mutate({ to, name, reason })}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

/** What was changed in the flow, by whom and when; of all flows where none takes the lead. */
function FlowLink({ flowId }: { flowId: unknown }) {
  const { t } = useTranslation();
  const which: Record<string, string> = typeof flowId === 'string' ? { entityId: flowId } : {};
  return (
    <Button
      component={Link}
      to={`/audit?${new URLSearchParams({ entityType: 'flow', ...which }).toString()}`}
      variant="default"
      leftSection={<IconRoute size={16} aria-hidden />}
    >
      {t('workItems.flow')}
    </Button>
  );
}
