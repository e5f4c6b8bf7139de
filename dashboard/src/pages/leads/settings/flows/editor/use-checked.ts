import { useEffect } from 'react';
import { api } from '../../../../../api/client';
import { useDraft } from './editing';
import { latest } from './latest';

/** Has the draft checked as it changes: what is wrong with it stands at its place. */
export function useChecked(): void {
  const { flowId, document, issues, readOnly } = useDraft();
  useEffect(() => {
    if (readOnly) return;
    const { ask, stop } = latest(
      async (draft: unknown) =>
        (
          await api.POST('/api/flows/{id}/validate', {
            params: { path: { id: flowId } },
            body: { draft: draft as Record<string, unknown> },
          })
        ).data!.issues,
      (found) => issues.replaceAll(found),
      // The way is lost, which the page says; the next change asks again.
      () => undefined,
    );
    ask(document.value);
    const end = document.subscribe(ask);
    return () => {
      end();
      stop();
    };
  }, [flowId, document, issues, readOnly]);
}
