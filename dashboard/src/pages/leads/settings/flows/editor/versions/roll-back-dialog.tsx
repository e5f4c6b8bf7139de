import { Alert, Button, Group, List, Modal, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../../../../../api/client';
import { tellChanged } from '../../../../../../shared/settings/tell-changed';
import { Failed, Loading, NotDone } from '../../../../../../shared/states';
import { useRun } from '../../../../../../shared/use-run';
import type { Flow } from '../../data';
import { useAsSeen, useBesidePublished, useDifference, useFlowUse, useRollBack, type Version } from '../../data-life';
import { ChangeList, fromApi } from '../changes/change-list';
import type { JsonObject } from '../changes/json';

interface RollBackDialogProps {
  flow: Flow;
  version: Version;
  onClose: () => void;
}

/** Asks before an old version is published again: what differs, what it names that is gone, what follows. */
export function RollBackDialog({ flow, version: { version, definition }, onClose }: RollBackDialogProps) {
  const { t } = useTranslation('flows');
  const { id, name, revision, publishedVersion } = flow;
  const asSeen = useAsSeen();
  const rollBack = useRollBack();
  const use = useFlowUse(id);
  const { error, isSending, run } = useRun();
  const difference = useDifference(id, 'published', String(version), publishedVersion ?? 0);
  const issues = useQuery({
    queryKey: ['flow', id, 'verdict-of', version],
    staleTime: 0,
    queryFn: async () =>
      (await api.POST('/api/flows/{id}/validate', { params: { path: { id } }, body: { draft: definition } })).data!
        .issues,
  });
  const drafts = useBesidePublished(flow, definition as JsonObject);
  const send = run(() =>
    asSeen(id, async () => {
      await rollBack(id, version, revision);
      const told = t('rollBack.done', { name, version });
      tellChanged(told, publishedVersion === null ? undefined : () => rollBack(id, publishedVersion, revision));
      onClose();
    }),
  );
  const failed = difference.error ?? issues.error;
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('rollBack.title', { version })}
      closeButtonProps={{ 'aria-label': t('cancel') }}
    >
      <Stack>
        {error && <NotDone error={error} />}
        {failed && <Failed error={failed} again={() => void issues.refetch()} />}
        {issues.data && issues.data.length > 0 && (
          <Alert color="red" role="alert" title={t('rollBack.gone')}>
            <List size="sm">
              {issues.data.map(({ path, message }) => (
                <List.Item key={`${path} ${message}`}>
                  {message}{' '}
                  <Text span c="dimmed" size="xs">
                    {path}
                  </Text>
                </List.Item>
              ))}
            </List>
          </Alert>
        )}
        <Title order={3} size="h4">
          {t('publish.changes')}
        </Title>
        {difference.data ? (
          <ChangeList changes={fromApi(difference.data)} drafts={drafts} label={t('publish.changes')} />
        ) : (
          !failed && <Loading />
        )}
        <List size="sm">
          <List.Item>{t('rollBack.newOne')}</List.Item>
          <List.Item>{t('rollBack.draft')}</List.Item>
          {use.data && <List.Item>{t('publish.stay', { count: use.data.openLeads })}</List.Item>}
        </List>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button disabled={issues.data?.length !== 0} loading={isSending} onClick={send}>
            {t('rollBack.do')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
