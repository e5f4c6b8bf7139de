import { Button, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { webhookRotation } from '../../../../../../api/platform/contract/bodies/webhooks.js';
import { api } from '../../../../api/client';
import { useContractForm } from '../../../../shared/form/use-contract-form';
import { Instant } from '../../../../shared/instant';
import { useCan } from '../../../../shared/me';
import { ByName } from '../../../../shared/settings/by-name';
import { RotateSecret } from '../../../../shared/settings/rotate-secret';
import { SecretState } from '../../../../shared/settings/secret-state';
import { SettingsTable, type SettingsColumn } from '../../../../shared/settings/settings-table';
import { ShownOnce } from '../../../../shared/settings/shown-once';
import { tellChanged } from '../../../../shared/settings/tell-changed';
import { Failed, Loading } from '../../../../shared/states';
import { refresh, useSecrets, type Secret, type Webhook } from './data';

interface SecretsProps {
  webhook: Webhook;
  /** That was made just now; null: none. */
  secret: string | null;
  onRotated: (secret: string) => void;
}

/** The secrets that its deliveries are signed with: which sign, and which end when. */
export function Secrets({ webhook, secret, onRotated }: SecretsProps) {
  const { t } = useTranslation('webhooks');
  const list = useSecrets(webhook.id);
  const canAdminister = useCan('webhooks.administer');
  const [isRotating, setRotating] = useState(false);
  const [revoking, setRevoking] = useState<Secret | null>(null);
  const secrets = [...(list.data ?? [])].reverse();
  const active = secrets.filter((one) => one.active);
  const columns: SettingsColumn<Secret>[] = [
    {
      key: 'made',
      title: t('secret.made'),
      cell: ({ createdAt }) => <Instant at={createdAt} />,
      sortBy: (one) => one.createdAt,
    },
    { key: 'state', title: t('secret.state'), cell: (one) => <State secret={one} /> },
    {
      key: 'do',
      title: t('secret.do'),
      cell: (one) =>
        one.active && canAdminister ? (
          <Button size="compact-sm" variant="default" onClick={() => setRevoking(one)}>
            {t('secret.revoke')}
          </Button>
        ) : null,
    },
  ];
  return (
    <Stack>
      {secret !== null && (
        <ShownOnce
          title={t('secret.once')}
          hint={t('secret.onceHint')}
          label={t('secret.secret')}
          secret={secret}
          words={{ copy: t('copy'), copied: t('copied') }}
        />
      )}
      <Text size="sm" c="dimmed">
        {t('secret.hint')}
      </Text>
      {list.error && <Failed error={list.error} again={() => void list.refetch()} />}
      {list.isPending && <Loading />}
      {list.data && (
        <SettingsTable
          label={t('tab.secrets')}
          rows={secrets}
          columns={columns}
          keyOf={({ id }) => id}
          textOf={({ createdAt }) => createdAt}
          actions={canAdminister && <Button onClick={() => setRotating(true)}>{t('secret.rotate')}</Button>}
          empty={<Text>{t('secret.empty')}</Text>}
        />
      )}
      {isRotating && <Rotate webhook={webhook} onClose={() => setRotating(false)} onRotated={onRotated} />}
      {revoking && (
        <Revoke webhook={webhook} secret={revoking} isLast={active.length === 1} onClose={() => setRevoking(null)} />
      )}
    </Stack>
  );
}

function State({ secret }: { secret: Secret }) {
  const { t } = useTranslation('webhooks');
  return (
    <SecretState
      secret={secret}
      words={{
        active: t('secret.active'),
        endsIn: (span) => t('secret.endsIn', { span }),
        ended: t('secret.ended'),
        revoked: t('secret.revoked'),
      }}
    />
  );
}

interface RotateProps {
  webhook: Webhook;
  onClose: () => void;
  onRotated: (secret: string) => void;
}

interface Rotation extends Record<string, unknown> {
  overlap: string;
}

function Rotate({ webhook: { id, name }, onClose, onRotated }: RotateProps) {
  const { t } = useTranslation('webhooks');
  const queries = useQueryClient();
  const form = useContractForm<Rotation>({ schema: webhookRotation, initialValues: { overlap: 'PT24H' } });
  const submit = form.submits(async (body) => {
    const { secret } = (await api.POST('/api/webhooks/{id}/secrets', { params: { path: { id } }, body })).data!;
    refresh(queries, id);
    onRotated(secret);
    tellChanged(t('secret.rotated', { name }));
    onClose();
  });
  return (
    <RotateSecret
      words={{
        title: t('secret.rotateOf', { name }),
        follows: t('secret.rotateFollows'),
        overlap: t('secret.overlap'),
        cancel: t('cancel'),
        rotate: t('secret.rotate'),
      }}
      overlapWords={(overlap) => t(`overlap.${overlap}`)}
      form={form}
      overlapProps={form.getInputProps('overlap')}
      onSubmit={submit}
      onClose={onClose}
    />
  );
}

interface RevokeProps {
  webhook: Webhook;
  secret: Secret;
  isLast: boolean;
  onClose: () => void;
}

function Revoke({ webhook: { id, name }, secret, isLast, onClose }: RevokeProps) {
  const { t } = useTranslation('webhooks');
  const queries = useQueryClient();
  return (
    <ByName
      title={t('secret.revokeAsk')}
      name={name}
      submit={t('secret.revoke')}
      onClose={onClose}
      act={async () => {
        await api.DELETE('/api/webhooks/{id}/secrets/{secretId}', { params: { path: { id, secretId: secret.id } } });
        refresh(queries, id);
        tellChanged(t('secret.revokedOf', { name }));
      }}
    >
      <Text size="sm">{t('secret.revokeFollows')}</Text>
      {isLast && (
        <Text size="sm" fw={600}>
          {t('secret.revokeLast')}
        </Text>
      )}
    </ByName>
  );
}
