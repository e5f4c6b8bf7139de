import { createContext, use, type ComponentType, type LazyExoticComponent } from 'react';
import type { Path } from './document';

export interface EditorPart {
  key: 'takes' | 'score' | 'routing' | 'clocks' | 'try' | 'versions' | 'json';
  /** What of the draft stands in it: what is wrong there is counted at its tab. */
  of: readonly Path[];
  View: LazyExoticComponent<ComponentType>;
}

/** The parts of the editor, for a part that shows others. */
export const EditorParts = createContext<readonly EditorPart[]>([]);

export const useEditorParts = (): readonly EditorPart[] => use(EditorParts);
