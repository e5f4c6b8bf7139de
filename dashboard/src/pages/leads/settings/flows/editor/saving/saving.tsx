import { useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
  type PropsWithChildren,
} from 'react';
import { api, Refused } from '../../../../../../api/client';
import { ifMatch } from '../../../../../../api/if-match';
import { asError } from '../../../../../../shared/as-error';
import { useMe } from '../../../../../../shared/me';
import type { Flow } from '../../data';
import type { DraftDocument } from '../document';
import { useDraft } from '../editing';
import { History } from './history';
import { isObject, type JsonObject } from '../changes/json';
import { keeper, type Shelf } from './kept';
import { Saver, type News, type SaverState, type Sent } from './saver';

export interface Saving {
  saver: Saver;
  history: History<unknown>;
}

export const SavingContext = createContext<Saving | null>(null);

/** How the draft is saved; null: whoever looks may not change it. */
export const useSaving = (): Saving | null => useContext(SavingContext);

const draftOf = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** This browser's own; null: it keeps nothing. */
function shelf(): Shelf | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

async function send(flowId: string, draft: JsonObject, revision: number): Promise<Sent> {
  try {
    const { data } = await api.PATCH('/api/flows/{id}', {
      params: { path: { id: flowId }, header: ifMatch(revision) },
      body: { draft },
    });
    return { revision: data!.revision, draft: draftOf(data!.draft) };
  } catch (error) {
    if (!(error instanceof Refused)) return 'UNREACHABLE';
    if (error.status === 412) return 'STALE';
    // A server that is not well is one that is not there: what it does not take, it says with 4xx.
    return error.status >= 500 || error.status === 429 ? 'UNREACHABLE' : asError(error);
  }
}

const read = async (flowId: string) => {
  const { data } = await api.GET('/api/flows/{id}', { params: { path: { id: flowId } } });
  return data!;
};

interface SavingProviderProps {
  flow: Flow;
  /** Told what was brought together without a question. */
  onNews: (news: News) => void;
}

/** Saves the draft of the editor that it is around by itself. */
export function SavingProvider({ flow, onNews, children }: PropsWithChildren<SavingProviderProps>) {
  const { document, readOnly } = useDraft();
  const me = useMe();
  if (readOnly || !me) return children;
  return (
    <Begun flow={flow} document={document} personId={me.id} onNews={onNews}>
      {children}
    </Begun>
  );
}

interface BegunProps extends SavingProviderProps {
  document: DraftDocument;
  personId: string;
}

function Begun({ flow, document, personId, onNews, children }: PropsWithChildren<BegunProps>) {
  const queries = useQueryClient();
  const [saving] = useState((): Saving => {
    const history = new History<unknown>((draft) => document.replaceAll(draft), Date.now);
    const saver = new Saver(
      { revision: flow.revision, draft: draftOf(flow.draft) },
      {
        send: async (draft, revision) => {
          const sent = await send(flow.id, draft, revision);
          if (typeof sent === 'object' && !(sent instanceof Error))
            queries.setQueryData<Flow>(
              ['flow', flow.id],
              (known) => known && { ...known, ...sent, draftChanged: true },
            );
          void queries.invalidateQueries({ queryKey: ['flows', 'list'] });
          return sent;
        },
        read: async () => {
          const latest = await read(flow.id);
          queries.setQueryData(['flow', flow.id], latest);
          return { revision: latest.revision, draft: draftOf(latest.draft) };
        },
        keeper: keeper(shelf(), personId, flow.id),
        show: (draft, over) => {
          if (over) return history.takeOver(draft, (before) => over(draftOf(before)));
          history.cut();
          document.replaceAll(draft);
        },
        tell: onNews,
        now: Date.now,
      },
    );
    return { saver, history };
  });
  const { saver, history } = saving;

  useEffect(() => {
    const end = document.subscribe((value, before) => {
      history.changed(before);
      saver.changed(draftOf(value));
    });
    saver.resume();
    saver.begin();
    window.addEventListener('online', saver.again);
    const ask = (event: BeforeUnloadEvent): void => {
      if (saver.hasUnsaved()) event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => {
      end();
      window.removeEventListener('online', saver.again);
      window.removeEventListener('beforeunload', ask);
      saver.end();
    };
  }, [document, saver, history]);

  // Somebody else may have saved: what was read anew says so.
  useEffect(() => saver.heard({ revision: flow.revision, draft: draftOf(flow.draft) }), [saver, flow]);

  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || isText(event.target)) return;
      const key = event.key.toLowerCase();
      const isRedo = key === 'y' || (key === 'z' && event.shiftKey);
      if (key !== 'z' && !isRedo) return;
      event.preventDefault();
      if (isRedo) history.redo(document.value);
      else history.undo(document.value);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [history, document]);

  return <SavingContext value={saving}>{children}</SavingContext>;
}

/** In texts the browser undoes letter by letter. */
const isText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    (target.matches('input, textarea') &&
      !target.matches('[type=checkbox], [type=radio], [readonly], [aria-haspopup=listbox]')));

/** How saving stands. */
export const useSaverState = (saver: Saver): SaverState => useSyncExternalStore(saver.watch, saver.now);

/** What can be undone and done again, and how. */
export function useHistory({ history }: Saving) {
  const { document } = useDraft();
  const canUndo = useSyncExternalStore(history.watch, history.canUndo);
  const canRedo = useSyncExternalStore(history.watch, history.canRedo);
  const undo = useCallback(() => history.undo(document.value), [history, document]);
  const redo = useCallback(() => history.redo(document.value), [history, document]);
  return { canUndo, canRedo, undo, redo };
}
