import { useState, type ReactNode } from 'react';
import { Refused } from '../../../../api/client';
import { ProofDialog } from './proof-dialog';

interface Waiting {
  again: () => void;
  giveUp: () => void;
}

/** Whoever thought better of it. */
export class NotProved extends Error {}

/**
 * Does what is for those only who showed who they are a short while ago: who did not is asked, and then it is done.
 * @returns `proved`, which does it, and the question, to be shown
 */
export function useProof(): { proved: <T>(act: () => Promise<T>) => Promise<T>; question: ReactNode } {
  const [waiting, setWaiting] = useState<Waiting | null>(null);

  const proved = async <T,>(act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Refused && error.code === 'PROOF_NEEDED')) throw error;
      await new Promise<void>((resolve, reject) =>
        setWaiting({ again: resolve, giveUp: () => reject(new NotProved()) }),
      );
      return act();
    }
  };
  const close = (then: (waiting: Waiting) => void): void => {
    if (waiting) then(waiting);
    setWaiting(null);
  };
  return {
    proved,
    question: waiting && (
      <ProofDialog done={() => close(({ again }) => again())} onClose={() => close(({ giveUp }) => giveUp())} />
    ),
  };
}
