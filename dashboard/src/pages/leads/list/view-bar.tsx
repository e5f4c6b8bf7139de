import { Button, Group, Menu, Text } from '@mantine/core';
import { IconCheck, IconChevronDown, IconColumns3, IconLayoutList } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../../shared/me';
import type { ListFilters } from './filters';
import type { RowWords } from './row-words';
import type { ViewState } from './use-views';
import type { SavedView } from './view-address';

const ViewDialog = lazy(() => import('./view-dialog'));
const DeleteView = lazy(() => import('./delete-view'));
const ColumnsDialog = lazy(() => import('./columns-dialog'));
const SaveView = lazy(() => import('./save-view'));

type Asked = 'SAVE_AS' | 'RENAME' | 'DELETE' | 'COLUMNS' | null;

interface ViewBarProps {
  views: ViewState;
  query: ListFilters;
  words: RowWords;
  /** What the table shows; null: the list has no table. */
  columns: readonly string[] | null;
}

/** Which view of the leads is open, what was changed in it, and what can be done with views. */
export function ViewBar({ views, query, words, columns }: ViewBarProps) {
  const { t } = useTranslation('leadList');
  const { all, view, isChanged } = views;
  const maySave = useCan('views.save');
  const [asked, ask] = useState<Asked>(null);
  const close = (): void => ask(null);
  const own = all?.items.filter(({ shared }) => !shared) ?? [];
  const shared = all?.items.filter((one) => one.shared) ?? [];
  const item = (one: SavedView) => (
    <Menu.Item
      key={one.id}
      leftSection={<Mark isShown={one.id === view?.id} />}
      rightSection={all?.defaultViewId === one.id ? <Text size="xs">{t('view.opens')}</Text> : undefined}
      aria-current={one.id === view?.id || undefined}
      onClick={() => views.open(one.id)}
    >
      {one.name}
      {one.shared && (
        <Text size="xs" c="dimmed">
          {t(one.owner.left ? 'view.byLeft' : 'view.by', { name: one.owner.name })}
        </Text>
      )}
    </Menu.Item>
  );

  return (
    <div className="view-bar" role="group" aria-label={t('view.views')}>
      <Menu
        position="bottom-start"
        width={300}
        withinPortal={false}
        withInitialFocusPlaceholder={false}
        transitionProps={{ duration: 0 }}
      >
        <Menu.Target>
          <Button
            variant="default"
            className="view-name"
            leftSection={<IconLayoutList size={16} aria-hidden />}
            rightSection={<IconChevronDown size={16} aria-hidden />}
          >
            {view?.name ?? t('view.button')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah="70vh" style={{ overflowY: 'auto' }}>
          <Menu.Item leftSection={<Mark isShown={view === null} />} onClick={() => views.open(null)}>
            {t('view.none')}
          </Menu.Item>
          {own.length > 0 && <Menu.Label>{t('view.own')}</Menu.Label>}
          {own.map(item)}
          {shared.length > 0 && <Menu.Label>{t('view.shared')}</Menu.Label>}
          {shared.map(item)}
          {maySave && (
            <>
              <Menu.Divider />
              <Menu.Item onClick={() => ask('SAVE_AS')}>{t('view.saveAs')}</Menu.Item>
            </>
          )}
          {view && (view.can.change || view.can.share) && (
            <Menu.Item onClick={() => ask('RENAME')}>{t('view.rename')}</Menu.Item>
          )}
          {view && <OpensWith view={view} views={views} />}
          {view?.can.delete && <Menu.Item onClick={() => ask('DELETE')}>{t('view.delete')}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      {columns !== null && (
        <Button
          variant="default"
          leftSection={<IconColumns3 size={16} aria-hidden />}
          aria-haspopup="dialog"
          onClick={() => ask('COLUMNS')}
        >
          {t('columns.choose')}
        </Button>
      )}
      {view && isChanged && (
        <Group gap="xs">
          <Text size="sm" role="status">
            {t('view.changed')}
          </Text>
          {view.can.change ? (
            <Suspense>
              <SaveView view={view} views={views} said={query.said} />
            </Suspense>
          ) : (
            maySave && (
              <Button size="compact-md" variant="default" onClick={() => ask('SAVE_AS')}>
                {t('view.saveAs')}
              </Button>
            )
          )}
          <Button size="compact-md" variant="subtle" onClick={() => views.open(view.id)}>
            {t('view.discard')}
          </Button>
        </Group>
      )}
      <Suspense>
        {asked === 'SAVE_AS' && <ViewDialog view={null} views={views} said={query.said} onClose={close} />}
        {asked === 'RENAME' && view && <ViewDialog view={view} views={views} said={query.said} onClose={close} />}
        {asked === 'DELETE' && view && <DeleteView view={view} views={views} onClose={close} />}
        {asked === 'COLUMNS' && (
          <ColumnsDialog
            shown={columns ?? []}
            chosen={query.columns}
            views={views}
            query={query}
            words={words}
            onClose={close}
          />
        )}
      </Suspense>
    </div>
  );
}

const Mark = ({ isShown }: { isShown: boolean }) => (
  <IconCheck size={16} aria-hidden style={{ visibility: isShown ? 'visible' : 'hidden' }} />
);

/** Whether the list opens with a view: each person's own choice. */
function OpensWith({ view, views }: { view: SavedView; views: ViewState }) {
  const { t } = useTranslation('leadList');
  const isIt = views.all?.defaultViewId === view.id;
  return (
    <Menu.Item
      onClick={() =>
        void import('./view-changes').then(({ openWith }) => openWith(isIt ? null : view).then(views.again))
      }
    >
      {t(isIt ? 'view.opensNot' : 'view.openWith')}
    </Menu.Item>
  );
}
