import { useState } from 'react';
import { asError } from './as-error';

export interface Run {
  /** Why the last was not done; null: it was, or is under way. */
  error: Error | null;
  isSending: boolean;
  /** @returns what does it when it is called: at a press, say */
  run: (act: () => Promise<unknown>) => () => void;
}

/** Does something that may be refused, and says whether it is under way and why it was not done. */
export function useRun(): Run {
  const [error, setError] = useState<Error | null>(null);
  const [isSending, setSending] = useState(false);
  const run = (act: () => Promise<unknown>) => (): void => {
    setSending(true);
    setError(null);
    void act()
      .catch((failure: unknown) => setError(asError(failure)))
      .finally(() => setSending(false));
  };
  return { error, isSending, run };
}
