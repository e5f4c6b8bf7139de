import { Alert, Button, Group, Stack, Tabs, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { api, Refused } from '../../../../api/client';
import { ifMatch } from '../../../../api/if-match';
import { useAddress } from '../../../../shared/address';
import { Instant } from '../../../../shared/instant';
import { useCan } from '../../../../shared/me';
import { ByName } from '../../../../shared/settings/by-name';
import { useLeaving, type Leaving } from '../../../../shared/settings/use-leaving';
import { tellChanged } from '../../../../shared/settings/tell-changed';
import { Failed, Loading, NotDone } from '../../../../shared/states';
import { useRun } from '../../../../shared/use-run';
import { useChange, useWebhook, type Fresh, type Webhook } from './data';
import { Deliveries } from './deliveries';
import { Secrets } from './secrets';
import { Standing } from './standing';
import { TestButton } from './test-button';
import { WebhookForm } from './webhook-form';

interface PageProps {
  events: readonly string[];
  fresh: Fresh | null;
  onFresh: (fresh: Fresh | null) => void;
}

/** One webhook. */
export function WebhookPage({ events, fresh, onFresh }: PageProps) {
  const { t } = useTranslation('webhooks');
  const { id = '' } = useParams();
  const leaving = useLeaving();
  const { data, error, refetch } = useWebhook(id, leaving.isLeaving);
  // Who leaves the page has seen the secret.
  useEffect(() => () => onFresh(null), [id, onFresh]);
  const isGone = error instanceof Refused && error.status === 404;
  return (
    <Stack>
      <Link to="..">{t('page.back')}</Link>
      {isGone ? (
        <Text role="status">{t('page.gone')}</Text>
      ) : data ? (
        <Page
          webhook={data}
          events={events}
          secret={fresh?.webhookId === id ? fresh.secret : null}
          onFresh={onFresh}
          leaving={leaving}
        />
      ) : error ? (
        <Failed error={error} again={() => void refetch()} />
      ) : (
        <Loading />
      )}
    </Stack>
  );
}

const TABS = ['deliveries', 'secrets', 'settings'] as const;
type Tab = (typeof TABS)[number];

interface WebhookProps extends Omit<PageProps, 'fresh'> {
  webhook: Webhook;
  secret: string | null;
  leaving: Leaving;
}

function Page({ webhook, events, secret, onFresh, leaving }: WebhookProps) {
  const { t } = useTranslation('webhooks');
  const [address, setAddress] = useAddress();
  const canAdminister = useCan('webhooks.administer');
  const parts: Record<Tab, ReactNode> = {
    deliveries: <Deliveries webhook={webhook} />,
    secrets: (
      <Secrets
        webhook={webhook}
        secret={secret}
        onRotated={(made) => onFresh({ webhookId: webhook.id, secret: made })}
      />
    ),
    settings: <WebhookForm webhook={webhook} events={events} />,
  };
  const tab = TABS.find((one) => one === address.get('tab')) ?? 'deliveries';
  return (
    <>
      <Group justify="space-between" align="flex-start">
        <div>
          <Group gap="sm">
            <Title order={1}>{webhook.name}</Title>
            <Standing standing={webhook.standing} />
          </Group>
          <Text c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {webhook.url}
          </Text>
        </div>
        {canAdminister && <Steps webhook={webhook} leaving={leaving} />}
      </Group>
      <HowItStands webhook={webhook} />
      {!leaving.isLeaving && (
        <Tabs value={tab} onChange={(value) => setAddress({ tab: value })} keepMounted={false}>
          <Tabs.List>
            {TABS.map((one) => (
              <Tabs.Tab key={one} value={one}>
                {t(`tab.${one}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {TABS.map((one) => (
            <Tabs.Panel key={one} value={one} pt="md">
              {parts[one]}
            </Tabs.Panel>
          ))}
        </Tabs>
      )}
    </>
  );
}

/** Why nothing is sent, or nothing arrives, and since when. */
function HowItStands({ webhook: { offAt, offReason, failingSince } }: { webhook: Webhook }) {
  const { t } = useTranslation('webhooks');
  if (offAt !== null && offReason !== null)
    return (
      <Alert color={offReason === 'PERSON' ? 'gray' : 'red'} variant="outline" title={t(`off.title.${offReason}`)}>
        {t('off.since')} <Instant at={offAt} />. {t(`off.what.${offReason}`)}
      </Alert>
    );
  if (failingSince === null) return null;
  return (
    <Alert color="orange" variant="outline" title={t('failing.title')}>
      {t('failing.since')} <Instant at={failingSince} />. {t('failing.what')}
    </Alert>
  );
}

/** Tries it, switches it off and on, and deletes it. */
function Steps({ webhook, leaving }: Pick<WebhookProps, 'webhook' | 'leaving'>) {
  const { t } = useTranslation('webhooks');
  const navigate = useNavigate();
  const queries = useQueryClient();
  const change = useChange();
  const [asking, setAsking] = useState<'off' | 'delete' | null>(null);
  const { error, isSending, run } = useRun();
  const { id, name, revision, offAt } = webhook;
  const switchTo = async (enabled: boolean): Promise<void> => {
    await change(webhook, { enabled });
    tellChanged(t(enabled ? 'off.on' : 'off.done', { name }));
  };
  return (
    <Stack gap="xs" align="flex-end">
      <Group gap="xs">
        <TestButton webhook={webhook} />
        <Button
          variant="default"
          loading={isSending}
          onClick={offAt === null ? () => setAsking('off') : run(() => switchTo(true))}
        >
          {t(offAt === null ? 'off.switchOff' : 'off.switchOn')}
        </Button>
        <Button variant="default" onClick={() => setAsking('delete')}>
          {t('delete.delete')}
        </Button>
      </Group>
      {error && <NotDone error={error} />}
      {asking === 'off' && (
        <ByName
          title={t('off.ask', { name })}
          name={name}
          submit={t('off.switchOff')}
          onClose={() => setAsking(null)}
          act={() => switchTo(false)}
        >
          <Text size="sm">{t('off.follows')}</Text>
        </ByName>
      )}
      {asking === 'delete' && (
        <ByName
          title={t('delete.ask', { name })}
          name={name}
          submit={t('delete.delete')}
          onClose={() => setAsking(null)}
          act={async () => {
            await leaving.leave(['webhook', id], () =>
              api.DELETE('/api/webhooks/{id}', { params: { path: { id }, header: ifMatch(revision) } }),
            );
            void queries.invalidateQueries({ queryKey: ['webhooks'] });
            tellChanged(t('delete.done', { name }));
            void navigate('..');
          }}
        >
          <Text size="sm">{t('delete.follows')}</Text>
        </ByName>
      )}
    </Stack>
  );
}
