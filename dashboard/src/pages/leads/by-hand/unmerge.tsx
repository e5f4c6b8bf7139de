import { Button, Group, List, Modal, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { Failed, Loading, NotDone } from '../../../shared/states';
import { tellChanged } from '../../../shared/settings/tell-changed';
import { useRun } from '../../../shared/use-run';
import { useFieldName } from './field-name';

/** The question before a merge is undone: what comes back, and what does not. @param mergedId of the lead that was merged */
export default function Unmerge({ mergedId, onClose }: { mergedId: string; onClose: () => void }) {
  const { t } = useTranslation('byHand');
  const queries = useQueryClient();
  const fieldName = useFieldName();
  const { error, isSending, run } = useRun();
  const params = { path: { id: mergedId } };
  const preview = useQuery({
    queryKey: ['lead', mergedId, 'unmerge'],
    retry: false,
    queryFn: async () => (await api.GET('/api/leads/{id}/unmerge', { params })).data!,
  });
  const undo = run(async () => {
    await api.POST('/api/leads/{id}/unmerge', { params, body: {} });
    tellChanged(t('unmerge.done'));
    onClose();
    await queries.invalidateQueries({ queryKey: ['lead'] });
  });
  const { data } = preview;
  const named = (fields: readonly string[]): string => fields.map(fieldName).join(', ');
  return (
    <Modal opened onClose={onClose} title={t('unmerge.title')} closeButtonProps={{ 'aria-label': t('cancel') }}>
      {preview.error && !data && <Failed error={preview.error} again={() => void preview.refetch()} />}
      {!data && !preview.error && <Loading />}
      {data && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            undo();
          }}
        >
          <Stack>
            {error && <NotDone error={error} />}
            <List size="sm">
              <List.Item>{t('unmerge.opens')}</List.Item>
              {data.givenBack.length > 0 && (
                <List.Item>{t('unmerge.givenBack', { fields: named(data.givenBack) })}</List.Item>
              )}
            </List>
            <Text fw={600}>{t('unmerge.stays')}</Text>
            <List size="sm">
              <List.Item>{t('unmerge.since')}</List.Item>
              {data.changedSince.length > 0 && (
                <List.Item>{t('unmerge.changedSince', { fields: named(data.changedSince) })}</List.Item>
              )}
              {data.stoppedClocks.length > 0 && (
                <List.Item>{t('unmerge.stopped', { names: data.stoppedClocks.join(', ') })}</List.Item>
              )}
            </List>
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                {t('cancel')}
              </Button>
              <Button type="submit" loading={isSending} data-autofocus>
                {t('unmerge.undo')}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
