import { Alert, Button, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rotation } from '../../../../../../api/leads/contract/bodies/endpoints.js';
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
import { refresh, useSecrets, type Secret, type Source } from './data';
import { SecretField } from './secret-field';

interface SecretsProps {
  source: Source;
  /** That was made just now; null: none. */
  secret: string | null;
  onRotated: (secret: string) => void;
}

/** The secrets that sign its deliveries: which counts, which ends when, and who still signs with it. */
export function Secrets({ source, secret, onRotated }: SecretsProps) {
  const { t } = useTranslation('sources');
  const list = useSecrets(source.id);
  const canAdminister = useCan('endpoints.administer');
  const [isRotating, setRotating] = useState(false);
  const [revoking, setRevoking] = useState<Secret | null>(null);
  // The newest is the first; those before it are the ones that a sender has still to give up.
  const secrets = [...(list.data ?? [])].reverse();
  const active = secrets.filter((one) => one.active);
  const newest = active[0];
  const old = active
    .slice(1)
    .filter(({ lastUsedAt }) => lastUsedAt !== null && newest && lastUsedAt > newest.createdAt);
  const columns: SettingsColumn<Secret>[] = [
    {
      key: 'made',
      title: t('secret.made'),
      cell: ({ createdAt }) => <Instant at={createdAt} />,
      sortBy: (one) => one.createdAt,
    },
    { key: 'state', title: t('secret.state'), cell: (one) => <State secret={one} /> },
    {
      key: 'used',
      title: t('secret.used'),
      sortBy: ({ lastUsedAt }) => lastUsedAt ?? '',
      cell: ({ lastUsedAt }) => (lastUsedAt === null ? t('list.never') : <Instant at={lastUsedAt} />),
    },
    { key: 'uses', title: t('secret.uses'), sortBy: ({ uses }) => uses, cell: ({ uses }) => String(uses) },
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
      {old.map((one) => (
        <Alert key={one.id} color="orange" variant="outline" role="status">
          {t('secret.stillSigns', { count: one.usesSinceReplaced ?? one.uses })}{' '}
          {one.expireAt !== null && (
            <>
              {t('secret.refusedFrom')} <Instant at={one.expireAt} />.
            </>
          )}
        </Alert>
      ))}
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
      {isRotating && <Rotate source={source} onClose={() => setRotating(false)} onRotated={onRotated} />}
      {revoking && (
        <Revoke source={source} secret={revoking} isLast={active.length === 1} onClose={() => setRevoking(null)} />
      )}
    </Stack>
  );
}

function State({ secret }: { secret: Secret }) {
  const { t } = useTranslation('sources');
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
  source: Source;
  onClose: () => void;
  onRotated: (secret: string) => void;
}

interface Rotation extends Record<string, unknown> {
  overlap: string;
  secret: string;
}

const bodyOf = ({ overlap, secret }: Rotation) => ({ overlap, ...(secret.trim() !== '' && { secret }) });

function Rotate({ source: { id, name, adapter }, onClose, onRotated }: RotateProps) {
  const { t } = useTranslation('sources');
  const queries = useQueryClient();
  const form = useContractForm<Rotation>({
    schema: rotation,
    initialValues: { overlap: 'PT24H', secret: '' },
    toBody: bodyOf,
  });
  const submit = form.submits(async (values) => {
    const params = { path: { id } };
    const { secret } = (await api.POST('/api/endpoints/{id}/secrets', { params, body: bodyOf(values) })).data!;
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
    >
      <SecretField adapter={adapter} {...form.getInputProps('secret')} />
    </RotateSecret>
  );
}

interface RevokeProps {
  source: Source;
  secret: Secret;
  isLast: boolean;
  onClose: () => void;
}

function Revoke({ source: { id, name }, secret, isLast, onClose }: RevokeProps) {
  const { t } = useTranslation('sources');
  const queries = useQueryClient();
  return (
    <ByName
      title={t('secret.revokeAsk')}
      name={name}
      submit={t('secret.revoke')}
      onClose={onClose}
      act={async () => {
        await api.DELETE('/api/endpoints/{id}/secrets/{secretId}', { params: { path: { id, secretId: secret.id } } });
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
      <Text size="sm">
        {secret.lastUsedAt === null ? (
          t('secret.notUsed')
        ) : (
          <>
            {t('secret.usedLast', { count: secret.uses })} <Instant at={secret.lastUsedAt} seconds />.
          </>
        )}
      </Text>
    </ByName>
  );
}
