import { Badge, Button, Group, Modal, SegmentedControl, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../../../../api/client';
import { Instant } from '../../../../shared/instant';
import { useCan } from '../../../../shared/me';
import { tellChanged } from '../../../../shared/settings/tell-changed';
import { Failed, Loading, NotDone } from '../../../../shared/states';
import { useRun } from '../../../../shared/use-run';
import { refresh, useDeliveries, useDelivery, type Delivery, type Webhook } from './data';
import { DeliveryDetail, Outcome } from './delivery';
import { Replay } from './replay';

const ONLY = ['ALL', 'PENDING', 'DELIVERED', 'FAILED', 'HELD'] as const;
const COLOURS: Record<Delivery['status'], string> = {
  PENDING: 'blue',
  DELIVERED: 'teal',
  FAILED: 'red',
  HELD: 'gray',
};

/** What a webhook was told, and what became of it, as it comes. */
export function Deliveries({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation('webhooks');
  const [only, setOnly] = useState<(typeof ONLY)[number]>('ALL');
  // Where the pages before ended, the first one's last.
  const [cursors, setCursors] = useState<string[]>([]);
  const [shown, setShown] = useState<string | null>(null);
  const [isReplaying, setReplaying] = useState(false);
  const canAdminister = useCan('webhooks.administer');
  const log = useDeliveries(webhook.id, only === 'ALL' ? null : only, cursors.at(-1) ?? null);
  return (
    <Stack>
      <Group justify="space-between">
        <SegmentedControl
          aria-label={t('log.only')}
          data={ONLY.map((value) => ({ value, label: t(`log.${value}`) }))}
          value={only}
          onChange={(value) => {
            setOnly(value);
            setCursors([]);
          }}
        />
        {canAdminister && (
          <Button variant="default" onClick={() => setReplaying(true)}>
            {t('replay.replay')}
          </Button>
        )}
      </Group>
      {log.error && <Failed error={log.error} again={() => void log.refetch()} />}
      {log.isPending && <Loading />}
      {log.data?.items.length === 0 && <Text role="status">{t(only === 'ALL' ? 'log.empty' : 'log.none')}</Text>}
      {log.data && log.data.items.length > 0 && (
        <ul className="webhook-log" aria-label={t('tab.deliveries')}>
          {log.data.items.map((one) => (
            <Row key={one.id} delivery={one} onShow={() => setShown(one.id)} />
          ))}
        </ul>
      )}
      <Group>
        {cursors.length > 0 && (
          <Button variant="default" onClick={() => setCursors(cursors.slice(0, -1))}>
            {t('log.newer')}
          </Button>
        )}
        {log.data?.nextCursor && (
          <Button variant="default" onClick={() => setCursors([...cursors, log.data.nextCursor!])}>
            {t('log.older')}
          </Button>
        )}
      </Group>
      {shown !== null && <Shown webhook={webhook} deliveryId={shown} onClose={() => setShown(null)} />}
      {isReplaying && <Replay webhook={webhook} onClose={() => setReplaying(false)} />}
    </Stack>
  );
}

function Row({ delivery, onShow }: { delivery: Delivery; onShow: () => void }) {
  const { t } = useTranslation('webhooks');
  const { type, eventAt, leadId, status, tries, nextTryAt, last } = delivery;
  return (
    <li>
      <Text size="sm">
        <Instant at={eventAt} seconds />
      </Text>
      <div>
        <Badge color={COLOURS[status]}>{t(`status.${status}`)}</Badge>
      </div>
      <div className="what">
        <Text size="sm" ff="monospace">
          {type}
        </Text>
        {leadId !== null && <Link to={`/leads/${leadId}`}>{t('log.lead')}</Link>}
        {last !== null && (
          <Text size="xs" c="dimmed">
            <Outcome {...last} /> · {t('log.tries', { count: tries })}
            {nextTryAt !== null && tries > 0 && (
              <>
                {' '}
                · {t('log.next')} <Instant at={nextTryAt} seconds />
              </>
            )}
          </Text>
        )}
      </div>
      <Button size="compact-sm" variant="default" onClick={onShow} aria-label={t('log.showOf', { type })}>
        {t('log.show')}
      </Button>
    </li>
  );
}

interface ShownProps {
  webhook: Webhook;
  deliveryId: string;
  onClose: () => void;
}

function Shown({ webhook: { id, offAt }, deliveryId, onClose }: ShownProps) {
  const { t } = useTranslation('webhooks');
  const queries = useQueryClient();
  const canAdminister = useCan('webhooks.administer');
  const { data, error } = useDelivery(id, deliveryId);
  const again = useRun();
  const redeliver = again.run(async () => {
    const params = { path: { id, deliveryId } };
    await api.POST('/api/webhooks/{id}/deliveries/{deliveryId}/redeliver', { params });
    refresh(queries, id);
    tellChanged(t('delivery.again'));
  });
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={data?.type ?? t('delivery.title')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {error && <Failed error={error} />}
      {!data && !error && <Loading />}
      {data && (
        <Stack>
          <Group justify="space-between">
            <Badge color={COLOURS[data.status]}>{t(`status.${data.status}`)}</Badge>
            {canAdminister && (
              <Button onClick={redeliver} loading={again.isSending} disabled={offAt !== null}>
                {t('delivery.redeliver')}
              </Button>
            )}
          </Group>
          {again.error && <NotDone error={again.error} />}
          <DeliveryDetail detail={data} />
        </Stack>
      )}
    </Modal>
  );
}
