import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots, IconUpload } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCan } from '../../../../../shared/me';
import { PAGES } from '../../../../../shared/pages';
import type { Flow } from '../data';
import { saveFlow } from '../export';
import { RenameDialog } from '../rename-dialog';
import { SwitchDialog } from '../switch-dialog';
import { useDraft } from './editing';
import { useFlowNames } from './names';
import { isObject } from './changes/json';

const PublishDialog = lazy(() => import('./publish/publish-dialog'));

type Asked = 'PUBLISH' | 'SWITCH' | 'RENAME';

/** What is done with the flow as a whole. */
export function FlowActions({ flow }: { flow: Flow }) {
  const { t } = useTranslation('flows');
  const { document } = useDraft();
  const [canDraft, canPublish] = [useCan('flows.draft'), useCan('flows.publish')];
  const names = useFlowNames();
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = (): void => setAsked(null);
  const save = (): void => saveFlow({ ...flow, draft: isObject(document.value) ? document.value : {} }, names);
  return (
    <>
      {canPublish && (
        <Button leftSection={<IconUpload size={16} aria-hidden />} onClick={() => setAsked('PUBLISH')}>
          {t('do.publish')}
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label={t('list.actionsOf', { name: flow.name })}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {canDraft && <Menu.Item onClick={() => setAsked('RENAME')}>{t('do.rename')}</Menu.Item>}
          {canDraft && (
            <Menu.Item component={Link} to={`${PAGES.flows}/new?from=copy&copy=${flow.id}`}>
              {t('do.duplicate')}
            </Menu.Item>
          )}
          <Menu.Item onClick={save}>{t('do.export')}</Menu.Item>
          {canPublish && (
            <Menu.Item disabled={flow.publishedVersion === null} onClick={() => setAsked('SWITCH')}>
              {t(flow.active ? 'do.deactivate' : 'do.activate')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {asked === 'SWITCH' && <SwitchDialog flow={flow} onClose={close} />}
      {asked === 'RENAME' && <RenameDialog flow={flow} onClose={close} />}
      {asked === 'PUBLISH' && (
        <Suspense>
          <PublishDialog flow={flow} onClose={close} />
        </Suspense>
      )}
    </>
  );
}
