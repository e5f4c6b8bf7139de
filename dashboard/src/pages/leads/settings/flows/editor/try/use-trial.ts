import { useEffect, useRef, useState } from 'react';
import { api, type Schemas } from '../../../../../../api/client';
import { asError } from '../../../../../../shared/as-error';
import { useDraft } from '../editing';
import { latest } from '../latest';
import { questionOf, type Asked } from './asked';

export type TrialAnswer = Schemas['FlowTrial'];
type Question = NonNullable<ReturnType<typeof questionOf>>;

interface TrialState {
  /** The last that was answered: it stays while the next is asked. */
  answer: TrialAnswer | null;
  /** Why there is no newer one. */
  error: Error | null;
  isAsking: boolean;
  again: () => void;
}

/** A field that is typed in asks once somebody stops for a moment. */
const SOON_MS = 150;
/** Between two questions, so that somebody who types does not use up what an office may ask. */
const LEAST_MS = 300;

/** What the draft makes of a lead, asked anew as either changes: one question at a time, the latest wins. */
export function useTrial(asked: Asked): TrialState {
  const { flowId, document } = useDraft();
  const [state, setState] = useState<Omit<TrialState, 'again'>>({ answer: null, error: null, isAsking: false });
  const question = JSON.stringify(questionOf(asked));
  const askAnew = useRef<() => void>(() => undefined);
  useEffect(() => {
    const about = JSON.parse(question) as Question | null;
    if (about === null) {
      setState({ answer: null, error: null, isAsking: false });
      return;
    }
    let wanted = document.value;
    const { ask, stop } = latest(
      async (draft: unknown) =>
        (
          await api.POST('/api/flows/{id}/try', {
            params: { path: { id: flowId } },
            body: { ...about, draft: draft as Record<string, unknown> },
          })
        ).data!,
      (answer, draft) => setState({ answer, error: null, isAsking: draft !== wanted }),
      (error) => setState((before) => ({ ...before, error: asError(error), isAsking: false })),
    );
    let askedAtMs = -Infinity;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const askAsItIs = (): void => {
      askedAtMs = Date.now();
      ask(document.value);
    };
    const start = (draft: unknown): void => {
      wanted = draft;
      setState((before) => (before.isAsking ? before : { ...before, isAsking: true }));
      clearTimeout(timer);
      const waitMs = askedAtMs + LEAST_MS - Date.now();
      if (waitMs <= 0) askAsItIs();
      else timer = setTimeout(askAsItIs, waitMs);
    };
    askAnew.current = () => start(document.value);
    const soon = setTimeout(() => start(document.value), SOON_MS);
    const end = document.subscribe(start);
    return () => {
      clearTimeout(soon);
      clearTimeout(timer);
      end();
      stop();
    };
  }, [flowId, document, question]);
  return { ...state, again: () => askAnew.current() };
}
