import { Alert, Button, Group, Paper, Select, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mappingSchema } from '../../../../../../api/leads/contract/bodies/endpoints.js';
import { MAPPING_TARGETS } from '../../../../../../domain/leads/vocabulary/mapping-targets.js';
import { api } from '../../../../api/client';
import { Instant } from '../../../../shared/instant';
import { Stale } from '../../../../shared/settings/stale';
import { tellChanged } from '../../../../shared/settings/tell-changed';
import { Failed, Loading, NotDone } from '../../../../shared/states';
import { refresh, useChange, usePreview, type Mapping, type Preview, type Source, type Target } from './data';
import { useBegun } from './begun';

const AUTO = 'auto';

/** Which question is which of a lead's: shown with what came last, and what it would become. */
export function MappingPart({ source }: { source: Source }) {
  const { t } = useTranslation('sources');
  const queries = useQueryClient();
  const change = useChange();
  const [mapping, setMapping] = useState<Mapping>(source.mapping);
  const [shown, setShown] = useState<string | null>(null);
  const preview = usePreview(source.id, mapping);
  const differs = (base: Source): boolean => JSON.stringify(mapping) !== JSON.stringify(base.mapping);
  const begun = useBegun(source, differs, (now) => setMapping(now.mapping));
  const { base } = begun;
  const isChanged = differs(base);
  const save = useMutation({
    mutationFn: () => change(base, { mapping }, t('mapping.saved', { name: source.name })),
    onSuccess: begun.goOnFrom,
  });
  const replay = useMutation({
    mutationFn: async () =>
      (await api.POST('/api/endpoints/{id}/dead-letters/replay', { params: { path: { id: source.id } } })).data!,
    onSuccess: ({ replayed }) => tellChanged(t('mapping.replayed', { count: replayed })),
    onSettled: () => {
      refresh(queries, source.id);
      void queries.invalidateQueries({ queryKey: ['work-items'] });
    },
  });
  const set = (name: string, target: Target | null, mappedBy: string | null = null): void =>
    setMapping((was) => {
      const { [mappedBy ?? name]: _before, ...others } = was;
      return target === null ? others : { ...others, [mappedBy ?? name]: target };
    });

  if (preview.error) return <Failed error={preview.error} again={() => void preview.refetch()} />;
  if (!preview.data) return <Loading />;
  const { items, openDeadLetters, readable } = preview.data;
  const item = items.find(({ id }) => id === shown) ?? items[0];
  const inSight = new Set(item?.fields.map(({ mappedBy }) => mappedBy));
  const others = Object.entries(mapping).filter(([name]) => !inSight.has(name));
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t('mapping.hint')}
      </Text>
      {items.length === 0 && <Text role="status">{t('mapping.empty')}</Text>}
      {item && items.length > 1 && (
        <Select
          label={t('mapping.example')}
          maw={420}
          allowDeselect={false}
          data={items.map(({ id, of, lead }, index) => ({
            value: id,
            label: `${index + 1}. ${t(`mapping.of.${of}`)}${lead?.name ? `: ${lead.name}` : ''}`,
          }))}
          value={item.id}
          onChange={setShown}
        />
      )}
      {item && (
        <div className="mapping">
          <Fields item={item} onSet={set} />
          <Becomes item={item} />
        </div>
      )}
      {others.length > 0 && (
        <Others mapping={others} onSet={set} title={t(item ? 'mapping.others' : 'mapping.mapped')} />
      )}
      <AddByName onAdd={set} />
      {begun.isOvertaken && <Stale words={t('overtaken')} showNow={begun.beginAnew} />}
      {save.error && !begun.isOvertaken && <NotDone error={save.error} />}
      {replay.error && <NotDone error={replay.error} />}
      <Group>
        <Button disabled={!isChanged} loading={save.isPending} onClick={() => save.mutate()}>
          {t('save')}
        </Button>
        {isChanged && (
          <Button variant="default" onClick={() => setMapping(base.mapping)}>
            {t('mapping.back')}
          </Button>
        )}
      </Group>
      {openDeadLetters > 0 && (
        <Alert color={readable > 0 ? 'teal' : 'gray'} variant="outline" role="status">
          <Stack gap="xs" align="flex-start">
            <Text size="sm">
              {t('mapping.letters', { count: openDeadLetters })}{' '}
              {t(isChanged ? 'mapping.wouldBeReadable' : 'mapping.readable', { count: readable })}
            </Text>
            {readable > 0 && !isChanged && (
              <Button size="xs" loading={replay.isPending} onClick={() => replay.mutate()}>
                {t('mapping.replay', { count: readable })}
              </Button>
            )}
          </Stack>
        </Alert>
      )}
    </Stack>
  );
}

