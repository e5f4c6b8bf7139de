import { Paper } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { webhookBodies } from '../../../../../../api/platform/contract/bodies/webhooks.js';
import { useContractForm } from '../../../../shared/form/use-contract-form';
import { useCan } from '../../../../shared/me';
import { EditForm } from '../../../../shared/settings/edit-form';
import { tellChanged } from '../../../../shared/settings/tell-changed';
import { useBase } from '../../../../shared/settings/use-base';
import { refresh, useChange, type Change, type Webhook } from './data';
import { Fields, type Values } from './fields';
import { useQueryClient } from '@tanstack/react-query';

interface FormProps {
  webhook: Webhook;
  events: readonly string[];
}

/** What is said of a webhook, and who else changed it meanwhile. */
export function WebhookForm({ webhook, events }: FormProps) {
  const { base, isOld, setDirty } = useBase(webhook);
  const readOnly = !useCan('webhooks.administer');
  return (
    <Paper withBorder p="md">
      <Form key={base.revision} webhook={base} events={events} isOld={isOld} onDirty={setDirty} readOnly={readOnly} />
    </Paper>
  );
}

const valuesOf = ({ name, url, events, payload, ordered }: Webhook): Values => ({
  name,
  url,
  events,
  payload,
  ordered,
});

interface EditProps extends FormProps {
  isOld: boolean;
  readOnly: boolean;
  onDirty: (isDirty: boolean) => void;
}

function Form({ webhook, events, ...editing }: EditProps) {
  const { t } = useTranslation('webhooks');
  const queries = useQueryClient();
  const change = useChange();
  const schema = useMemo(() => webhookBodies(events as [string, ...string[]]).webhookChange, [events]);
  const form = useContractForm<Values>({ schema, initialValues: valuesOf(webhook) });
  return (
    <EditForm
      form={form}
      words={{ stale: t('settings.stale'), reset: t('settings.reset'), save: t('settings.save') }}
      {...editing}
      act={async (values) => {
        await change(webhook, values as Change);
        editing.onDirty(false);
        tellChanged(t('settings.saved', { name: values.name }));
      }}
      showNow={() => refresh(queries, webhook.id)}
    >
      <Fields form={form} events={events} readOnly={editing.readOnly} />
    </EditForm>
  );
}
