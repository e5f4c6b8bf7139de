import { Modal, Tabs } from '@mantine/core';
import { Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading } from '../../../../../../shared/states';
import type { Version } from '../../data-life';
import { DraftDocument } from '../document';
import { EditingProvider, type Editing } from '../editing';
import { IssueStore } from '../issue-store';
import { useEditorParts } from '../editor-part';
import { SavingContext } from '../saving/saving';

interface ViewVersionProps {
  flowId: string;
  version: Version;
  onClose: () => void;
}

/** A version as the editor shows it, to be looked at only. */
export function ViewVersion({ flowId, version: { version, definition }, onClose }: ViewVersionProps) {
  const { t } = useTranslation('flows');
  const editing = useMemo<Editing>(
    () => ({ flowId, document: new DraftDocument(definition), issues: new IssueStore(), readOnly: true }),
    [flowId, definition],
  );
  // What is about all versions, or about the draft alone, is not in it.
  const parts = useEditorParts().filter(({ key }) => key !== 'versions' && key !== 'try');
  return (
    <Modal
      opened
      onClose={onClose}
      fullScreen
      title={t('versions.viewed', { version })}
      closeButtonProps={{ 'aria-label': t('versions.close') }}
    >
      <SavingContext value={null}>
        <EditingProvider editing={editing}>
          <Tabs defaultValue={parts[0]!.key} keepMounted={false}>
            <Tabs.List>
              {parts.map(({ key }) => (
                <Tabs.Tab key={key} value={key}>
                  {t(`part.${key}`)}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            {parts.map(({ key, View }) => (
              <Tabs.Panel key={key} value={key} pt="md">
                <Suspense fallback={<Loading />}>
                  <View />
                </Suspense>
              </Tabs.Panel>
            ))}
          </Tabs>
        </EditingProvider>
      </SavingContext>
    </Modal>
  );
}
