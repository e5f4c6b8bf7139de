import { Button, Modal, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../../api/client';
import { Loading, NotDone } from '../../../../shared/states';
import { useRun } from '../../../../shared/use-run';
import { DeliveryDetail } from './delivery';
import { refresh, useDelivery, type Webhook } from './data';

/** Sends a test, and shows what came of it. */
export function TestButton({ webhook: { id } }: { webhook: Webhook }) {
  const { t } = useTranslation('webhooks');
  const queries = useQueryClient();
  const [deliveryId, setDeliveryId] = useState<string | null>(null);
  const { error, isSending, run } = useRun();
  const test = run(async () => {
    setDeliveryId((await api.POST('/api/webhooks/{id}/test', { params: { path: { id } } })).data!.deliveryId);
    refresh(queries, id);
  });
  const close = (): void => setDeliveryId(null);
  return (
    <>
      <Button loading={isSending} onClick={test}>
        {t('test.send')}
      </Button>
      {error && <NotDone error={error} />}
      {deliveryId !== null && (
        <Modal opened size="lg" onClose={close} title={t('test.title')} closeButtonProps={{ 'aria-label': t('close') }}>
          <Outcome id={id} deliveryId={deliveryId} />
        </Modal>
      )}
    </>
  );
}

function Outcome({ id, deliveryId }: { id: string; deliveryId: string }) {
  const { t } = useTranslation('webhooks');
  const { data } = useDelivery(id, deliveryId);
  if (!data || data.status === 'PENDING') return <Loading />;
  return (
    <Stack>
      <Text fw={600} role="status">
        {t(data.status === 'DELIVERED' ? 'test.arrived' : 'test.failed')}
      </Text>
      <DeliveryDetail detail={data} />
    </Stack>
  );
}
