import { ActionIcon, Alert, Button, Group, Menu, Text, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconHistory } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Instant } from '../../../../../../shared/instant';
import { NotDone } from '../../../../../../shared/states';
import { useDraft } from '../editing';
import type { SaverState } from './saver';
import { useHistory, useSaverState, useSaving, type Saving } from './saving';

const ConflictDialog = lazy(() => import('./conflict-dialog'));

/** Whether the draft is saved, and what is undone and done again. */
export function SaveState() {
  const { t } = useTranslation('flows');
  const saving = useSaving();
  return saving ? (
    <Bar saving={saving} />
  ) : (
    <Text c="dimmed" size="sm">
      {t('save.readOnly')}
    </Text>
  );
}

function Bar({ saving }: { saving: Saving }) {
  const { t } = useTranslation('flows');
  const state = useSaverState(saving.saver);
  const { canUndo, canRedo, undo, redo } = useHistory(saving);
  return (
    <Group gap="xs">
      <Text c="dimmed" size="sm" role="status" aria-label={t('save.label')}>
        <Words state={state} />
      </Text>
      <Tooltip label={t('save.undo')}>
        <ActionIcon variant="default" size="lg" aria-label={t('save.undo')} disabled={!canUndo} onClick={undo}>
          <IconArrowBackUp size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('save.redo')}>
        <ActionIcon variant="default" size="lg" aria-label={t('save.redo')} disabled={!canRedo} onClick={redo}>
          <IconArrowForwardUp size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <GivenUp saving={saving} />
    </Group>
  );
}

function Words({ state }: { state: SaverState }) {
  const { t } = useTranslation('flows');
  switch (state.is) {
    case 'SAVED':
      if (state.atMs === null) return t('save.saved');
      return (
        <>
          {t('save.savedAt')} <Instant at={new Date(state.atMs).toISOString()} />
        </>
      );
    case 'KEPT':
      return t('save.kept');
    case 'REFUSED':
      return t('save.notSaved');
    case 'CONFLICT':
      return t('save.waits');
    case 'CHANGED':
    case 'SAVING':
      return t('save.saving');
  }
}

/** Drafts that were given up for another's in this session: each can be shown again. */
function GivenUp({ saving: { saver, history } }: { saving: Saving }) {
  const { t } = useTranslation('flows');
  const { document } = useDraft();
  const lost = saver.lost();
  if (lost.length === 0) return null;
  return (
    <Menu>
      <Menu.Target>
        <Button variant="default" size="compact-md" leftSection={<IconHistory size={16} aria-hidden />}>
          {t('save.givenUp')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {lost.toReversed().map(({ draft, atMs }, index) => (
          <Menu.Item
            key={index}
            onClick={() => {
              history.cut();
              document.replaceAll(draft);
            }}
          >
            {t('save.bringBack')} <Instant at={new Date(atMs).toISOString()} />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** What keeps the draft from being saved, and what to do about it. */
export function SaveTrouble() {
  const saving = useSaving();
  return saving && <Trouble saving={saving} />;
}

function Trouble({ saving: { saver } }: { saving: Saving }) {
  const { t } = useTranslation('flows');
  const state = useSaverState(saver);
  const [isOpen, setOpen] = useState(false);
  if (state.is === 'REFUSED') return <NotDone error={state.error} what={t('save.notSaved')} again={saver.again} />;
  if (state.is === 'KEPT')
    return (
      <Alert color="orange" role="alert" title={t('save.keptTitle')}>
        {t('save.keptWhat')}
      </Alert>
    );
  if (state.is !== 'CONFLICT') return null;
  return (
    <Alert color="orange" role="alert" title={t('conflict.title')}>
      <Group>
        <Text size="sm">{t('conflict.what', { count: state.conflicts.length })}</Text>
        <Button size="compact-md" onClick={() => setOpen(true)}>
          {t('conflict.look')}
        </Button>
      </Group>
      {isOpen && (
        <Suspense>
          <ConflictDialog saver={saver} state={state} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </Alert>
  );
}
