import { ActionIcon, Fieldset, Group, List, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContractForm } from '../../../../shared/form/use-contract-form';
import { PickPerson } from '../../../../shared/settings/pick-person';
import { useAllCalendars, useAllTeams } from '../people/data';
import { usePersonNames } from './data';
import type { TeamValues } from './team-values';

interface TeamFieldsProps {
  form: ContractForm<TeamValues>;
  /** Undefined: it is not made yet. */
  teamId?: string;
  readOnly?: boolean;
}

/** What there is to say of a team. */
export function TeamFields({ form, teamId, readOnly = false }: TeamFieldsProps) {
  const { t } = useTranslation('teams');
  const teams = useAllTeams().data ?? [];
  const calendars = useAllCalendars().data ?? [];
  const { managerId, onCall, fallbackTeamId } = form.values;
  const [picked, setPicked] = useState<ReadonlyMap<string, string>>(new Map());
  const known = usePersonNames([...new Set([...onCall, ...(managerId === null ? [] : [managerId])])].sort()).data;
  const nameOf = (id: string): string => known?.get(id)?.name ?? picked.get(id) ?? '…';
  const remember = (id: string, name: string): void => setPicked((before) => new Map(before).set(id, name));
  const put = (ids: string[]): void => form.setFieldValue('onCall', ids);
  const move = (index: number, by: 1 | -1): void => {
    const moved = [...onCall];
    const [one] = moved.splice(index, 1);
    moved.splice(index + by, 0, one!);
    put(moved);
  };
  return (
    <Fieldset variant="unstyled" disabled={readOnly}>
      <Stack>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput label={t('name')} required autoComplete="off" {...form.getInputProps('name')} />
          <Select
            label={t('calendar')}
            description={t('calendarHint')}
            clearable
            searchable
            data={calendars.map(({ id, name }) => ({ value: id, label: name }))}
            {...form.getInputProps('calendarId')}
          />
          <PickPerson
            label={t('manager')}
            description={t('managerHint')}
            value={managerId}
            name={managerId === null ? undefined : nameOf(managerId)}
            error={form.errors['managerId']}
            disabled={readOnly}
            onChange={(id, name) => {
              if (id !== null) remember(id, name);
              form.setFieldValue('managerId', id);
            }}
          />
          <Select
            label={t('fallback')}
            description={t('fallbackHint')}
            clearable
            searchable
            data={teams
              .filter(({ id, archivedAt }) => id !== teamId && (archivedAt === null || id === fallbackTeamId))
              .map(({ id, name }) => ({ value: id, label: name }))}
            {...form.getInputProps('fallbackTeamId')}
          />
        </SimpleGrid>
        <Fieldset legend={t('onCall')}>
          <Text size="sm" c="dimmed" mb="xs">
            {t('onCallHint')}
          </Text>
          {onCall.length > 0 && (
            <List type="ordered" listStyleType="none" spacing={4}>
              {onCall.map((id, index) => (
                <List.Item key={id}>
                  <Group gap={4} wrap="nowrap">
                    <Text size="sm" flex={1}>
                      {t('turn', { number: index + 1, name: nameOf(id) })}
                    </Text>
                    {!readOnly && (
                      <>
                        <ActionIcon
                          variant="subtle"
                          disabled={index === 0}
                          aria-label={t('earlier', { name: nameOf(id) })}
                          onClick={() => move(index, -1)}
                        >
                          <IconArrowUp size={16} aria-hidden />
                        </ActionIcon>
                        <ActionIcon
                          variant="subtle"
                          disabled={index === onCall.length - 1}
                          aria-label={t('later', { name: nameOf(id) })}
                          onClick={() => move(index, 1)}
                        >
                          <IconArrowDown size={16} aria-hidden />
                        </ActionIcon>
                        <ActionIcon
                          variant="subtle"
                          color="gray"
                          aria-label={t('offCall', { name: nameOf(id) })}
                          onClick={() => put(onCall.filter((one) => one !== id))}
                        >
                          <IconTrash size={16} aria-hidden />
                        </ActionIcon>
                      </>
                    )}
                  </Group>
                </List.Item>
              ))}
            </List>
          )}
          {!readOnly && (
            <PickPerson
              label={t('addOnCall')}
              value={null}
              without={[...onCall, ...(managerId === null ? [] : [managerId])]}
              error={form.errors['onCall']}
              onChange={(id, name) => {
                if (id === null) return;
                remember(id, name);
                put([...onCall, id]);
              }}
            />
          )}
        </Fieldset>
      </Stack>
    </Fieldset>
  );
}
