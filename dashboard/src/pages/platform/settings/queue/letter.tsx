import { Alert, Button, Code, Group, List, Modal, Stack, Text, Textarea, Title } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { discardBody } from '../../../../../../api/platform/contract/bodies/dead-letter-queue.js';
import { api } from '../../../../api/client';
import { useContractForm } from '../../../../shared/form/use-contract-form';
import { Instant } from '../../../../shared/instant';
import { useCan } from '../../../../shared/me';
import { tellChanged } from '../../../../shared/settings/tell-changed';
import { Failed, Loading, NotDone } from '../../../../shared/states';
import { useRun } from '../../../../shared/use-run';
import { useLetter, type Letter, type LetterInFull as InFull } from './data';

type Which = Pick<Letter, 'kind' | 'id'>;

/** One that lies dead: what it was to bring about, what became of it, and what can be done. */
export function LetterInFull({ letter, onClose }: { letter: Letter; onClose: () => void }) {
  const { t } = useTranslation('queue');
  const read = useLetter(letter);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('letterTitle', { kind: t(`kind.${letter.kind}`), what: letter.what })}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {read.error && <Failed error={read.error} again={() => void read.refetch()} />}
      {read.isPending && <Loading />}
      {read.data && (
        <Stack>
          <Facts letter={read.data} />
          <Payload payload={read.data.payload} />
          <Decisions decisions={read.data.decisions} />
          <Decide letter={read.data} />
        </Stack>
      )}
    </Modal>
  );
}

function Facts({ letter: { attempts, bornAt, diedAt, error } }: { letter: InFull }) {
  const { t } = useTranslation('queue');
  return (
    <div>
      {error !== null && <Alert color="red">{error}</Alert>}
      <Text mt="xs">
        {t('attempts')}: {attempts}
        {bornAt !== null && (
          <>
            {' · '}
            {t('born')} <Instant at={bornAt} seconds />
          </>
        )}
        {' · '}
        {t('died')} <Instant at={diedAt} seconds />
      </Text>
    </div>
  );
}

function Payload({ payload }: { payload: InFull['payload'] }) {
  const { t } = useTranslation('queue');
  const mayInspect = useCan('dead_letters.inspect');
  return (
    <div>
      <Title order={3} size="h5">
        {t('payload')}
      </Title>
      {payload === null ? (
        <Text c="dimmed">{t(mayInspect ? 'payloadGone' : 'payloadWithheld')}</Text>
      ) : (
        // Read by keyboard, too, where it is longer than its box.
        <Code block tabIndex={0} mah={240} style={{ overflow: 'auto', whiteSpace: 'pre-wrap' }}>
          {JSON.stringify(payload, null, 2)}
        </Code>
      )}
    </div>
  );
}

function Decisions({ decisions }: { decisions: InFull['decisions'] }) {
  const { t } = useTranslation('queue');
  if (decisions.length === 0) return null;
  return (
    <div>
      <Title order={3} size="h5">
        {t('history')}
      </Title>
      <List>
        {decisions.map(({ decision, decidedAt, decidedByName, reason }) => (
          <List.Item key={decidedAt}>
            {t(`state.${decision}`)}: {decidedByName ?? t('somebody')}, <Instant at={decidedAt} seconds />
            {reason !== null && <Text c="dimmed">{reason}</Text>}
          </List.Item>
        ))}
      </List>
    </div>
  );
}

function Decide({ letter }: { letter: InFull }) {
  const { t } = useTranslation('queue');
  const queries = useQueryClient();
  const mayDecide = useCan('dead_letters.decide');
  const [discards, setDiscards] = useState(false);
  const { error, isSending, run } = useRun();
  if (!mayDecide || letter.state !== 'OPEN') return error && <NotDone error={error} />;
  const path: Which = { kind: letter.kind, id: letter.id };
  const requeue = run(async () => {
    // Also where somebody else was faster: what became of it is shown.
    await api
      .POST('/api/dlq/{kind}/{id}/requeue', { params: { path } })
      .finally(() => void queries.invalidateQueries({ queryKey: ['dlq'] }));
    tellChanged(t('requeued'));
  });
  return (
    <>
      {error && <NotDone error={error} />}
      {discards ? (
        <Discard path={path} onCancel={() => setDiscards(false)} />
      ) : (
        <Group justify="flex-end">
          <Button variant="default" onClick={() => setDiscards(true)}>
            {t('discard')}
          </Button>
          <Button leftSection={<IconSend size={16} aria-hidden />} loading={isSending} onClick={requeue}>
            {t('requeue')}
          </Button>
        </Group>
      )}
    </>
  );
}

function Discard({ path, onCancel }: { path: Which; onCancel: () => void }) {
  const { t } = useTranslation('queue');
  const queries = useQueryClient();
  const form = useContractForm({ schema: discardBody, initialValues: { reason: '' } });
  const submit = form.submits(async (body) => {
    await api
      .POST('/api/dlq/{kind}/{id}/discard', { params: { path }, body })
      .finally(() => void queries.invalidateQueries({ queryKey: ['dlq'] }));
    tellChanged(t('discarded'));
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        {form.problem && <NotDone error={form.problem} />}
        <Textarea label={t('reason')} description={t('reasonHint')} required {...form.getInputProps('reason')} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t('cancel')}
          </Button>
          <Button type="submit" color="red" loading={form.isSending}>
            {t('discard')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
