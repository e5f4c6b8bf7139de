import { createContext, useCallback, useContext, useMemo, useSyncExternalStore, type PropsWithChildren } from 'react';
import { dotted, type DraftDocument, type Path } from './document';
import type { IssueStore } from './issue-store';

export interface Editing {
  flowId: string;
  document: DraftDocument;
  issues: IssueStore;
  /** Who may read and not draft, or looks at a version. */
  readOnly: boolean;
  /** Which places stand open from the beginning, because somebody was sent there; left out: none. */
  opens?: (place: string) => boolean;
}

const EditingContext = createContext<Editing | null>(null);

export const EditingProvider = ({ editing, children }: PropsWithChildren<{ editing: Editing }>) => (
  <EditingContext value={editing}>{children}</EditingContext>
);

/** The flow that is edited. */
export function useDraft(): Editing {
  const editing = useContext(EditingContext);
  if (editing === null) throw new Error('a part of the editor stands outside of it');
  return editing;
}

/** What stands at a place of the draft. Drawn again when that changes, and only then. */
export function useAt(path: Path): unknown {
  const { document } = useDraft();
  return useSyncExternalStore(document.subscribe, () => document.get(path));
}

/** What is wrong at a place of the draft, in words; undefined: nothing. For the `error` of a field. */
export function useIssues(path: Path): string | undefined {
  const { issues } = useDraft();
  return useSyncExternalStore(issues.subscribe, () => issues.at(dotted(path)));
}

/** How many things are wrong at a place and below it. */
export function useIssuesUnder(path: Path): number {
  const { issues } = useDraft();
  return useSyncExternalStore(issues.subscribe, () => issues.countUnder(dotted(path)));
}

/** Changes what stands at a place of the draft. */
export function useSetAt(path: Path): (value: unknown) => void {
  const { document } = useDraft();
  const place = dotted(path);
  // The same place is the same path.
  const stable = useMemo(() => path, [place]);
  return useCallback((value: unknown) => document.set(stable, value), [document, stable]);
}
