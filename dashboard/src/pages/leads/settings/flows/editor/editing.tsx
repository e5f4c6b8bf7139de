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
  const read = () => document.get(path);
  return useSyncExternalStore(document.subscribe, read, read);
}

/** What is wrong at a place of the draft, in words; undefined: nothing. For the `error` of a field. */
export function useIssues(path: Path): string | undefined {
  const { issues } = useDraft();
  const read = () => issues.at(dotted(path));
  return useSyncExternalStore(issues.subscribe, read, read);
}

/** How many things are wrong at a place and below it. */
export function useIssuesUnder(path: Path): number {
  const { issues } = useDraft();
  const read = () => issues.countUnder(dotted(path));
  return useSyncExternalStore(issues.subscribe, read, read);
}

/** What is wrong at a place and below it, for what shows all of that as one; empty: nothing. */
export function useIssuesWithin(path: Path): string {
  const { issues } = useDraft();
  const read = () => issues.textUnder(dotted(path));
  return useSyncExternalStore(issues.subscribe, read, read);
}

/** Changes what stands at a place of the draft. */
export function useSetAt(path: Path): (value: unknown) => void {
  const { document } = useDraft();
  const place = dotted(path);
  // The same place is the same path.
  const stable = useMemo(() => path, [place]);
  return useCallback((value: unknown) => document.set(stable, value), [document, stable]);
}

/** A place of the draft as a field has it. */
export function useField(path: Path) {
  const { readOnly } = useDraft();
  return { readOnly, value: useAt(path), set: useSetAt(path), error: useIssues(path) };
}
