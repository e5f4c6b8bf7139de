import i18next from 'i18next';
import { api, Refused } from '../../../api/client';
import { ifMatch } from '../../../api/if-match';
import { tellChanged } from '../../../shared/settings/tell-changed';
import { columnsFrom } from './column-ids';
import { toSave, type Said, type SavedView } from './view-address';

const t = (key: string, named: object = {}): string => i18next.t(key, { ns: 'leadList', ...named });

/** What the list shows, as a view keeps it. */
const listOf = (said: Said, view: SavedView | null) => ({
  ...toSave(said, view),
  columns: said['columns'] === undefined ? null : columnsFrom(said['columns']),
});

export async function createView(said: Said, form: { name: string; shared: boolean }): Promise<SavedView> {
  const { data } = await api.POST('/api/lead-views', { body: { ...form, ...listOf(said, null) } });
  tellChanged(t('view.saved', { name: form.name }));
  return data!;
}

/** Saves what the list shows over a view. @throws Refused 412 where somebody else was faster */
export async function saveOver(view: SavedView, said: Said, again: () => Promise<unknown>): Promise<SavedView> {
  const params = { path: { id: view.id }, header: ifMatch(view.revision) };
  const { data } = await api.PATCH('/api/lead-views/{id}', { params, body: listOf(said, view) });
  const { filters, sort, order, columns } = view;
  tellChanged(t('view.saved', { name: view.name }), async () => {
    const header = ifMatch(data!.revision);
    await api.PATCH('/api/lead-views/{id}', { params: { ...params, header }, body: { filters, sort, order, columns } });
    await again();
  });
  return data!;
}

export async function renameView(view: SavedView, form: { name: string; shared: boolean }): Promise<void> {
  const body = {
    ...(form.name !== view.name && { name: form.name }),
    ...(form.shared !== view.shared && { shared: form.shared }),
  };
  if (Object.keys(body).length === 0) return;
  await api.PATCH('/api/lead-views/{id}', { params: { path: { id: view.id }, header: ifMatch(view.revision) }, body });
  tellChanged(t('view.saved', { name: form.name }));
}

export async function deleteView(view: SavedView, again: () => Promise<unknown>): Promise<void> {
  const params = { path: { id: view.id } };
  await api.DELETE('/api/lead-views/{id}', { params });
  tellChanged(t('view.deleted', { name: view.name }), async () => {
    await api.POST('/api/lead-views/{id}/restore', { params });
    await again();
  });
}

/** What one's list opens with from now on. */
export async function openWith(view: SavedView | null): Promise<void> {
  await api.PATCH('/api/me/lead-list', { body: { defaultViewId: view?.id ?? null } });
  tellChanged(view ? t('view.opensNow', { name: view.name }) : t('view.opensAll'));
}

/** Columns of the lists that no view says them for. */
export async function chooseColumns(columns: string[] | null): Promise<void> {
  await api.PATCH('/api/me/lead-list', { body: { columns } });
}

export const isStale = (error: unknown): boolean => error instanceof Refused && error.status === 412;
