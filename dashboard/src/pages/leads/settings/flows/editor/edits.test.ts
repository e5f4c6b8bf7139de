import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import fc from 'fast-check';
import { createInstance } from 'i18next';
import { createElement, type ComponentType } from 'react';
import { renderToString } from 'react-dom/server';
import { I18nextProvider } from 'react-i18next';
import { MemoryRouter } from 'react-router';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { condition, flowDefinition } from '../../../../../../../api/leads/contract/bodies/flow-definition.js';
import { readDraft } from '../../../../../../../api/leads/flow-drafts.js';
import { anyDraft, richDefinition } from '../../../../../../../test/support/any-draft.js';
import { examplesOf, placesOf } from '../../../../../../../test/support/schema-walk.js';
import { DraftDocument } from './document.js';
import { EditingProvider } from './editing.js';
import { IssueStore } from './issue-store.js';
import * as clocks from './clocks/edits.js';
import * as routing from './routing/edits.js';
import * as score from './score/edits.js';
import * as takes from './takes/edits.js';

/** The parts that other places of the definition are edited in. */
const VIEWS = import.meta.glob<{ default: ComponentType }>(
  './{takes,score,routing,clocks}/{takes,score,routing,clocks}.tsx',
);
const EDITS: Readonly<Record<string, readonly string[]>> = {
  takes: Object.values(takes).flat(),
  score: Object.values(score).flat(),
  routing: Object.values(routing).flat(),
  clocks: Object.values(clocks).flat(),
};
const WORDS = import.meta.glob<object>(['../../../../../i18n/en.json', '../../../../../i18n/areas/*/en.json'], {
  eager: true,
  import: 'default',
});

const places = placesOf(flowDefinition, [condition]);
const editsOf = (part: string): readonly string[] => EDITS[part]!;
const ALL_EDITS = Object.values(EDITS).flat();
const PARTS = Object.keys(EDITS);

const words = createInstance();
const views = new Map<string, ComponentType>();
beforeAll(async () => {
  const areas = Object.entries(WORDS).map(([file, texts]): [string, object] => [
    /areas\/(\w+)\//.exec(file)?.[1] ?? 'translation',
    texts,
  ]);
  await words.init({ lng: 'en', interpolation: { escapeValue: false }, resources: { en: Object.fromEntries(areas) } });
  await loadSession();
  for (const part of PARTS) views.set(part, (await VIEWS[`./${part}/${part}.tsx`]!()).default);
});

/** The session asks its browser who is signed in as soon as it is loaded; parts that are drawn ask nothing of it. */
async function loadSession(): Promise<void> {
  vi.stubGlobal('document', { querySelector: () => null });
  vi.stubGlobal('window', { addEventListener: () => undefined });
  vi.stubGlobal('localStorage', { getItem: () => null });
  await import('../../../../../api/session.js');
  vi.unstubAllGlobals();
}

/** Says which places were asked for what is wrong with them: those that have a field. */
class Watched extends IssueStore {
  readonly asked = new Set<string>();
  override at(path: string): string | undefined {
    this.asked.add(path);
    return super.at(path);
  }
  override textUnder(path: string): string {
    for (const issue of this.all)
      if (`${issue.path}.`.startsWith(path === '' ? '' : `${path}.`)) this.asked.add(issue.path);
    return super.textUnder(path);
  }
}

/** Draws a part of the editor over a draft, with everything in it open. */
function drawn(part: string, draft: unknown, found: readonly { path: string; message: string }[] = []) {
  const issues = new Watched();
  issues.replaceAll(found);
  const document = new DraftDocument(draft);
  const editing = { flowId: 'flow', document, issues, readOnly: false, opens: () => true };
  const html = renderToString(
    createElement(
      MantineProvider,
      { env: 'test' },
      createElement(
        I18nextProvider,
        { i18n: words },
        createElement(
          QueryClientProvider,
          { client: new QueryClient() },
          createElement(
            MemoryRouter,
            null,
            createElement(EditingProvider, { editing, children: createElement(views.get(part)!) }),
          ),
        ),
      ),
    ),
  );
  return { html, document, asked: issues.asked };
}

const patternOf = (path: string): string => path.replace(/\.\d+(?=\.|$)/g, '.*');
/** Alternatives of a place have their fields at the place itself, too. */
const fits = (pattern: string, asked: ReadonlySet<string>): boolean =>
  asked.has(pattern) || asked.has(pattern.replace(/\.\*$/, ''));

describe('the editor', () => {
  it('can make everything that a definition can say', () => {
    expect(places.filter((place) => !ALL_EDITS.includes(place))).toEqual([]);
  });

  it('edits nothing that no definition has', () => {
    expect(ALL_EDITS.filter((place) => !places.includes(place))).toEqual([]);
    expect(places.length).toBeGreaterThan(60);
  });

  it.each(PARTS)('has a field at each place that %s says it edits', (part) => {
    const examples = examplesOf(
      flowDefinition,
      new Map([[condition, [{ all: [{ field: 'source', op: 'in', value: ['web'] }] }]]]),
    );
    const asked = new Set<string>();
    const missing = (): string[] => editsOf(part).filter((place) => !fits(place, asked));
    for (const draft of examples) {
      if (missing().length === 0) break;
      for (const path of drawn(part, draft).asked) asked.add(patternOf(path));
    }
    expect(missing()).toEqual([]);
  });

  it('opens a draft of any shape, says what is wrong at its place, and leaves it as it came', () => {
    const context = { teams: new Map(), calendars: new Map(), users: new Set<string>() } as never;
    const shows: Record<string, (path: string) => boolean> = {
      takes: (path) => !/^(scoring|routing|clocks)(\.|$)/.test(path),
      score: (path) => /^(scoring|routing\.leadWeights)(\.|$)/.test(path),
    };
    fc.assert(
      fc.property(anyDraft(richDefinition('team', 'calendar')), (draft) => {
        const before = JSON.stringify(draft);
        const { issues } = readDraft(draft, context);
        for (const part of PARTS) {
          const { document, asked } = drawn(part, draft, issues);
          expect(document.value).toBe(draft);
          const own = shows[part];
          if (own === undefined) continue;
          const untold = issues.filter(({ path }) => own(path) && !asked.has(path));
          expect({ part, untold }).toEqual({ part, untold: [] });
        }
        expect(JSON.stringify(draft)).toBe(before);
      }),
      { numRuns: 12 },
    );
  });
});
