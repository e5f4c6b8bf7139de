import { Button, Group, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { ByName } from '../../../shared/settings/by-name';
import { tellChanged } from '../../../shared/settings/tell-changed';
import { useReadAnew, type Tenant, type TenantState } from './data';

type What = 'suspend' | 'return' | 'delete' | 'restore';

/** What can be done about an organisation, by how it stands. */
const POSSIBLE: Record<TenantState, readonly What[]> = {
  ACTIVE: ['suspend', 'delete'],
  SUSPENDED: ['return', 'delete'],
  DELETED: ['restore'],
};

/** Does something about an organisation, once its name is typed. */
export function Deeds({ tenant }: { tenant: Tenant }) {
  const { t } = useTranslation('operator');
  const readAnew = useReadAnew();
  const [asking, setAsking] = useState<What | null>(null);
  const [reason, setReason] = useState('');
  const { id, name, state } = tenant;
  const act = async (what: What): Promise<void> => {
    const at = { params: { path: { id } } };
    if (what === 'suspend') await api.POST('/api/tenants/{id}/suspend', { ...at, body: { name, reason } });
    else if (what === 'return') await api.POST('/api/tenants/{id}/return', { ...at, body: { name } });
    else if (what === 'delete') await api.POST('/api/tenants/{id}/delete', { ...at, body: { name } });
    else await api.POST('/api/tenants/{id}/restore', { ...at, body: { name } });
    setReason('');
    readAnew();
    tellChanged(t(`done.${what}`, { name }));
  };
  return (
    <>
      <Group gap="xs">
        {POSSIBLE[state].map((what) => (
          <Button key={what} variant="default" onClick={() => setAsking(what)}>
            {t(`do.${what}`)}
          </Button>
        ))}
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
