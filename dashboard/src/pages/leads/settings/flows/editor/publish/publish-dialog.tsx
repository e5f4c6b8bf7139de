import { Alert, Anchor, Button, Group, List, Modal, Stack, Switch, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, Refused } from '../../../../../../api/client';
import { ifMatch } from '../../../../../../api/if-match';
import { useAddress } from '../../../../../../shared/address';
import { tellChanged } from '../../../../../../shared/settings/tell-changed';
import { Failed, Loading, NotDone } from '../../../../../../shared/states';
import { useRun } from '../../../../../../shared/use-run';
import type { Flow } from '../../data';
import {
  useAsSeen,
  useBesidePublished,
  useDifference,
  useFlowUse,
  useReadAgain,
  useRollBack,
  useSwitch,
} from '../../data-life';
import { ChangeList, fromApi } from '../changes/change-list';
import { useDraft } from '../editing';
import { placeOf } from '../places';
import { isObject, type JsonObject } from '../changes/json';
import { useSaving } from '../saving/saving';
import { LazyEffect } from '../try/lazy-effect';

interface PublishDialogProps {
  flow: Flow;
  onClose: () => void;
}

/** Asks before the draft becomes the next version: what differs, what follows, what stands in the way. */
export default function PublishDialog({ flow, onClose }: PublishDialogProps) {
  const { t } = useTranslation('flows');
  const { document } = useDraft();
  const saving = useSaving();
  const doSwitch = useSwitch();
  const readAgain = useReadAgain();
  const asSeen = useAsSeen();
  const rollBack = useRollBack();
  const [isSaved, setSaved] = useState<boolean | null>(saving === null ? true : null);
  const [activates, setActivates] = useState(!flow.active);
  const { error, isSending, run } = useRun();
  const { id, name, publishedVersion } = flow;
  const revision = saving?.saver.revision() ?? flow.revision;

  // What is published is what is stored: the last keystrokes, too.
  useEffect(() => {
    if (!saving) return;
    let isOver = false;
    const save = async (): Promise<void> => {
      const done = await saving.saver.flush();
      if (!isOver) setSaved(done);
    };
    void save();
    return () => {
      isOver = true;
    };
  }, [saving]);

  const issues = useQuery({
    queryKey: ['flow', id, 'verdict', revision],
    enabled: isSaved === true,
    // What it names may have changed since.
    staleTime: 0,
    queryFn: async () =>
      (await api.POST('/api/flows/{id}/validate', { params: { path: { id } }, body: {} })).data!.issues,
  });
  const difference = useDifference(id, 'published', 'draft', revision, isSaved === true && publishedVersion !== null);
  const use = useFlowUse(id);
  const draft: JsonObject = isObject(document.value) ? document.value : {};
  const drafts = useBesidePublished(flow, draft);

  const isSame = publishedVersion !== null && difference.data?.length === 0;
  const isReady = isSaved === true && issues.data?.length === 0 && !isSame;
  const publish = run(() =>
    asSeen(id, async () => {
      const params = { path: { id }, header: ifMatch(revision) };
      const { data } = await api.POST('/api/flows/{id}/publish', { params });
      if (isObject(data!.draft)) saving?.saver.published({ revision: data!.revision, draft: data!.draft });
      if (activates && !flow.active) await doSwitch(id, true);
      readAgain(id);
      const told = t('publish.done', { name, version: data!.publishedVersion });
      tellChanged(told, publishedVersion === null ? undefined : () => rollBack(id, publishedVersion));
      onClose();
    }),
  );

  const failed = issues.error ?? difference.error ?? use.error;
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('publish.title', { name })}
      closeButtonProps={{ 'aria-label': t('cancel') }}
    >
      <Stack>
        {error && (
          <NotDone
            error={error}
            {...(error instanceof Refused && error.status === 412 && { what: t('publish.raced') })}
          />
        )}
        {failed && <Failed error={failed} again={() => void issues.refetch()} />}
        {isSaved === false && (
          <Alert color="orange" role="alert">
            {t('publish.notSaved')}
          </Alert>
        )}
        {(isSaved === null || (isSaved && issues.isPending)) && <Loading />}
        {issues.data && issues.data.length > 0 && <Issues issues={issues.data} onClose={onClose} />}
        <section aria-label={t('publish.changes')}>
          <Title order={3} size="h4">
            {t('publish.changes')}
          </Title>
          {publishedVersion === null && <Text size="sm">{t('publish.first')}</Text>}
          {isSame && <Text size="sm">{t('publish.same')}</Text>}
          {difference.data && (
            <ChangeList changes={fromApi(difference.data)} drafts={drafts} label={t('publish.changes')} />
          )}
        </section>
        <section aria-label={t('publish.follows')}>
          <Title order={3} size="h4">
            {t('publish.follows')}
          </Title>
          <List size="sm">
            <List.Item>{t('publish.newOnes')}</List.Item>
            {use.data && <List.Item>{t('publish.stay', { count: use.data.openLeads })}</List.Item>}
          </List>
          <LazyEffect flowId={id} draft={draft} />
        </section>
        {!flow.active && (
          <Switch
            label={t('publish.activate')}
            checked={activates}
            onChange={({ currentTarget: { checked } }) => setActivates(checked)}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button disabled={!isReady} loading={isSending} onClick={publish}>
            {t('do.publish')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

interface Issue {
  path: string;
  message: string;
}

/** What stands in the way, each with the way to its place. */
function Issues({ issues, onClose }: { issues: readonly Issue[]; onClose: () => void }) {
  const { t } = useTranslation('flows');
  const [, setAddress] = useAddress();
  return (
    <Alert color="red" role="alert" title={t('publish.wrong', { count: issues.length })}>
      <List size="sm">
        {issues.map(({ path, message }) => {
          const part = placeOf(path);
          return (
            <List.Item key={`${path} ${message}`}>
              <Anchor
                component="button"
                type="button"
                size="sm"
                onClick={() => {
                  setAddress({ part });
                  onClose();
                }}
              >
                {t(`part.${part}`)}
              </Anchor>
              {`: ${message} `}
              <Text span c="dimmed" size="xs">
                {path}
              </Text>
            </List.Item>
          );
        })}
      </List>
    </Alert>
  );
}
