import { Alert, Button, Group, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { enterTakesFirst } from '../../../shared/enter-takes-first';
import { Failed, Loading, NotDone } from '../../../shared/states';
import { useAssignees, useAvailabilityWords, type Assignee } from '../assignees';
import { useBulkAssign, useBulkPreview, type BulkTarget } from './bulk';
import { Again, BulkDialog, BulkReason } from './bulk-dialog';
import { BulkPreviewed } from './bulk-previewed';
import { BulkDone } from './bulk-done';
import type { RowWords } from './row-words';

interface BulkAssignProps {
  target: BulkTarget;
  words: RowWords;
  /** @param isDone something was assigned */
  onClose: (isDone: boolean) => void;
}

/** Gives leads to somebody: who, what would come of it, and what came of it. */
export default function BulkAssign({ target: given, words, onClose }: BulkAssignProps) {
  const { t } = useTranslation();
  const [target, setTarget] = useState(given);
  const [ownerId, setOwnerId] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const preview = useBulkPreview(target, ownerId);
  const assign = useBulkAssign();
  const assignees = useAssignees();
  const people = assignees.data ?? [];
  const wordsOf = useAvailabilityWords();
  /** Of whom it was asked whether they are meant, though they do not work now. */
  const [asked, setAsked] = useState<string | null>(null);
  const [isDone, setDone] = useState(false);
  const why = preview.data ? wordsOf(preview.data.owner.availability).notNow : null;
  const isAsking = why !== null && asked === ownerId;
  const close = (): void => onClose(isDone);
  const title =
    'leadIds' in target ? t('leads.bulk.title', { count: target.leadIds.length }) : t('leads.bulk.titleAll');

  return (
    <BulkDialog title={title} onClose={close}>
      {assign.data && preview.data ? (
        <Stack>
          <BulkDone result={assign.data} preview={preview.data} />
          <Group justify="flex-end">
            <Again
              items={assign.data.items}
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
            onKeyDownCapture={enterTakesFirst}
            data-autofocus
            openOnFocus={false}
            allowDeselect={false}
            nothingFoundMessage={t('leads.nobodyFound')}
            data={people.map(({ id, name, availability }) => ({
              value: id,
              label: name,
              disabled: availability.now === 'INACTIVE',
            }))}
            renderOption={({ option }) => <Candidate one={people.find(({ id }) => id === option.value)!} />}
            value={ownerId}
            onChange={setOwnerId}
            error={assignees.error ? <Failed error={assignees.error} again={() => void assignees.refetch()} /> : null}
          />
          <BulkReason value={reason} onChange={setReason} />
          {preview.error && <Failed error={preview.error} again={() => void preview.refetch()} />}
          {preview.isLoading && <Loading />}
          {preview.data && <BulkPreviewed preview={preview.data} words={words} />}
          {assign.error && <NotDone error={assign.error} />}
          {isAsking && (
            <Alert color="orange" role="alert">
              {t('lead.notNow', { name: preview.data!.owner.name, why })}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('leads.bulk.cancel')}
            </Button>
            <Button
              disabled={!preview.data || preview.data.counts.assign === 0}
              loading={assign.isPending}
              onClick={() => {
                if (why !== null && !isAsking) setAsked(ownerId);
                else assign.mutate({ preview: preview.data!, reason }, { onSuccess: () => setDone(true) });
              }}
            >
              {isAsking
                ? t('lead.assignAnyway')
                : preview.data
                  ? t('leads.bulk.assign', { count: preview.data.counts.assign })
                  : t('leads.assign')}
            </Button>
          </Group>
        </Stack>
      )}
    </BulkDialog>
  );
}

/** Somebody to choose: their load, and why they cannot work now. */
function Candidate({ one: { name, openLeads, capacity, availability } }: { one: Assignee }) {
  const { t } = useTranslation();
  const { notNow, shift } = useAvailabilityWords()(availability);
  return (
    <div className={notNow === null ? 'candidate' : 'candidate not-now'}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="sm">{name}</Text>
        <Text size="xs" className="tabular">
          {t('lead.loadOf', { open: openLeads, capacity })}
        </Text>
      </Group>
      {(notNow ?? shift) !== null && <Text size="xs">{notNow ?? shift}</Text>}
    </div>
  );
}
