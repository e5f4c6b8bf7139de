import { useEffect, useState } from 'react';
import { api, type Schemas } from '../../../../../../api/client';
import { useDraft } from '../editing';
import { latest } from '../latest';

export type FlowOutlook = Schemas['FlowOutlook'];
export type ClockOutlook = Schemas['ClockOutlook'];
export type TargetOutlook = Schemas['TargetOutlook'];

interface Asked {
  outlook: FlowOutlook | null;
  /** The last question was not answered. */
  isFailed: boolean;
}

/**
 * What a lead would get of one clock, as the draft changes. The answer before stands until the next is there.
 * @param clock its place @param receivedAt when the lead comes in, ISO 8601
 */
export function useOutlook(clock: number, receivedAt: string): Asked {
  const { flowId, document, readOnly } = useDraft();
  const [asked, setAsked] = useState<Asked>({ outlook: null, isFailed: false });
  useEffect(() => {
    // Who may only read may not ask.
    if (readOnly) return;
    const { ask, stop } = latest(
      async (draft: unknown) =>
        (
          await api.POST('/api/flows/{id}/outlook', {
            params: { path: { id: flowId } },
            body: { draft: draft as Record<string, unknown>, clock, startsAt: receivedAt },
          })
        ).data!,
      (outlook) => setAsked({ outlook, isFailed: false }),
      () => setAsked((before) => ({ ...before, isFailed: true })),
    );
    ask(document.value);
    const end = document.subscribe(ask);
    return () => {
      end();
      stop();
    };
  }, [flowId, document, readOnly, clock, receivedAt]);
  return asked;
}
