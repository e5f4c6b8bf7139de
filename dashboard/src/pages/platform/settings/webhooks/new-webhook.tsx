import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { webhookBodies } from '../../../../../../api/platform/contract/bodies/webhooks.js';
import { api } from '../../../../api/client';
import { useContractForm } from '../../../../shared/form/use-contract-form';
import { NewForm } from '../../../../shared/settings/new-form';
import type { Fresh, NewWebhookBody } from './data';
import { Fields, type Values } from './fields';

interface NewWebhookProps {
  events: readonly string[];
  onMade: (fresh: Fresh) => void;
}

/** The page on which somebody subscribes to events. */
export function NewWebhook({ events, onMade }: NewWebhookProps) {
  const { t } = useTranslation('webhooks');
  const queries = useQueryClient();
  const navigate = useNavigate();
  const schema = useMemo(() => webhookBodies(events as [string, ...string[]]).newWebhook, [events]);
  const form = useContractForm<Values>({
    schema,
    initialValues: { name: '', url: '', events: [], payload: 'THIN', ordered: false },
  });
  return (
    <NewForm
      form={form}
      words={{ back: t('page.back'), title: t('new.title'), hint: t('new.hint'), submit: t('new.make') }}
      act={async (values) => {
        const { id, secret } = (await api.POST('/api/webhooks', { body: values as NewWebhookBody })).data!;
        void queries.invalidateQueries({ queryKey: ['webhooks'] });
        onMade({ webhookId: id, secret });
        void navigate(`../${id}?tab=secrets`);
      }}
    >
      <Fields form={form} events={events} />
    </NewForm>
  );
}
