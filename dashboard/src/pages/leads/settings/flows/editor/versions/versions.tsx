import { Button, Group, Select, Stack, Text, Title } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Instant } from '../../../../../../shared/instant';
import { useCan } from '../../../../../../shared/me';
import { usePeople } from '../../../../../../shared/names';
import { SettingsTable, type SettingsColumn } from '../../../../../../shared/settings/settings-table';
import { tellChanged } from '../../../../../../shared/settings/tell-changed';
import { Failed, Loading } from '../../../../../../shared/states';
import { useFlow, type Flow } from '../../data';
import { useDifference, useFlowUse, useVersions, type Version } from '../../data-life';
import { ChangeList, fromApi } from '../changes/change-list';
import { useAt, useDraft } from '../editing';
import { isObject, type JsonObject } from '../changes/json';
import { useSaverState, useSaving, type Saving } from '../saving/saving';
import { RollBackDialog } from './roll-back-dialog';
import { ViewVersion } from './view-version';

/** What was published of this flow, and what differs between any two states of it. */
export default function Versions() {
  const { flowId } = useDraft();
  const flow = useFlow(flowId);
  const versions = useVersions(flowId);
  const error = flow.error ?? versions.error;
  if (error) return <Failed error={error} again={() => void versions.refetch()} />;
  if (!flow.data || !versions.data) return <Loading />;
  return (
    <Stack gap="xl">
      <All flow={flow.data} versions={versions.data} />
      {versions.data.length > 0 && <Difference flow={flow.data} versions={versions.data} />}
    </Stack>
  );
}

function All({ flow, versions }: { flow: Flow; versions: readonly Version[] }) {
  const { t } = useTranslation('flows');
  const people = usePeople();
  const use = useFlowUse(flow.id);
  const { document } = useDraft();
  const saving = useSaving();
  const canPublish = useCan('flows.publish');
  const [viewed, setViewed] = useState<Version | null>(null);
  const [asked, setAsked] = useState<Version | null>(null);
  const openOn = (version: number): number =>
    use.data?.byVersion.find((one) => one.version === version)?.openLeads ?? 0;
  const draftAgain = ({ version, definition }: Version): void => {
    const before = document.value;
    saving?.history.cut();
    document.replaceAll(definition);
    tellChanged(t('versions.isDraft', { version }), () => Promise.resolve(document.replaceAll(before)));
  };
  const columns: SettingsColumn<Version>[] = [
    {
      key: 'version',
      title: t('versions.version'),
      sortBy: ({ version }) => version,
      cell: ({ version }) => (
        <Text size="sm" fw={version === flow.publishedVersion ? 600 : 400}>
          {t('page.version', { version })}
          {version === flow.publishedVersion && ` · ${t('versions.current')}`}
        </Text>
      ),
    },
    {
      key: 'at',
      title: t('versions.at'),
      sortBy: ({ publishedAt }) => publishedAt,
      cell: ({ publishedAt }) => <Instant at={publishedAt} />,
    },
    {
      key: 'by',
      title: t('versions.by'),
      sortBy: ({ publishedBy }) => people.get(publishedBy) ?? '',
      cell: ({ publishedBy }) => people.get(publishedBy) ?? t('list.machine'),
    },
    {
      key: 'open',
      title: t('list.open'),
      sortBy: ({ version }) => openOn(version),
      cell: ({ version }) => String(openOn(version)),
    },
    {
      key: 'actions',
      title: t('list.actions'),
      cell: (row) => (
        <Group gap="xs">
          <Button
            size="compact-sm"
            variant="default"
            aria-label={t('versions.viewOf', { version: row.version })}
            onClick={() => setViewed(row)}
          >
            {t('versions.view')}
          </Button>
          {saving && (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t('versions.draftOf', { version: row.version })}
              onClick={() => draftAgain(row)}
            >
              {t('versions.toDraft')}
            </Button>
          )}
          {canPublish && row.version !== flow.publishedVersion && (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t('versions.rollBackTo', { version: row.version })}
              onClick={() => setAsked(row)}
            >
              {t('versions.rollBack')}
            </Button>
          )}
        </Group>
      ),
    },
  ];
  return (
    <>
      <SettingsTable
        label={t('part.versions')}
        rows={versions}
        columns={columns}
        keyOf={({ version }) => String(version)}
        textOf={({ version, publishedBy }) => `${version} ${people.get(publishedBy) ?? ''}`}
        empty={<Text>{t('versions.none')}</Text>}
      />
      {viewed && <ViewVersion flowId={flow.id} version={viewed} onClose={() => setViewed(null)} />}
      {asked && <RollBackDialog flow={flow} version={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

interface DifferenceProps {
  flow: Flow;
  versions: readonly Version[];
}

/** What differs between any two, the draft among them. */
function Difference({ flow, versions }: DifferenceProps) {
  const saving = useSaving();
  return saving ? (
    <WithDraft flow={flow} versions={versions} saving={saving} />
  ) : (
    <Compared flow={flow} versions={versions} isSaved />
  );
}

/** The draft as it is stored: what was typed just now is compared once it is saved. */
function WithDraft({ saving, ...rest }: DifferenceProps & { saving: Saving }) {
  const { is } = useSaverState(saving.saver);
  return <Compared {...rest} isSaved={is === 'SAVED'} />;
}

function Compared({ flow, versions, isSaved }: DifferenceProps & { isSaved: boolean }) {
  const { t } = useTranslation('flows');
  const now = useAt([]);
  const draft: JsonObject = isObject(now) ? now : {};
  const newest = String(flow.publishedVersion ?? versions[0]!.version);
  const [from, setFrom] = useState(newest);
  const [to, setTo] = useState('draft');
  const data = [
    { value: 'draft', label: t('versions.draft') },
    ...versions.map(({ version }) => ({ value: String(version), label: t('page.version', { version }) })),
  ];
  const isAsked = from !== to && (isSaved || (from !== 'draft' && to !== 'draft'));
  const difference = useDifference(flow.id, from, to, flow.revision, isAsked);
  const drafts = useMemo(() => {
    const of = (state: string): JsonObject =>
      state === 'draft' ? draft : (versions.find(({ version }) => String(version) === state)?.definition ?? {});
    return [of(from), of(to)];
  }, [draft, versions, from, to]);
  return (
    <section aria-label={t('versions.difference')}>
      <Stack>
        <Title order={2} size="h3">
          {t('versions.difference')}
        </Title>
        <Group align="end">
          <Select
            label={t('versions.from')}
            data={data}
            allowDeselect={false}
            value={from}
            onChange={(value) => setFrom(value!)}
          />
          <Select
            label={t('versions.to')}
            data={data}
            allowDeselect={false}
            value={to}
            onChange={(value) => setTo(value!)}
          />
        </Group>
        {from === to ? (
          <Text role="status">{t('versions.same')}</Text>
        ) : difference.error ? (
          <Failed error={difference.error} again={() => void difference.refetch()} />
        ) : !difference.data ? (
          <Loading />
        ) : difference.data.length === 0 ? (
          <Text role="status">{t('versions.same')}</Text>
        ) : (
          <ChangeList changes={fromApi(difference.data)} drafts={drafts} label={t('versions.difference')} />
        )}
      </Stack>
    </section>
  );
}
