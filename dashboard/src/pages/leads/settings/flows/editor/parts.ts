import { lazy } from 'react';
import { lazyPage } from '../../../../../shared/lazy-page';
import type { EditorPart } from './editor-part';

/** The parts of the editor, in the order of their tabs. */
export const PARTS: readonly EditorPart[] = [
  {
    key: 'takes',
    of: [['priority'], ['match'], ['calendarId'], ['duplicates']],
    View: lazyPage(['flowConditions'], () => import('./takes/takes')),
  },
  {
    key: 'score',
    of: [['scoring'], ['routing', 'leadWeights']],
    View: lazyPage(['flowConditions'], () => import('./score/score')),
  },
  {
    key: 'routing',
    of: [
      ['routing', 'rules'],
      ['routing', 'fallback'],
      ['routing', 'maxReassignments'],
    ],
    View: lazyPage(['flowConditions', 'flowRouting'], () => import('./routing/routing')),
  },
  {
    key: 'clocks',
    of: [['clocks']],
    View: lazyPage(['flowConditions', 'flowClocks'], () => import('./clocks/clocks')),
  },
  { key: 'try', of: [], View: lazyPage(['flowTry'], () => import('./try/try')) },
  { key: 'versions', of: [], View: lazy(() => import('./versions/versions')) },
  { key: 'json', of: [], View: lazy(() => import('./json/json')) },
];
