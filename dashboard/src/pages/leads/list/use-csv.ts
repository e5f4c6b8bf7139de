import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { api } from '../../../api/client';
import { fileNameOf, saveFile } from '../../../shared/save-file';
import type { Filters } from './filters';

/**
 * Takes the execution list along as a file. It goes through memory before it is saved, as only so it can carry the token
 * and be known to be whole; a browser puts what is large onto its disk.
 * @param attributes in columns behind the usual ones
 * @param onBytes told how much has come so far
 */
async function download(
  filters: Filters,
  attributes: readonly string[],
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const along = attributes.length > 0 && { attribute: attributes };
  const query = { ...filters, ...along, format: 'csv' } as object;
  const answer = await api.GET('/api/control-tower/leads', { params: { query }, parseAs: 'stream', signal });
  let bytes = 0;
  const counted = (answer.data as ReadableStream<Uint8Array<ArrayBuffer>>).pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        onBytes((bytes += chunk.byteLength));
        controller.enqueue(chunk);
      },
    }),
  );
  const file = await new Response(counted, { headers: { 'content-type': 'text/csv;charset=utf-8' } }).blob();
  saveFile(file, nameOf(answer.response, filters));
}

/** As the API names it, and whether it is but a part. */
function nameOf(response: Response, filters: Filters): string {
  const given = fileNameOf(response, 'leads.csv');
  return Object.keys(filters).length === 0 ? given : given.replace(/^leads/, 'leads-filtered');
}

export interface Csv {
  start: () => void;
  stop: () => void;
  isRunning: boolean;
  /** What has come so far. */
  bytes: number;
  error: Error | null;
}

export function useCsv(filters: Filters, attributes: readonly string[]): Csv {
  const running = useRef<AbortController>(undefined);
  const [bytes, setBytes] = useState(0);
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => {
      const mine = (running.current = new AbortController());
      setBytes(0);
      await download(filters, attributes, mine.signal, setBytes).catch((reason: unknown) => {
        if (!mine.signal.aborted) throw reason;
      });
    },
  });
  return { start: mutate, stop: () => running.current?.abort(), isRunning: isPending, bytes, error };
}
