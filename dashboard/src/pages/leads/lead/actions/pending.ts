import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Schemas } from '../../../../api/client';
import type { LeadAction } from './can';
import { keyOf, type Entry } from '../timeline/entry';

type Lead = Schemas['Lead'];

/** Something that the API has written down and that the lead does not show yet. */
export interface Pending {
  /** Of the proof or the command. */
  id: string;
  kind: LeadAction;
  /** What was asked, for the one who asked. */
  words: string;
  /** The timeline's entries when it was asked. */
  known: ReadonlySet<string>;
}

export interface Action {
  kind: LeadAction;
  words: string;
  /** @returns the id that the API gave it */
  send: () => Promise<string>;
}

/** By which entry the timeline tells that it was done. */
const TOLD: Record<LeadAction, Entry['type'][]> = {
  RECORD_PROOF: ['PROOF'],
  ASSIGN: ['ASSIGNED'],
  PAUSE: ['PAUSED'],
  RESUME: ['RESUMED'],
  CLOSE: ['CLOSED'],
  REOPEN: ['REOPENED'],
  ACKNOWLEDGE: ['ACKNOWLEDGED'],
  CANCEL_CLOCK: ['CLOCK_CANCELLED'],
  ACCEPT: ['ACCEPTED'],
  DECLINE: ['DECLINED'],
  APPROVE: ['APPROVED'],
  DECLINE_APPROVAL: ['APPROVAL_DECLINED'],
};

/** Whether the lead shows it: as done, or as refused after all. */
function isTold({ id, kind, known }: Pending, timeline: readonly Entry[]): boolean {
  return timeline.some((entry) => {
    if (kind === 'RECORD_PROOF') return entry.type === 'PROOF' && entry.id === id;
    return !known.has(keyOf(entry)) && (TOLD[kind].includes(entry.type) || entry.refusal !== undefined);
  });
}

/**
 * Sends what a person asks of a lead. The API writes it down and answers; the lead changes a moment later, which the live
 * stream tells: until then it is pending.
 */
export function useActions(lead: Lead) {
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Pending[]>([]);
  const timeline = lead.timeline as Entry[];
  const pending = asked.filter((one) => !isTold(one, timeline));
  const mutation = useMutation({
    mutationFn: async ({ kind, words, send }: Action): Promise<Pending> => {
      const known = new Set(timeline.map(keyOf));
      return { id: await send(), kind, words, known };
    },
    onSuccess: async (written) => {
      setAsked((before) => [...before.filter((one) => !isTold(one, timeline) && one.id !== written.id), written]);
      // The stream tells it as well; where it is lost this is how it is seen.
      await queries.invalidateQueries({ queryKey: ['lead', lead.id] });
    },
  });
  return {
    pending,
    error: mutation.error,
    dismiss: mutation.reset,
    act: (action: Action): void => mutation.mutate(action),
    isBusy: (kind: LeadAction): boolean =>
      (mutation.isPending && mutation.variables.kind === kind) || pending.some((one) => one.kind === kind),
  };
}

export type Actions = ReturnType<typeof useActions>;
