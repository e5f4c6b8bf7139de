import { Button, Group, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api } from '../../../api/client';
import { Instant } from '../../../shared/instant';
import { PAGES } from '../../../shared/pages';
import { ByName } from '../../../shared/settings/by-name';
import { tellChanged } from '../../../shared/settings/tell-changed';
import { useNow } from '../../../shared/time';
import { useReadAnew, type Tenant, type TenantState } from './data';

type What = 'suspend' | 'return' | 'delete' | 'restore' | 'purge';

/** What can be done about an organisation, by how it stands. */
const POSSIBLE: Record<TenantState, readonly What[]> = {
  ACTIVE: ['suspend', 'delete'],
  SUSPENDED: ['return', 'delete'],
  DELETED: ['restore', 'purge'],
};

/** Does something about an organisation, once its name is typed. */
export function Deeds({ tenant }: { tenant: Tenant }) {
  const { t } = useTranslation('operator');
  const readAnew = useReadAnew();
  const [asking, setAsking] = useState<What | null>(null);
  const [reason, setReason] = useState('');
  const { id, name, state, purgeableFrom } = tenant;
  const go = useNavigate();
  const nowMs = useNow();
  const isEarly = (what: What): boolean =>
    what === 'purge' && (purgeableFrom === null || Date.parse(purgeableFrom) > nowMs);
  const act = async (what: What): Promise<void> => {
    const at = { params: { path: { id } } };
    if (what === 'suspend') await api.POST('/api/tenants/{id}/suspend', { ...at, body: { name, reason } });
    else if (what === 'return') await api.POST('/api/tenants/{id}/return', { ...at, body: { name } });
    else if (what === 'delete') await api.POST('/api/tenants/{id}/delete', { ...at, body: { name } });
    else if (what === 'restore') await api.POST('/api/tenants/{id}/restore', { ...at, body: { name } });
    else await api.POST('/api/tenants/{id}/purge', { ...at, body: { name } });
    setReason('');
    readAnew(what === 'purge' ? id : undefined);
    tellChanged(t(`done.${what}`, { name }));
    // Its certificate is there.
    if (what === 'purge') void go(PAGES.operatorLog);
  };
  return (
    <>
      <Group gap="xs">
        {POSSIBLE[state].map((what) => (
          <Button key={what} variant="default" disabled={isEarly(what)} onClick={() => setAsking(what)}>
            {t(`do.${what}`)}
          </Button>
        ))}
        {isEarly('purge') && purgeableFrom !== null && (
          <Text size="sm">
            {t('purgeFrom')} <Instant at={purgeableFrom} />.
          </Text>
        )}
      </Group>
      {asking !== null && (
        <ByName
          title={t(`ask.${asking}`, { name })}
          name={name}
          submit={t(`do.${asking}`)}
          onClose={() => setAsking(null)}
          act={() => act(asking)}
        >
          <Text size="sm">{t(`follows.${asking}`)}</Text>
          {asking === 'suspend' && (
            <TextInput
              label={t('reason')}
              description={t('reasonHint')}
              value={reason}
              onChange={({ currentTarget: { value } }) => setReason(value)}
            />
          )}
        </ByName>
      )}
    </>
  );
}
