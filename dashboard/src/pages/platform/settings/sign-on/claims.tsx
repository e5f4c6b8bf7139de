import { ActionIcon, Button, Group, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../../api/client';
import type { ContractForm } from '../../../../shared/form/use-contract-form';
import { roleKey } from '../../../../shared/me';
import { readAll } from '../../../../shared/settings/read-all';
import { Card } from './card';
import type { SignOnValues } from './values';

const ROLES = ['REP', 'MANAGER', 'ADMIN', 'AUDITOR'] as const;

interface ClaimsProps {
  form: ContractForm<SignOnValues>;
  readOnly: boolean;
}

/** Who is new, and what the provider says that somebody is. */
export function Claims({ form, readOnly }: ClaimsProps) {
  const { t } = useTranslation('signOn');
  const teams = useQuery({
    queryKey: ['teams', 'all'],
    queryFn: () =>
      readAll(
        async (cursor) =>
          (await api.GET('/api/teams', { params: { query: { limit: 200, ...(cursor && { cursor }) } } })).data!,
      ),
  });
  const roles = ROLES.map((value) => ({ value, label: t(roleKey(value), { ns: 'translation' }) }));
  const { values } = form;
  return (
    <Card title={t('claims.title')} text={t('claims.text')}>
      <Switch
        label={t('claims.justInTime')}
        description={t('claims.justInTimeHint')}
        disabled={readOnly}
        {...form.getInputProps('justInTime', { type: 'checkbox' })}
      />
      <Select
        label={t('claims.defaultRole')}
        description={t('claims.defaultRoleHint')}
        allowDeselect={false}
        disabled={readOnly}
        data={[...roles.filter(({ value }) => value !== 'ADMIN'), { value: '', label: t('claims.nobody') }]}
        {...form.getInputProps('defaultRole')}
      />
      <TextInput
        label={t('claims.roleClaim')}
        description={t('claims.claimHint')}
        placeholder="groups"
        readOnly={readOnly}
        {...form.getInputProps('roleClaim')}
      />
      <Mapping
        title={t('claims.roles')}
        form={form}
        field="roles"
        fresh={{ value: '', role: 'MANAGER' }}
        readOnly={readOnly}
        choice={(index) => (
          <Select
            flex={1}
            miw={0}
            aria-label={t('claims.roleOf', { number: index + 1 })}
            allowDeselect={false}
            disabled={readOnly}
            data={roles}
            {...form.getInputProps(`roles.${index}.role`)}
          />
        )}
      />
      {(values.roles.length > 0 || values.adminByClaim) && (
        <Switch
          label={t('claims.admins')}
          description={t('claims.adminsHint')}
          disabled={readOnly}
          {...form.getInputProps('adminByClaim', { type: 'checkbox' })}
        />
      )}
      <TextInput
        label={t('claims.teamClaim')}
        description={t('claims.claimHint')}
        placeholder="groups"
        readOnly={readOnly}
        {...form.getInputProps('teamClaim')}
      />
      <Mapping
        title={t('claims.teams')}
        form={form}
        field="teams"
        fresh={{ value: '', teamId: '' }}
        readOnly={readOnly}
        choice={(index) => (
          <Select
            flex={1}
            miw={0}
            aria-label={t('claims.teamOf', { number: index + 1 })}
            searchable
            allowDeselect={false}
            disabled={readOnly}
            data={(teams.data ?? [])
              .filter(({ id, archivedAt }) => archivedAt === null || values.teams[index]?.teamId === id)
              .map(({ id, name }) => ({ value: id, label: name }))}
            {...form.getInputProps(`teams.${index}.teamId`)}
          />
        )}
      />
    </Card>
  );
}

interface MappingProps {
  title: string;
  form: ContractForm<SignOnValues>;
  field: 'roles' | 'teams';
  fresh: SignOnValues['roles'][number] | SignOnValues['teams'][number];
  readOnly: boolean;
  choice: (index: number) => ReactNode;
}

/** What a value makes of somebody, line by line. */
function Mapping({ title, form, field, fresh, readOnly, choice }: MappingProps) {
  const { t } = useTranslation('signOn');
  return (
    <Stack gap="xs" role="group" aria-label={title}>
      <Text size="sm" fw={500}>
        {title}
      </Text>
      {form.values[field].map((_, index) => (
        <Group key={index} wrap="nowrap" align="start" gap="xs">
          <TextInput
            flex={1}
            miw={0}
            aria-label={t('claims.valueOf', { number: index + 1, list: title })}
            readOnly={readOnly}
            {...form.getInputProps(`${field}.${index}.value`)}
          />
          {choice(index)}
          {!readOnly && (
            <ActionIcon
              variant="subtle"
              size={36}
              aria-label={t('claims.remove', { number: index + 1, list: title })}
              onClick={() => form.removeListItem(field, index)}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          )}
        </Group>
      ))}
      {!readOnly && (
        <Button
          variant="default"
          size="compact-md"
          w="fit-content"
          leftSection={<IconPlus size={14} aria-hidden />}
          aria-label={t('claims.addTo', { list: title })}
          onClick={() => form.insertListItem(field, fresh)}
        >
          {t('claims.add')}
        </Button>
      )}
    </Stack>
  );
}