type Set = (name: string, target: Target | null, mappedBy?: string | null) => void;

const isTarget = (value: string | null): value is Target => MAPPING_TARGETS.some((one) => one === value);

function Fields({ item, onSet }: { item: Preview; onSet: Set }) {
  const { t } = useTranslation('sources');
  const choices = [AUTO, ...MAPPING_TARGETS].map((value) => ({ value, label: t(`target.${value}`) }));
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h4">
        {t('mapping.what')}
      </Title>
      <Text size="sm" c="dimmed">
        {t(`mapping.of.${item.of}`)}, <Instant at={item.receivedAt} />
      </Text>
      {item.fields.length === 0 && <Text size="sm">{t('mapping.nothingInIt')}</Text>}
      <Table className="settings-table" aria-label={t('mapping.what')} mt="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('mapping.question')}</Table.Th>
            <Table.Th>{t('mapping.answer')}</Table.Th>
            <Table.Th>{t('mapping.becomes')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {item.fields.map(({ name, label, value, field, because, mappedBy }) => (
            <Table.Tr key={name}>
              <Table.Td data-label={t('mapping.question')}>{label}</Table.Td>
              <Table.Td data-label={t('mapping.answer')}>{value}</Table.Td>
              <Table.Td data-label={t('mapping.becomes')} className="becomes">
                <div>
                  <Select
                    aria-label={t('mapping.becomesOf', { question: label })}
                    data={choices}
                    allowDeselect={false}
                    value={because === 'MAPPED' ? (field ?? 'ignore') : AUTO}
                    onChange={(chosen) => onSet(name, isTarget(chosen) ? chosen : null, mappedBy)}
                  />
                  {because !== 'MAPPED' && (
                    <Text size="xs" c="dimmed">
                      {field === null ? t('mapping.attribute') : `${t(`target.${field}`)}: ${t(`because.${because}`)}`}
                    </Text>
                  )}
                </div>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}

const OF_LEAD = ['name', 'email', 'phone', 'message', 'country', 'language'] as const;

function Becomes({ item: { lead, issues } }: { item: Preview }) {
  const { t } = useTranslation('sources');
  return (
    <Paper withBorder p="md" role="status" aria-label={t('mapping.result')}>
      <Title order={2} size="h4">
        {t('mapping.result')}
      </Title>
      {lead === null ? (
        <>
          <Text fw={600}>{t('mapping.noLead')}</Text>
          {issues.map(({ path, message }) => (
            <Text key={`${path} ${message}`} size="sm">
              {message}
            </Text>
          ))}
        </>
      ) : (
        OF_LEAD.map((field) => (
          <Text key={field} size="sm" style={{ overflowWrap: 'anywhere' }}>
            <Text span inherit c="dimmed">
              {t(`target.${field}`)}:
            </Text>{' '}
            {lead[field] ?? '–'}
          </Text>
        ))
      )}
    </Paper>
  );
}

function Others({ mapping, onSet, title }: { mapping: [string, Target][]; onSet: Set; title: string }) {
  const { t } = useTranslation('sources');
  return (
    <div>
      <Text fw={600} size="sm">
        {title}
      </Text>
      {mapping.map(([name, target]) => (
        <Group key={name} gap="xs">
          <Text size="sm">
            {name} → {t(`target.${target}`)}
          </Text>
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label={t('mapping.removeOf', { question: name })}
            onClick={() => onSet(name, null)}
          >
            {t('mapping.remove')}
          </Button>
        </Group>
      ))}
    </div>
  );
}

/** A question that is not among what came last. */
function AddByName({ onAdd }: { onAdd: Set }) {
  const { t } = useTranslation('sources');
  const [name, setName] = useState('');
  const [target, setTarget] = useState<Target>('phone');
  const isNamed = mappingSchema.safeParse({ [name]: target }).success && name.trim() !== '';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isNamed) return;
        onAdd(name.trim(), target);
        setName('');
      }}
    >
      <Group align="flex-end" gap="xs">
        <TextInput
          label={t('mapping.addName')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          style={{ flex: '1 1 200px' }}
        />
        <Select
          label={t('mapping.becomes')}
          data={MAPPING_TARGETS.map((value) => ({ value, label: t(`target.${value}`) }))}
          allowDeselect={false}
          value={target}
          onChange={(chosen) => isTarget(chosen) && setTarget(chosen)}
        />
        <Button type="submit" variant="default" disabled={!isNamed}>
          {t('mapping.add')}
        </Button>
      </Group>
    </form>
  );
}
