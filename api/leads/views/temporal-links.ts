/** Which Temporal UI, and which of its namespaces. */
export interface TemporalUi {
  /** Its origin, for links from a lead to its workflow; null: no links. */
  temporalUiUrl: string | null;
  temporalNamespace: string;
}

/** Where the Temporal UI shows a namespace's workflows; null: there are no links. */
function workflowsPage({ temporalUiUrl, temporalNamespace }: TemporalUi): string | null {
  if (temporalUiUrl === null) return null;
  return `${temporalUiUrl.replace(/\/+$/, '')}/namespaces/${encodeURIComponent(temporalNamespace)}/workflows`;
}

/** The page of one workflow: without a run id the UI finds the latest run by itself. */
export function workflowPage(ui: TemporalUi, workflowId: string): string | null {
  const page = workflowsPage(ui);
  return page === null ? null : `${page}/${encodeURIComponent(workflowId)}`;
}

/** The list of those workflows that a visibility query lets through. */
export function workflowListPage(ui: TemporalUi, query: string): string | null {
  const page = workflowsPage(ui);
  return page === null ? null : `${page}?query=${encodeURIComponent(query)}`;
}
