import { Alert, Button, Group, List, Modal, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, Refused } from '../../../../../../api/client';
import { ifMatch } from '../../../../../../api/if-match';
import { asError } from '../../../../../../shared/as-error';
import { tellChanged } from '../../../../../../shared/settings/tell-changed';
import { Failed, Loading, NotDone } from '../../../../../../shared/states';
import type { Flow } from '../../data';
import { useDifference, useFlowUse, useReadAgain, useVersions, type Version } from '../../data-life';
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
  const readAgain = useReadAgain();
  const use = useFlowUse(id);
  const versions = useVersions(id);
  const [error, setError] = useState<Error | null>(null);
  const [isSending, setSending] = useState(false);
  const difference = useDifference(id, 'published', String(version), publishedVersion ?? 0);
  const issues = useQuery({
    queryKey: ['flow', id, 'verdict-of', version],
    staleTime: 0,
    queryFn: async () =>
      (await api.POST('/api/flows/{id}/validate', { params: { path: { id } }, body: { draft: definition } })).data!
        .issues,
  });
  const published = versions.data?.find((one) => one.version === publishedVersion)?.definition;
  const drafts = useMemo(() => [(published ?? {}) as JsonObject, definition as JsonObject], [published, definition]);
  const back = async (to: number, of: number): Promise<void> => {
    await api.POST('/api/flows/{id}/rollback', {
      params: { path: { id }, header: ifMatch(of) },
      body: { version: to },
    });
    readAgain(id);
  };
  const send = async (): Promise<void> => {
    setSending(true);
    setError(null);
    try {
      await back(version, revision);
      const told = t('rollBack.done', { name, version });
      tellChanged(told, publishedVersion === null ? undefined : () => back(publishedVersion, revision));
      onClose();
    } catch (failure) {
      if (failure instanceof Refused && failure.status === 412) readAgain(id);
      setError(asError(failure));
    } finally {
      setSending(false);
    }
  };
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
          <Button disabled={issues.data?.length !== 0} loading={isSending} onClick={() => void send()}>
            {t('rollBack.do')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
