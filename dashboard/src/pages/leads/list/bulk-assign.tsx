import { Button, Group, Modal, Select, Stack, Textarea } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failed, Loading, NotDone } from '../../../shared/states';
import { useBulkAssign, useBulkPreview, type BulkTarget } from './bulk';
import { BulkPreviewed } from './bulk-previewed';
import { BulkDone } from './bulk-done';
import type { RowWords } from './row-words';

const LONGEST_REASON = 1000;

interface BulkAssignProps {
  target: BulkTarget;
  words: RowWords;
  /** @param isDone something was assigned */
  onClose: (isDone: boolean) => void;
}

/** Gives leads to somebody: who, what would come of it, and what came of it. */
export default function BulkAssign({ target: given, words, onClose }: BulkAssignProps) {
  const { t } = useTranslation();
  const isPhone = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false });
  const [target, setTarget] = useState(given);
  const [ownerId, setOwnerId] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const preview = useBulkPreview(target, ownerId);
  const assign = useBulkAssign();
  const [isDone, setDone] = useState(false);
  const close = (): void => onClose(isDone);
  const title =
    'leadIds' in target ? t('leads.bulk.title', { count: target.leadIds.length }) : t('leads.bulk.titleAll');

  return (
    <Modal
      opened
      onClose={close}
      title={title}
      size="xl"
      fullScreen={isPhone ?? false}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('leads.close') }}
    >
      {assign.data && preview.data ? (
        <Stack>
          <BulkDone result={assign.data} preview={preview.data} />
          <Group justify="flex-end">
            <Again
              leadIds={assign.data.items
                .filter(({ outcome }) => outcome === 'FAILED' || outcome === 'CHANGED')
                .map(({ leadId }) => leadId)}
              onAgain={(leadIds) => {
                assign.reset();
                setTarget({ leadIds });
              }}
            />
            <Button onClick={close}>{t('leads.bulk.done')}</Button>
          </Group>
        </Stack>
      ) : (
        <Stack>
          <Select
            label={t('leads.bulk.owner')}
            placeholder={t('leads.bulk.choose')}
            searchable
            // The first that fits is taken by Enter. (It also spares a timer that forgets on a busy machine what the keys chose.)
            selectFirstOptionOnDropdownOpen
            selectFirstOptionOnChange
            data-autofocus
            openOnFocus={false}
            allowDeselect={false}
            nothingFoundMessage={t('leads.nobodyFound')}
            data={[...words.names.people]
              .map(([value, label]) => ({ value, label }))
              .sort((a, b) => a.label.localeCompare(b.label))}
            value={ownerId}
            onChange={setOwnerId}
          />
          <Textarea
            label={t('leads.bulk.reason')}
            description={t('leads.bulk.reasonWhy')}
            maxLength={LONGEST_REASON}
            autosize
            minRows={1}
            maxRows={4}
            value={reason}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
          />
          {preview.error && <Failed error={preview.error} again={() => void preview.refetch()} />}
          {preview.isLoading && <Loading />}
          {preview.data && <BulkPreviewed preview={preview.data} words={words} />}
          {assign.error && <NotDone error={assign.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('leads.bulk.cancel')}
            </Button>
            <Button
              disabled={!preview.data || preview.data.counts.assign === 0}
              loading={assign.isPending}
              onClick={() => assign.mutate({ preview: preview.data!, reason }, { onSuccess: () => setDone(true) })}
            >
              {preview.data ? t('leads.bulk.assign', { count: preview.data.counts.assign }) : t('leads.assign')}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}

/** Looks again at those that may be assigned still. */
function Again({ leadIds, onAgain }: { leadIds: string[]; onAgain: (leadIds: string[]) => void }) {
  const { t } = useTranslation();
  if (leadIds.length === 0) return null;
  return (
    <Button variant="default" onClick={() => onAgain(leadIds)}>
      {t('leads.bulk.again', { count: leadIds.length })}
    </Button>
  );
}
