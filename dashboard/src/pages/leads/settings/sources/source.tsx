import { Alert, Button, Group, Stack, Tabs, Text, Title } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { Refused } from '../../../../api/client';
import { PAGES } from '../../../../../../domain/leads/vocabulary/pages.js';
import { useAddress } from '../../../../shared/address';
import { Instant } from '../../../../shared/instant';
import { useCan } from '../../../../shared/me';
import { ByName } from '../../../../shared/settings/by-name';
import { useLeaving, type Leaving } from '../../../../shared/settings/use-leaving';
import { Failed, Loading, NotDone } from '../../../../shared/states';
import { useChange, useDelete, useSource, useUse, type Fresh, type Source } from './data';
import { Deliveries } from './deliveries';
import { MappingPart } from './mapping';
import { Secrets } from './secrets';
import { SetUp } from './set-up';
import { SourceForm } from './source-form';
import { Standing } from './standing';
import { asError } from '../../../../shared/as-error';

interface PageProps {
  fresh: Fresh | null;
  onFresh: (fresh: Fresh | null) => void;
}

/** One place where leads come in. */
export function SourcePage({ fresh, onFresh }: PageProps) {
  const { t } = useTranslation('sources');
  const { id = '' } = useParams();
  const leaving = useLeaving();
  const { data, error, refetch } = useSource(id, leaving.isLeaving);
  // Who leaves the page has seen the secret.
  useEffect(() => () => onFresh(null), [id, onFresh]);
  const isGone = error instanceof Refused && error.status === 404;
  return (
    <Stack>
      <Link to={PAGES.sources}>{t('page.back')}</Link>
      {isGone ? (
        <Text role="status">{t('page.gone')}</Text>
      ) : data ? (
        <Page source={data} secret={fresh?.sourceId === id ? fresh.secret : null} onFresh={onFresh} leaving={leaving} />
      ) : error ? (
        <Failed error={error} again={() => void refetch()} />
      ) : (
        <Loading />
      )}
    </Stack>
  );
}

const TABS = ['setUp', 'deliveries', 'mapping', 'secrets', 'settings'] as const;
type Tab = (typeof TABS)[number];

interface SourceProps extends Pick<PageProps, 'onFresh'> {
  source: Source;
  secret: string | null;
  leaving: Leaving;
}

function Page({ source, secret, onFresh, leaving }: SourceProps) {
  const { t } = useTranslation('sources');
  const [address, setAddress] = useAddress();
  const { standing, lastDeliveryAt } = source.activity;
  const canAdminister = useCan('endpoints.administer');
  const canSeeSecrets = useCan('secrets.read');
  const parts: Record<Tab, ReactNode> = {
    setUp: <SetUp source={source} secret={secret} />,
    deliveries: <Deliveries source={source} />,
    mapping: canAdminister && <MappingPart source={source} />,
    secrets: canSeeSecrets && (
      <Secrets source={source} onRotated={(made) => onFresh({ sourceId: source.id, secret: made })} secret={secret} />
    ),
    settings: canAdminister && <SourceForm source={source} />,
  };
  const shown = TABS.filter((one) => Boolean(parts[one]));
  const given = shown.find((one) => one === address.get('tab'));
  const tab = given ?? (secret === null && lastDeliveryAt !== null ? 'deliveries' : 'setUp');
  return (
    <>
      <Group justify="space-between" align="flex-start">
        <div>
          <Group gap="sm">
            <Title order={1}>{source.name}</Title>
            <Standing standing={standing} />
          </Group>
          <Text c="dimmed">
            {t(`adapter.${source.adapter}`)} · {source.source}
          </Text>
        </div>
        {canAdminister && <Steps source={source} leaving={leaving} />}
      </Group>
      {source.switchedOffAt !== null && (
        <Alert color="gray" title={t('off.title')}>
          {t('off.since')} <Instant at={source.switchedOffAt} />. {t('off.what')}
        </Alert>
      )}
      {!leaving.isLeaving && (
        <Tabs value={tab} onChange={(value) => setAddress({ tab: value })} keepMounted={false}>
          <Tabs.List>
            {shown.map((one) => (
              <Tabs.Tab key={one} value={one}>
                {t(`tab.${one}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {shown.map((one) => (
            <Tabs.Panel key={one} value={one} pt="md">
              {parts[one]}
            </Tabs.Panel>
          ))}
        </Tabs>
      )}
    </>
  );
}

/** Switches it off and on, and deletes it. */
function Steps({ source, leaving }: Pick<SourceProps, 'source' | 'leaving'>) {
  const { t } = useTranslation('sources');
  const navigate = useNavigate();
  const change = useChange();
  const remove = useDelete(source);
  const [asking, setAsking] = useState<'off' | 'delete' | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const { name } = source;
  const isOff = source.switchedOffAt !== null;
  const switchOn = (): void => {
    setError(null);
    change(source, { switchedOff: false }, t('off.on', { name })).catch((failure: unknown) =>
      setError(asError(failure)),
    );
  };
  return (
    <Stack gap="xs" align="flex-end">
      <Group gap="xs">
        <Button variant="default" onClick={() => (isOff ? switchOn() : setAsking('off'))}>
          {t(isOff ? 'off.switchOn' : 'off.switchOff')}
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
          act={() => change(source, { switchedOff: true }, t('off.done', { name }))}
        >
          <Text size="sm">{t('off.follows')}</Text>
          <StillSends source={source} />
        </ByName>
      )}
      {asking === 'delete' && (
        <ByName
          title={t('delete.ask', { name })}
          name={name}
          submit={t('delete.delete')}
          onClose={() => setAsking(null)}
          act={async () => {
            await leaving.leave(['endpoint', source.id], () => remove(t('delete.done', { name })));
            void navigate(PAGES.sources);
          }}
        >
          <Text size="sm">{t('delete.follows')}</Text>
          <WhatCame source={source} />
          <StillSends source={source} />
        </ByName>
      )}
    </Stack>
  );
}

function WhatCame({ source: { id } }: { source: Source }) {
  const { t } = useTranslation('sources');
  const { data, error } = useUse(id);
  if (error) return <Failed error={error} />;
  if (!data) return <Loading />;
  return (
    <>
      <Text size="sm">{t('delete.leads', { count: data.leads, open: data.openLeads })}</Text>
      {data.deadLetters > 0 && <Text size="sm">{t('delete.letters', { count: data.deadLetters })}</Text>}
    </>
  );
}

function StillSends({ source: { activity } }: { source: Source }) {
  const { t } = useTranslation('sources');
  if (activity.lastDeliveryAt === null) return <Text size="sm">{t('delete.silent')}</Text>;
  return (
    <Text size="sm" fw={600}>
      {t('delete.stillSends', { count: activity.today })} <Instant at={activity.lastDeliveryAt} />.
    </Text>
  );
}
